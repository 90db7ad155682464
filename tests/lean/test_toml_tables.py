"""Tables that are kept beside their TOML files: equal to what parsing gives, and never older than the files."""

import os
import sys
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from spanlint.lean.toml_tables import kept_tables

toml = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text(f'name = "{name}"\n')
    return tmp_path


class Reader:
    """Reads tables, and counts the files that had to be parsed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.parsed = folder, 0

    def parse(self, path: str) -> dict[str, Any]:
        self.parsed += 1
        with open(path, "rb") as file:
            table: dict[str, Any] = toml.load(file)
        return table

    def names(self) -> list[str]:
        paths = sorted(map(str, self.folder.glob("*.toml")))
        return [table["name"] for table in kept_tables(paths, str(self.folder / "kept" / "tables"), self.parse)]


def test_files_are_parsed_once(folder: Path) -> None:
    reader = Reader(folder)
    assert [reader.names(), reader.names()] == [["a", "b"]] * 2
    assert reader.parsed == 2
    assert os.listdir(folder / "kept") == ["tables"]


@pytest.mark.parametrize("size", ["other", "same"])
def test_an_edit_takes_effect_at_once(folder: Path, size: str) -> None:
    reader = Reader(folder)
    reader.names()
    edited = folder / "b.toml"
    before = edited.stat().st_mtime_ns
    edited.write_text('name = "longer"\n' if size == "other" else 'name = "c"\n')
    os.utime(edited, ns=(before, before if size == "other" else before + 1))
    assert reader.names() == ["a", "longer" if size == "other" else "c"]


def test_files_that_come_and_go_take_effect_at_once(folder: Path) -> None:
    reader = Reader(folder)
    reader.names()
    (folder / "c.toml").write_text('name = "c"\n')
    assert reader.names() == ["a", "b", "c"]
    (folder / "a.toml").unlink()
    assert reader.names() == ["b", "c"]


@pytest.mark.parametrize("content", [b"", b"no marshalled value", b"N", b"(\x01\x00\x00\x00N"])
def test_what_is_kept_may_be_damaged(folder: Path, content: bytes) -> None:
    (folder / "kept").mkdir()
    (folder / "kept" / "tables").write_bytes(content)
    assert Reader(folder).names() == ["a", "b"]


def test_nothing_is_kept_where_python_keeps_no_bytecode(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    assert Reader(folder).names() == ["a", "b"]
    assert not (folder / "kept").exists()


def test_a_table_with_a_date_is_parsed_each_time(folder: Path) -> None:
    (folder / "b.toml").write_text('name = "b"\nday = 2026-01-02\n')
    reader = Reader(folder)
    assert [reader.names(), reader.names()] == [["a", "b"]] * 2
    assert reader.parsed == 4
    assert os.listdir(folder / "kept") == []
    assert reader.parse(str(folder / "b.toml"))["day"] == date(2026, 1, 2)


def test_a_folder_that_cannot_be_written_is_no_fault(folder: Path) -> None:
    (folder / "kept").write_text("a file in its place")
    assert Reader(folder).names() == ["a", "b"]


def test_the_error_of_a_file_is_its_reader_s(folder: Path) -> None:
    (folder / "b.toml").write_text("name =")
    with pytest.raises(toml.TOMLDecodeError):
        Reader(folder).names()
    (folder / "b.toml").unlink()
    with pytest.raises(FileNotFoundError):
        kept_tables([str(folder / "b.toml")], str(folder / "kept"), Reader(folder).parse)
