"""What stands in a file: every encoding trick is a correct place or one line, and nothing steers whoever reads it."""

from __future__ import annotations

import codecs
import json
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from spanlint.report import FORMATS
from tests.cli.program import PYTHON_BAD, TYPESCRIPT_BAD, places, run_spanlint, without_total, write
from tests.hostile.hostile_program import FOUND_IN_PLAIN, PLAIN, lint

STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\u2028\u2029]")
TRICKS = {
    "a workflow command": "::error file=x::injected\n::stop-commands::t",
    "a logging command": "##vso[task.setvariable variable=a]b ##[error]c ##teamcity[d]",
    "a terminal escape": "\x1b]0;owned\x07\x1b[2J\x1b[31m\x9b5m",
    "another direction": "\u202ejava\u2066script\u2069\u202c\u200f",
    "line separators": "a\u2028b\u2029c\x0bd\x1ce\x85f",
    "markup": "]]><x a='b'>&quot;<!-- --></failure>",
}


@pytest.mark.parametrize("name", ["empty.py", "empty.ts"])
def test_an_empty_file(tmp_path: Path, name: str) -> None:
    run = run_spanlint(write(tmp_path, {name: b""}))
    assert (run.code, run.err) == (0, "")
    assert run.out == "No findings in 1 file (no span calls).\n"


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-32"])
@pytest.mark.parametrize("name", ["wide.py", "wide.ts"])
def test_utf_16_is_said_to_be_binary(tmp_path: Path, codec: str, name: str) -> None:
    write(tmp_path, {name: PYTHON_BAD.encode(codec)})
    named = lint(tmp_path, name, "plain")
    assert (named.code, named.err, places(named)) == (2, f"spanlint: {name}: binary file\n", FOUND_IN_PLAIN)
    met = lint(tmp_path)
    assert (met.code, met.err, places(met)) == (1, "", FOUND_IN_PLAIN)


def test_a_signature_declared_and_written(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": codecs.BOM_UTF8 + b"# coding: utf-8-sig\n" + PYTHON_BAD.encode()})
    assert places(lint(tmp_path)) == ["a.py:8:19 SPN001", *FOUND_IN_PLAIN]


def test_mixed_line_ends_count_as_an_editor_counts_them(tmp_path: Path) -> None:
    ends = ("\n", "\r\n", "\r\n", "\n")
    for name, text in {"a.py": PYTHON_BAD, "a.ts": TYPESCRIPT_BAD}.items():
        lines = text.split("\n")
        write(tmp_path, {name: "".join(line + ends[number % 4] for number, line in enumerate(lines))})
    assert places(lint(tmp_path)) == ["a.py:7:19 SPN001", "a.ts:5:38 SPN001", *FOUND_IN_PLAIN]


def test_form_feeds_tabs_and_astral_characters_are_one_column_each(tmp_path: Path) -> None:
    python = PYTHON_BAD.replace("def ", "\f\ndef ").replace("    return ", "\treturn '\U0001f6d2\U00010330', ")
    typescript = TYPESCRIPT_BAD.replace("() => ", "() =>\t\f'\U0001f6d2\U00010330' +\t")
    column = typescript.split("\n")[4].index("startSpan") + 1
    write(tmp_path, {"a.py": python, "a.ts": typescript})
    assert places(lint(tmp_path)) == ["a.py:8:22 SPN001", f"a.ts:5:{column} SPN001", *FOUND_IN_PLAIN]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("trick", TRICKS)
def test_source_text_steers_no_reader_of_any_format(tmp_path: Path, trick: str, name: str) -> None:
    text = TRICKS[trick]
    python = PYTHON_BAD.replace('"checkout")', f'"""{text}"""); """{text}"""')
    python += f"\n\ndef shop(context: Context):\n    tracer.start_span('''{text}''')\n"
    typescript = TYPESCRIPT_BAD.replace('"checkout")', f"`{text}`); `{text}`")
    write(tmp_path, {"a.py": "from opentelemetry.context import Context\n" + python, "a.ts": typescript})
    run = run_spanlint(tmp_path, "--select", "SPN001,SPN002,SPN900", "--output-format", name)
    assert run.code == 1
    assert "a.py" in run.out
    harmless(run.out, name)


def harmless(out: str, name: str) -> None:
    """What every format promises, and that it is what it says it is."""
    assert not STEERING.search(out)
    assert not re.search(r"##\w*\[", out)
    commands = [line for line in out.splitlines() if line.lstrip().startswith("::")]
    if name == "github":
        assert commands == without_total(out).splitlines()
        assert all(re.match(r"::(error|warning) file=[^,]+,line=\d+,", line) for line in commands)
    else:
        assert commands == []
    if name in ("json", "sarif", "gitlab"):
        json.loads(out)
    if name == "junit":
        ElementTree.fromstring(out)


NAMES = [
    "--fix.py",
    "-x.ts",
    "-.py",
    "--output-file=owned.py",
    "@file.py",
    "::error::owned.py",
    "new\nline.py",
    "\x1b[31mred.py",
    "\u202eyp.evil.py",
    "##[error]a.ts",
    "tab\tand\rreturn.py",
    "<x>&'\".ts",
    " .py",
    "a,b=c%0A.py",
]


@pytest.mark.parametrize("name", FORMATS)
def test_file_names_steer_no_reader_of_any_format(tmp_path: Path, name: str) -> None:
    write(tmp_path, {each: PYTHON_BAD if each.endswith(".py") else TYPESCRIPT_BAD for each in NAMES})
    (tmp_path / b"caf\xe9\xff.py".decode("utf-8", "surrogateescape")).write_text(PYTHON_BAD, encoding="utf-8")
    run = run_spanlint(tmp_path, "--select", "SPN001", "--output-format", name)
    assert (run.code, run.err) == (1, "")
    assert not (tmp_path / "owned.py").exists()
    harmless(run.out, name)
    if name == "json":
        assert {each["path"] for each in json.loads(run.out)} >= set(NAMES)
    if name == "concise":
        assert without_total(run.out).count("\n") == len(NAMES) + 1


@pytest.mark.parametrize("name", ["--fix.py", "-x.ts", "::error::owned.py", "new\nline.py", "\x1b[31mred.py"])
def test_a_name_can_be_given_after_two_dashes(tmp_path: Path, name: str) -> None:
    run = lint(write(tmp_path, {name: TYPESCRIPT_BAD if name.endswith(".ts") else PYTHON_BAD}), "--", name, "plain")
    assert (run.code, run.err, run.out.count(" SPN001 ")) == (1, "", 3)
    harmless(run.out, "concise")


@pytest.mark.parametrize("name", ["new\nline.py", "\x1b[31mred.py", "::error::x.py", "\u202eyp.py"])
def test_a_problem_is_one_harmless_line(tmp_path: Path, name: str) -> None:
    run = lint(write(tmp_path, {name: b"\0"}), name, "plain")
    assert (run.code, places(run), run.err.count("\n")) == (2, FOUND_IN_PLAIN, 1)
    assert run.err.startswith("spanlint: ")
    assert not STEERING.search(run.err)


def test_paths_that_differ_in_case_alone_are_each_linted(tmp_path: Path) -> None:
    write(tmp_path, {"Shop.py": PYTHON_BAD, "shop.py": PYTHON_BAD, "SHOP.py": PYTHON_BAD})
    there = [f"{path.name}:7:19 SPN001" for path in tmp_path.iterdir()]  # on some disks they are one
    assert sorted(places(lint(tmp_path))) == sorted([*FOUND_IN_PLAIN, *there])


def test_the_plain_files_are_what_their_places_say(tmp_path: Path) -> None:
    assert places(lint(write(tmp_path, PLAIN))) == FOUND_IN_PLAIN
