"""Byte order marks, declared encodings and line ends: the place reported is the one an editor shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import PYTHON_BAD, PYTHON_PLACE, TYPESCRIPT_BAD, TYPESCRIPT_PLACE, places, run_spanlint, write

BOM = b"\xef\xbb\xbf"
ONE_LINE = "from opentelemetry import trace; tracer = trace.get_tracer('shop'); tracer.start_span('checkout')\n"
# Before the call stand letters that are one byte in their encoding and several, or two UTF-16 units, in others.
WIDE = PYTHON_BAD.replace("return tracer", "return '%s', tracer")


def concise(folder: Path, *arguments: str) -> list[str]:
    run = run_spanlint(folder, "--output-format", "concise", *arguments)
    assert run.err == ""
    return places(run)


def place_of(text: str, method: str) -> str:
    line = next(number for number, line in enumerate(text.splitlines(), 1) if f".{method}(" in line)
    return f"{line}:{text.splitlines()[line - 1].index(method) + 1}"


def test_the_places_that_other_tests_use() -> None:
    assert place_of(PYTHON_BAD, "start_span") == "{}:{}".format(*PYTHON_PLACE)
    assert place_of(TYPESCRIPT_BAD, "startSpan") == "{}:{}".format(*TYPESCRIPT_PLACE)


def test_a_byte_order_mark_is_no_column(tmp_path: Path) -> None:
    typescript = TYPESCRIPT_BAD.replace("\n", " ").encode()
    write(tmp_path, {"bad.py": BOM + ONE_LINE.encode(), "bad.ts": BOM + typescript})
    python_column, column = ONE_LINE.index("start_span") + 1, typescript.index(b"startSpan") + 1
    assert concise(tmp_path) == [f"bad.py:1:{python_column} SPN001", f"bad.ts:1:{column} SPN001"]


def test_a_byte_order_mark_is_not_shown(tmp_path: Path) -> None:
    assert "\ufeff" not in run_spanlint(write(tmp_path, {"bad.py": BOM + ONE_LINE.encode()})).out


@pytest.mark.parametrize(
    ("name", "codec", "letters"),
    [
        ("latin-1", "latin-1", "äöü"),
        ("ISO_8859-1", "latin-1", "äöü"),
        ("iso-8859-15", "iso-8859-15", "€uro"),
        ("cp1252", "cp1252", "“q”"),
        ("koi8-r", "koi8-r", "корзина"),
        ("euc-jp", "euc-jp", "注文"),
        ("utf-8", "utf-8", "注文 🛒"),
        ("utf8", "utf-8", "注文 🛒"),
        ("utf-8-unix", "utf-8", "注文 🛒"),
        ("iso-latin-1-dos", "latin-1", "äöü"),
    ],
)
def test_a_declared_encoding(tmp_path: Path, name: str, codec: str, letters: str) -> None:
    text = f"# -*- coding: {name} -*-\n" + WIDE % letters
    write(tmp_path, {"bad.py": text.encode(codec)})
    assert concise(tmp_path) == [f"bad.py:{place_of(text, 'start_span')} SPN001"]
    assert f"'{letters}', tracer.start_span" in run_spanlint(tmp_path).out


def test_only_the_first_two_lines_declare(tmp_path: Path) -> None:
    write(tmp_path, {"second.py": b"#!/usr/bin/python\n# coding: latin-1\n" + WIDE.encode() % b"\xe4"})
    write(tmp_path, {"third.py": b"#!/usr/bin/python\n\n# coding: latin-1\n" + (WIDE % "ä").encode()})
    assert concise(tmp_path) == ["second.py:9:24 SPN001", "third.py:10:24 SPN001"]


def test_only_python_declares(tmp_path: Path) -> None:
    text = f"// coding: latin-1\n/* ä */ {TYPESCRIPT_BAD}"
    assert concise(write(tmp_path, {"bad.ts": text})) == [f"bad.ts:{place_of(text, 'startSpan')} SPN001"]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends(tmp_path: Path, end: str) -> None:
    write(tmp_path, {"bad.py": PYTHON_BAD.replace("\n", end), "bad.ts": TYPESCRIPT_BAD.replace("\n", end)})
    assert concise(tmp_path) == ["bad.py:7:19 SPN001", "bad.ts:5:38 SPN001"]
    run = run_spanlint(tmp_path)
    assert '7 |     return tracer.start_span("checkout")\n    |                   ^^^^^^^^^^\n' in run.out
    assert "\r" not in run.out


def test_a_last_line_without_an_end(tmp_path: Path) -> None:
    assert concise(write(tmp_path, {"bad.py": PYTHON_BAD.rstrip("\n")})) == ["bad.py:7:19 SPN001"]


@pytest.mark.parametrize("content", [b"", b"\n", BOM, b"\r\n\r\n", b" "])
def test_a_file_with_nothing_in_it(tmp_path: Path, content: bytes) -> None:
    write(tmp_path, {"empty.py": content, "empty.ts": content})
    expected = (0, "No findings in 2 files (no span calls).\n", "")
    assert run_spanlint(tmp_path) == run_spanlint(tmp_path, "empty.py", "empty.ts") == expected
