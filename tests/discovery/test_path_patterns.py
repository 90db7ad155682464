"""Quoted patterns, as the scripts of npm packages have them, choose what bash would with `globstar`."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from spanlint.discovery.named_paths import discover
from tests.discovery.repositories import excluding, repository, write
from tests.waiting import HANGS_AFTER

FILES = (
    *("a.py", "b.ts", "src/a.py", "src/b.ts", "src/c.tsx", "src/deep/er/d.ts", "src/deep/e.py"),
    *("pkg/one/src/f.ts", "pkg/two/src/g.ts", "pkg/two/test/h.ts", "src/[id]/i.ts", "src/a b.ts"),
)
PATTERNS = (
    *("*.py", "**/*.py", "src/*.ts", "src/**/*.ts", "src/**/*.{ts,tsx}", "pkg/*/src/*.ts", "pkg/{one,two}/src/g.ts"),
    *("src/[ab].*", "src/?.ts", "./src/**/*.ts", "src/deep/**/d.ts", "{a,b}.{py,ts}", "src/a*.ts"),
)


@pytest.fixture
def tree(here: Path) -> Path:
    write(here, *FILES)
    return here


@pytest.mark.program
@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_matches_what_bash_expands_it_to(tree: Path, pattern: str) -> None:
    script = f'shopt -s globstar nullglob; for path in {pattern}; do if [ -f "$path" ]; then echo "$path"; fi; done'
    bash = subprocess.run(
        [shutil.which("bash") or "bash", "-c", script], cwd=tree, capture_output=True, text=True, timeout=HANGS_AFTER
    )
    expanded = sorted({path.removeprefix("./") for path in bash.stdout.splitlines()})
    assert expanded
    found = discover([pattern])
    assert (found.files, found.problems, found.named) == (expanded, [], set())


def test_a_pattern_of_folders_searches_them(tree: Path) -> None:
    assert discover(["pkg/*/src"]).files == ["pkg/one/src/f.ts", "pkg/two/src/g.ts"]
    assert discover(["pkg/*"]).files == ["pkg/one/src/f.ts", "pkg/two/src/g.ts", "pkg/two/test/h.ts"]


@pytest.mark.program
def test_what_is_ignored_or_excluded_matches_no_pattern(tree: Path) -> None:
    repository(tree)
    write(tree, "node_modules/x/y.ts", "out/z.ts")
    (tree / ".gitignore").write_text("out\n", encoding="utf-8")
    found = discover(["**/*.ts"], excluding(["pkg"]))
    assert found.files == ["b.ts", "src/[id]/i.ts", "src/a b.ts", "src/b.ts", "src/deep/er/d.ts"]


def test_patterns_paths_and_folders_go_together(tree: Path) -> None:
    found = discover(["src/*.ts", "src/b.ts", "pkg/one", "src/**/b.ts"])
    assert found.files == ["pkg/one/src/f.ts", "src/a b.ts", "src/b.ts"]
    assert found.named == {"src/b.ts"}


def test_a_file_of_that_name_is_no_pattern(tree: Path) -> None:
    assert discover(["src/[id]/i.ts"]).files == ["src/[id]/i.ts"]
    assert discover(["src/[id]"]).files == ["src/[id]/i.ts"]


@pytest.mark.parametrize("pattern", ["*.vue", "nowhere/**/*.ts", "src/*.js", "{x,y}.py", "[z", "src/**/\x1b*.ts"])
def test_a_pattern_without_a_match_is_one_line(tree: Path, pattern: str) -> None:
    found = discover([pattern, "a.py"])
    assert found.files == ["a.py"]
    (problem,) = found.problems
    assert problem.line() == f"{pattern.replace(chr(27), chr(92) + 'x1b')}: no file matches"


def test_absolute_and_outside_of_the_current_folder(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert discover([f"{tree}/src/*.ts"]).files == ["src/a b.ts", "src/b.ts"]
    monkeypatch.chdir(tree / "pkg")
    assert [Path(file).name for file in discover(["../src/*.ts"]).files] == ["a b.ts", "b.ts"]


def test_a_bomb_of_braces_is_a_missing_file(tree: Path) -> None:
    (problem,) = discover(["{a,b}" * 40]).problems
    assert problem.reason == "no such file or directory"
