"""What is said about a configuration that is wrong: one line with file, key, reason and the nearest valid name."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest

from spanlint.config.errors import ConfigError
from spanlint.config.files import load_config

CODES = ("SPN001", "SPN003", "SPN006", "SPN900")
APIS = ("effect", "langfuse", "sentry")


def error_of(path: Path | str) -> str:
    with pytest.raises(ConfigError) as caught:
        load_config(str(path), lambda: CODES, lambda: APIS)
    message = str(caught.value)
    assert message.isprintable()
    return message


WRONG = [
    ("selct = []", "selct", "unknown key; did you mean `select`?"),
    ("extend_select = []", "extend_select", "unknown key; did you mean `extend-select`?"),
    ("extendSelect = []", "extendSelect", "unknown key; did you mean `extend-select`?"),
    ("EXCLUDE = []", "EXCLUDE", "unknown key; did you mean `exclude`?"),
    ("zzz = 1", "zzz", "unknown key"),
    ('"" = 1', '""', "unknown key"),
    ('"a.b" = 1', '"a.b"', "unknown key"),
    ('"é" = 1', '"é"', "unknown key"),
    ("ignore = []\nselct = 1\nexclude = 1", "selct", "unknown key; did you mean `select`?"),
    ("select = 'SPN001,SPN006'", "select", "expected a list of strings, got a string"),
    ("extend-select = true", "extend-select", "expected a list of strings, got a boolean"),
    ("ignore = 3", "ignore", "expected a list of strings, got an integer"),
    ("exclude = 1.5", "exclude", "expected a list of strings, got a float"),
    ("exclude = { a = 1 }", "exclude", "expected a list of strings, got a table"),
    ("exclude = 2020-01-01", "exclude", "expected a list of strings, got a date or time"),
    ("exclude = 10:00:00", "exclude", "expected a list of strings, got a date or time"),
    ("exclude = ['a', 3]", "exclude", "expected a list of strings, item 2 is an integer"),
    ("exclude = [['a']]", "exclude", "expected a list of strings, item 1 is a list"),
    ("apis = ['sentry']", "apis", "expected a table of names, each true or false, got a list"),
    ("apis.sentry = 'yes'", "apis.sentry", "expected true or false, got a string"),
    ("apis.sentry = 1", "apis.sentry", "expected true or false, got an integer"),
    ("apis.sentri = true", "apis.sentri", "unknown API; did you mean `sentry`?"),
    ("apis.zzz = true", "apis.zzz", "unknown API; known: effect, langfuse, sentry"),
    ("select = ['SPN01']", "select", "unknown rule `SPN01`; did you mean `SPN001`?"),
    ("extend-select = ['spn003']", "extend-select", "unknown rule `spn003`; did you mean `SPN003`?"),
    ("ignore = ['all']", "ignore", "unknown rule `all`; did you mean `ALL`?"),
    ("ignore = ['SPN001', 'W503']", "ignore", "unknown rule `W503`; known: ALL, SPN, SPN001, SPN003, SPN006, SPN900"),
    ("ignore = ['']", "ignore", "unknown rule ``; known: ALL, SPN, SPN001, SPN003, SPN006, SPN900"),
    ("ignore = ['SPN0010']", "ignore", "unknown rule `SPN0010`; did you mean `SPN001`?"),
]


@pytest.mark.parametrize(("text", "key", "reason"), WRONG)
def test_a_wrong_key_or_value_is_named_in_either_kind_of_file(tmp_path: Path, text: str, key: str, reason: str) -> None:
    own, shared = tmp_path / "spanlint.toml", tmp_path / "pyproject.toml"
    own.write_text(text + "\n", encoding="utf-8")
    shared.write_text(f"[tool.spanlint]\n{text}\n", encoding="utf-8")
    assert error_of(own) == f"{own}: {key}: {reason}"
    assert error_of(shared) == f"{shared}: tool.spanlint.{key}: {reason}"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("tool.spanlint = 3\n", "tool.spanlint: expected a table, got an integer"),
        ("[[tool.spanlint]]\n", "tool.spanlint: expected a table, got a list"),
        ("[tool.ruff]\n", "has no [tool.spanlint] table"),
        ("[project]\nname = 'spanlint'\n", "has no [tool.spanlint] table"),
        ("tool = 'spanlint'\n", "has no [tool.spanlint] table"),
    ],
)
def test_a_pyproject_that_is_named_must_have_the_table(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text(text, encoding="utf-8")
    assert error_of(path) == f"{path}: {reason}"


def test_the_table_of_a_pyproject_in_another_file_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "spanlint.toml"
    path.write_text("[tool.spanlint]\nselect = []\n", encoding="utf-8")
    expected = "tool: unknown key; only pyproject.toml has the keys in [tool.spanlint]"
    assert error_of(path) == f"{path}: {expected}"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("ignore = []\nselect = [SPN001]\n", "(at line 2, column 11)"),
        ("ignore = []\n\nselect = [\n", "(at line 3, the end of the document)"),
        ("ignore = []\nignore = []\n", "(at line 2, column 12)"),
        ("ignore = []\r\n\r\nselect\r\n", "(at line 3, column 7)"),
        ("ignore = []\nexclude = ['\0']\n", "(at line 2, column 13)"),
    ],
)
def test_broken_toml_is_named_with_its_line(tmp_path: Path, text: str, where: str) -> None:
    path = tmp_path / "spanlint.toml"
    path.write_bytes(text.encode())
    message = error_of(path)
    assert message.startswith(f"{path}: invalid TOML: ")
    assert message.endswith(where)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("exclude = " + "[" * 50_000, "values are nested too deeply"),
        ("exclude = " + "9" * 50_000, "a number has too many digits"),
    ],
    ids=["deep", "long"],
)
def test_hostile_toml_is_one_line_too(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "spanlint.toml"
    path.write_text(text, encoding="utf-8")
    assert error_of(path) == f"{path}: invalid TOML: {reason}"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize(("data", "line", "byte"), [(b"\xff", 1, "ff"), (b"ignore = []\n\n# \xe4\n", 3, "e4")])
def test_what_is_not_utf_8_is_named_with_its_line(
    tmp_path: Path, mark: bytes, data: bytes, line: int, byte: str
) -> None:
    path = tmp_path / "spanlint.toml"
    path.write_bytes(mark + data)
    assert error_of(path) == f"{path}: not UTF-8 (at line {line}, byte 0x{byte})"


def test_a_missing_file_a_folder_and_a_pipe_are_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    missing = tmp_path / "missing.toml"
    assert error_of(missing) == f"{missing}: cannot be read: no such file or directory"
    assert error_of(tmp_path) == f"{tmp_path}: is a directory"
    assert error_of(tmp_path / "pipe") == f"{tmp_path / 'pipe'}: is not a regular file"
    assert error_of("a\0b") == r"a\x00b: cannot be read: embedded null byte"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_read_permission_is_named(tmp_path: Path) -> None:
    path = tmp_path / "spanlint.toml"
    path.touch(mode=0o000)
    assert error_of(path) == f"{path}: cannot be read: Permission denied"


@pytest.mark.skipif(not os.path.exists("/proc/self/mem"), reason="a regular file that even root cannot read")
def test_a_file_that_fails_to_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "spanlint.toml"
    path.symlink_to("/proc/self/mem")
    assert error_of(path) == f"{path}: cannot be read: input/output error"


HOSTILE = ("\x1b[31m", "\n", "\r", "\x07", "\x9b", "\u2028", "\u202e", "\t")


@pytest.mark.parametrize("mark", HOSTILE, ids=ascii)
def test_nothing_a_terminal_acts_on_is_printed_raw(tmp_path: Path, mark: str) -> None:
    folder = tmp_path / f"a{mark}b"
    folder.mkdir()
    path = folder / "spanlint.toml"
    escaped = "".join(f"\\u{ord(char):04x}" if char.isprintable() is False else char for char in mark)
    for text in (f'"a{escaped}b" = 1', f'ignore = ["{escaped}"]', f'apis."{escaped}" = true', f'apis."{escaped}" = 1'):
        path.write_text(text, encoding="utf-8")
        message = error_of(path)  # asserts that each character is printable
        assert message.count(ascii(mark)[1:-1]) == 2, "once in the path, once in the key or value"


def test_an_undecodable_file_name_can_be_printed(tmp_path: Path) -> None:
    message = error_of(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.toml"))
    assert message.encode("utf-8").endswith(b"/\\udcff.toml: cannot be read: no such file or directory")


@pytest.mark.parametrize("text", ["{0} = 1", "ignore = ['{0}']", "apis.{0} = true"])
def test_a_very_long_name_is_cut(tmp_path: Path, text: str) -> None:
    path = tmp_path / "spanlint.toml"
    path.write_text(text.format("x" * 100_000), encoding="utf-8")
    message = error_of(path)
    assert "x" * 57 + "..." in message
    assert len(message) < len(str(path)) + 250


def test_an_error_survives_the_way_from_a_worker_process(tmp_path: Path) -> None:
    error = ConfigError("a\nb: reason")
    assert str(pickle.loads(pickle.dumps(error))) == str(error) == r"a\nb: reason"
