"""What counts as changed: commits of the branch, the index, the work tree, and what git does not track."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.adoption.repositories import HEAD, MORE, NEW_PLACE, OLD, branched, commit, git, since
from tests.cli.program import write

pytestmark = pytest.mark.program

CALL = (
    HEAD + 'def old(cart, ctx):\n    return tracer.start_span(\n        "old",\n        attributes={"a": 1},\n    )\n'
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return branched(tmp_path / "project", {"src/a.py": OLD, "src/b.py": OLD})


def test_nothing_has_changed(project: Path) -> None:
    assert since(project) == []
    assert since(project, "HEAD") == []


def test_a_commit_of_the_branch(project: Path) -> None:
    commit(project, {"src/a.py": OLD + MORE})
    assert since(project) == [f"src/a.py:{NEW_PLACE}"]
    assert since(project, "HEAD") == []
    assert since(project, "HEAD~1") == [f"src/a.py:{NEW_PLACE}"]


def test_the_index_and_the_work_tree(project: Path) -> None:
    write(project, {"src/a.py": OLD + MORE, "src/b.py": OLD + MORE})
    git(project, "add", "src/a.py")
    assert since(project, "HEAD") == [f"src/a.py:{NEW_PLACE}", f"src/b.py:{NEW_PLACE}"]


def test_what_was_staged_and_taken_back_has_not_changed(project: Path) -> None:
    write(project, {"src/a.py": OLD + MORE})
    git(project, "add", "src/a.py")
    write(project, {"src/a.py": OLD})
    assert since(project) == []


def test_every_line_of_an_untracked_file(project: Path) -> None:
    write(project, {"src/new.py": OLD + MORE})
    assert since(project) == ["src/new.py:7:19 SPN001", f"src/new.py:{NEW_PLACE}"]


def test_what_main_has_got_since_is_not_the_branch_s(project: Path) -> None:
    commit(project, {"src/a.py": OLD + MORE})
    git(project, "checkout", "--quiet", "main")
    commit(project, {"src/b.py": "x = 1\n" + OLD})
    git(project, "checkout", "--quiet", "work")
    assert since(project) == [f"src/a.py:{NEW_PLACE}"]


def test_a_deleted_file(project: Path) -> None:
    (project / "src" / "a.py").unlink()
    write(project, {"src/b.py": OLD + MORE})
    assert since(project) == [f"src/b.py:{NEW_PLACE}"]
    git(project, "add", "--all")
    assert since(project) == [f"src/b.py:{NEW_PLACE}"]


@pytest.mark.parametrize("staged", [True, False])
def test_a_renamed_file_is_compared_with_what_it_was(project: Path, staged: bool) -> None:
    long = OLD + "".join(f"NUMBER_{number} = {number}\n" for number in range(60))
    commit(project, {"src/a.py": long, "src/b.py": "x = 1\n" + OLD})
    git(project, "branch", "--force", "main")
    (project / "src" / "a.py").rename(project / "src" / "c.py")
    write(project, {"src/c.py": long + MORE if staged else long})
    if staged:
        git(project, "add", "--all")
    assert since(project) == (["src/c.py:71:19 SPN001"] if staged else [])


def test_a_copy_is_new(project: Path) -> None:
    write(project, {"src/c.py": OLD})
    assert since(project) == ["src/c.py:7:19 SPN001"]


@pytest.mark.parametrize(
    ("before", "after"),
    {
        "the first line of the call": ("tracer.start_span(", "tracer.start_span(  # a span"),
        "a later line of the call": ('"a": 1', '"a": 2'),
        "its last line": ("    )\n", "    )  # old\n"),
        "a line is put in": ("        attributes", "        # attributes\n        attributes"),
        "a line is taken out": ('        attributes={"a": 1},\n', ""),
    }.values(),
)
def test_a_call_is_all_of_its_lines(tmp_path: Path, before: str, after: str) -> None:
    project = branched(tmp_path / "project", {"a.py": CALL})
    write(project, {"a.py": CALL.replace(before, after)})
    assert since(project) == ["a.py:7:19 SPN001"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("def old", "# old\ndef old"),
        ("def old(cart, ctx)", "def old(cart, context)"),
        ("    return", "    cart.close()\n    return"),
        ("    )\n", "    )\n\n\nx = 1\n"),
        ("\n\n\ndef", "\n\ndef"),
    ],
)
def test_the_lines_around_a_call_are_not_its_own(tmp_path: Path, before: str, after: str) -> None:
    project = branched(tmp_path / "project", {"a.py": CALL})
    write(project, {"a.py": CALL.replace(before, after)})
    assert since(project) == []


def test_a_statement_counts_from_its_start(tmp_path: Path) -> None:
    text = HEAD + 'spans = [\n    1,\n    tracer.start_span("n"),\n    2,\n]\n'
    project = branched(tmp_path / "project", {"a.py": text})
    write(project, {"a.py": text.replace("    1,", "    0,")})
    assert since(project) == ["a.py:8:12 SPN001"]
    write(project, {"a.py": text.replace("    2,", "    3,")})
    assert since(project) == []


CALLBACK = """\
import { trace } from "@opentelemetry/api";
trace.getTracer("t").startActiveSpan(
  "n",
  (span) => {
    work();
    more();
    span.end();
  },
);
"""


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("    more();", "    most();", []),
        ("    more();\n", "", []),
        ('"n"', '"m"', ["a.ts:2:22 SPN006"]),
        ("(span) =>", "(span: Span) =>", ["a.ts:2:22 SPN006"]),
        ("  },\n", "  }\n", ["a.ts:2:22 SPN006"]),
    ],
)
def test_the_body_of_a_callback_is_not_the_call(tmp_path: Path, before: str, after: str, found: list[str]) -> None:
    project = branched(tmp_path / "project", {"a.ts": CALLBACK})
    write(project, {"a.ts": CALLBACK.replace(before, after)})
    assert since(project, "main", "--select", "SPN006") == found


@pytest.mark.parametrize("name", ["a b.py", "ä.py", "tab\there.py", 'quo"te.py', "new\nline.py", "-a.py", "[a]*.py"])
def test_odd_names(tmp_path: Path, name: str) -> None:
    project = branched(tmp_path / "project", {name: OLD})
    assert since(project) == []
    write(project, {name: OLD + MORE})
    assert [place.rpartition(".py")[2] for place in since(project)] == [f":{NEW_PLACE}"]
    git(project, "add", "--all")
    git(project, "mv", "--", name, "other.py")
    assert since(project) == [f"other.py:{NEW_PLACE}"]


def test_a_name_that_is_no_unicode(tmp_path: Path) -> None:
    project = branched(tmp_path / "project", {"b.py": OLD})
    path = os.path.join(os.fsencode(project), b"\xff.py")
    with open(path, "wb") as file:
        file.write(OLD.encode())
    commit(project)
    assert since(project, "HEAD") == []


def test_line_ends_alone_are_no_change(tmp_path: Path) -> None:
    project = branched(tmp_path / "project", {"a.py": OLD, "b.py": OLD})
    write(project, {"a.py": OLD.replace("\n", "\r\n"), "b.py": (OLD + MORE).replace("\n", "\r\n")})
    assert since(project) == [f"b.py:{NEW_PLACE}"]


def test_line_ends_as_git_checks_them_out(tmp_path: Path) -> None:
    project = branched(tmp_path / "project", {"a.py": OLD})
    git(project, "config", "core.autocrlf", "true")
    (project / "a.py").unlink()
    git(project, "checkout", "--", "a.py")
    assert b"\r\n" in (project / "a.py").read_bytes()
    assert since(project) == []


def test_a_byte_order_mark_and_an_encoding_are_no_change_of_the_lines(tmp_path: Path) -> None:
    latin = "# coding: latin-1\n" + OLD.replace('"old"', '"ö"')
    project = branched(tmp_path / "project", {"a.py": OLD, "b.py": latin.encode("latin-1")})
    write(project, {"a.py": b"\xef\xbb\xbf" + OLD.encode(), "b.py": (latin + MORE).encode("latin-1")})
    assert since(project) == ["b.py:12:19 SPN001"]


def test_a_file_that_was_binary_has_changed_everywhere(tmp_path: Path) -> None:
    project = branched(tmp_path / "project", {"a.py": b"\0\1\2", "c.py": b"\xff\xfe\n"})
    write(project, {"a.py": OLD, "b.py": b"\0start_span", "c.py": OLD})
    assert since(project) == ["a.py:7:19 SPN001", "c.py:7:19 SPN001"]


def test_what_has_not_changed_is_not_even_a_problem(tmp_path: Path) -> None:
    project = branched(tmp_path / "project", {"binary.py": b"\0start_span", "a.py": OLD})
    assert since(project, "main", "binary.py", "a.py") == []


def test_a_link_is_what_it_leads_to(tmp_path: Path) -> None:
    project = branched(tmp_path / "project", {"src/a.py": OLD})
    (project / "link.py").symlink_to("src/a.py")
    commit(project)
    assert since(project) == []
    write(project, {"src/a.py": OLD + MORE})
    assert since(project) == [f"link.py:{NEW_PLACE}", f"src/a.py:{NEW_PLACE}"]


def test_from_a_folder_below_and_from_outside(project: Path, tmp_path: Path) -> None:
    write(project, {"src/a.py": OLD + MORE, "top.py": OLD})
    assert since(project / "src") == [f"a.py:{NEW_PLACE}"]
    assert since(project / "src", "main", "..") == [f"../src/a.py:{NEW_PLACE}", "../top.py:7:19 SPN001"]
    assert since(tmp_path, "main", "project/src") == [f"project/src/a.py:{NEW_PLACE}"]


def test_through_a_link_to_the_work_tree(project: Path, tmp_path: Path) -> None:
    (tmp_path / "door").symlink_to(project)
    write(project, {"src/a.py": OLD + MORE})
    assert since(tmp_path / "door") == [f"src/a.py:{NEW_PLACE}"]
    assert since(tmp_path, "main", "door/src") == [f"door/src/a.py:{NEW_PLACE}"]


def test_a_submodule_is_compared_with_the_commit_it_was_at(project: Path, tmp_path: Path) -> None:
    (tmp_path / "library").mkdir()
    commit(tmp_path / "library", {"lib.py": OLD})
    git(project, "submodule", "--quiet", "add", str(tmp_path / "library"), "library")
    commit(project)
    assert since(project) == ["library/lib.py:7:19 SPN001"], "the branch has added it"
    git(project, "branch", "--force", "main")
    assert since(project) == []
    write(project, {"library/lib.py": OLD + MORE})
    assert since(project) == [f"library/lib.py:{NEW_PLACE}"]
    commit(project / "library")
    assert since(project) == [f"library/lib.py:{NEW_PLACE}"]


def test_a_linked_work_tree(project: Path, tmp_path: Path) -> None:
    git(project, "worktree", "add", "--quiet", "-b", "other", str(tmp_path / "other"), "main")
    write(tmp_path / "other", {"src/a.py": OLD + MORE})
    assert since(tmp_path / "other") == [f"src/a.py:{NEW_PLACE}"]


def test_a_repository_with_longer_hashes(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--object-format=sha256")
    commit(tmp_path, {"a.py": OLD, "b.py": OLD})
    write(tmp_path, {"a.py": OLD + MORE})
    assert since(tmp_path, "HEAD") == [f"a.py:{NEW_PLACE}"]


def test_more_files_than_git_is_asked_about_at_once(tmp_path: Path) -> None:
    names = [f"a{number:03}.py" for number in range(150)]
    project = branched(tmp_path / "project", {name: f"# {name}\n{OLD}" for name in names})
    write(project, {name: f"# {name}\n{OLD}{MORE}" for name in names})
    assert since(project) == [f"{name}:12:19 SPN001" for name in names]
