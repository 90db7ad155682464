"""Paths as a CI and a URI have them, and fingerprints that outlive edits elsewhere."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanlint.report.places import fingerprints, in_checkout, uri
from tests.report.hostile import ANY_TEXT, as_path
from tests.report.report_samples import diagnose


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("src/a.py", "src/a.py"),
        ("./src//a.py", "src/a.py"),
        ("a b/é#?.ts", "a%20b/%C3%A9%23%3F.ts"),
        ("c:d%20.py", "c%3Ad%2520.py"),
        (os.fsdecode(b"\xff.py"), "%FF.py"),
        ("//server/x\n.py", "file:////server/x%0A.py"),
        ("/srv/x.py", "file:///srv/x.py"),
    ],
)
def test_uri(path: str, written: str) -> None:
    assert uri(path) == written


def test_what_lies_outside_has_an_absolute_uri(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "app").mkdir()
    monkeypatch.chdir(tmp_path / "app")
    assert uri("../lib/a.py") == (tmp_path / "lib" / "a.py").as_uri()
    assert uri("..a.py") == "..a.py"


@given(ANY_TEXT)
def test_a_uri_gives_the_very_path_back(text: str) -> None:
    path = "d/" + as_path(text)
    read = urlsplit(uri(path))
    assert read.scheme in ("", "file")
    assert (read.netloc, read.query, read.fragment) == ("", "", "")
    expected = os.path.normpath(path)
    if read.scheme:
        expected = os.path.abspath(expected)
    assert os.fsdecode(unquote_to_bytes(read.path)) == expected


def test_a_path_below_the_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "repo" / "app").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "repo" / "app")
    assert in_checkout("src/a.py", "GITHUB_WORKSPACE") == "src/a.py"
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path / "repo"))
    assert in_checkout("src/a.py", "GITHUB_WORKSPACE") == "app/src/a.py"
    assert in_checkout(str(tmp_path / "repo" / "a.py"), "GITHUB_WORKSPACE") == "a.py"
    assert in_checkout("../../a.py", "GITHUB_WORKSPACE") == "../../a.py"


def test_fingerprints_outlive_lines_and_indentation_elsewhere() -> None:
    line = "t.startSpan(n);"
    (one,) = fingerprints([diagnose(line)])
    assert fingerprints([diagnose("// new\n\n" + line)]) == [one]
    assert fingerprints([diagnose("\t  " + line + "  ")]) == [one]
    assert len(one) == 64


def test_fingerprints_tell_findings_apart() -> None:
    line = diagnose("t.startSpan(n);")
    others = [line, line._replace(path="b.ts"), line._replace(code="SPN002"), line._replace(frame="t.startSpan(m);")]
    assert len(set(fingerprints([line, *others]))) == 5


@given(st.lists(ANY_TEXT, max_size=4))
def test_no_two_fingerprints_are_the_same(lines: list[str]) -> None:
    found = fingerprints([diagnose("t.startSpan(n);")._replace(frame=line) for line in lines])
    assert len(set(found)) == len(lines)
