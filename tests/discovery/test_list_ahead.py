"""git is asked about the folders of a command line before the rest of the program is imported, and only once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from spanlint.cli.main import main
from spanlint.discovery import with_git
from spanlint.discovery.with_git import begin, know, list_with_git
from spanlint.disk import git as git_process
from tests.discovery.repositories import git, repository, write

pytestmark = pytest.mark.program


@pytest.fixture(autouse=True)
def nothing_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(with_git, "_begun", {})
    monkeypatch.setattr(with_git, "_known", {})


def test_what_was_begun_is_what_is_listed_and_then_forgotten(here: Path) -> None:
    repository(here, "a.py")
    begin(".")
    write(here, "b.py")
    git(here, "add", "b.py")  # after the question, or before its answer: git may have seen it or not
    first, second = list_with_git(str(here), (".py",)), list_with_git(str(here), (".py",))
    assert first is not None
    assert "a.py" in first.files
    assert second is not None
    assert sorted(second.files) == ["a.py", "b.py"]


def test_a_folder_that_is_named_twice_is_asked_about_once(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository(here, "a.py")
    started: list[tuple[str, ...]] = []
    real = git_process.start

    def counted(program: str, root: str, *arguments: str) -> object:
        started.append(arguments)
        return real(program, root, *arguments)

    monkeypatch.setattr(with_git, "start", counted)
    for folder in (".", str(here), "."):
        begin(folder)
    assert len(started) == 2
    assert list_with_git(str(here), (".py",)) is not None


def test_a_run_inside_another_program_asks_nothing_ahead(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository(here, "a.py")
    monkeypatch.setattr(with_git, "begin", lambda _: pytest.fail("asked ahead"))
    assert main(["--isolated", "."]) == 0


def test_only_the_first_of_many_folders_is_asked_about_ahead(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository(here, "a/a.py", "b/b.py")
    begun: list[str] = []
    monkeypatch.setattr(with_git, "begin", begun.append)
    assert main(["--isolated", "a", "b"], owns_process=True) == 0
    assert main(["--isolated", "a/a.py", "b"], owns_process=True) == 0
    assert begun == ["a"]


@pytest.mark.measured
@pytest.mark.parametrize("arguments", [["."], ["sub", ".", "sub/a.py", "none"], ["a.py"], ["-"], ["--list-rules"]])
def test_the_program_reports_what_a_run_inside_another_reports(
    here: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    repository(here, "a.py", "sub/a.py", "c.py")
    command = [sys.executable, "-c", "from spanlint.cli.main import entry; entry()", *arguments]
    done = subprocess.run(command, cwd=here, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    if arguments != ["-"]:  # which reads standard input
        code = main(arguments)
        out, err = capsys.readouterr()
        assert (done.returncode, done.stdout, done.stderr) == (code, out, err)
    else:
        assert done.returncode == 2


def test_a_current_folder_that_is_gone_is_said(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    program = (
        f"import os; os.chdir({str(gone)!r}); os.rmdir({str(gone)!r})\nfrom spanlint.cli.main import entry; entry()"
    )
    command = [sys.executable, "-c", program, "."]
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1


def test_what_a_tree_holds_can_be_known_and_git_is_not_asked(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["a.py", "app/b.py", "app/c.txt", "dist/d.py", "node_modules/e.py"]
    repository(here, *names)
    listed = list_with_git(str(here), (".py",))
    assert listed is not None
    git(here, "rm", "--quiet", "--cached", "a.py")
    (here / ".gitignore").write_text("a.py\n")
    know(str(here), names)
    monkeypatch.setattr(with_git, "start", None)  # it would be called
    begin(str(here))
    for _ in range(2):  # a run may list a folder twice
        known = list_with_git(str(here), (".py",))
        assert known is not None
        assert known._replace(files=sorted(known.files)) == listed._replace(files=sorted(listed.files))
