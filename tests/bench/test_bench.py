"""The benchmark itself: its arithmetic, its tables, its corpora, and that ast-grep's rule looks for the same calls."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from bench.corpora import installed_packages, open_corpus, repeat, write_corpus
from bench.edits import files_to_fix
from bench.figures import Figure
from bench.measure import BenchError, Command, Ratio, Run, ratio, run_command, run_in_turn
from bench.report import chart, in_page, markdown, shortened, table
from spanlint.discovery.named_paths import discover
from tests.waiting import HANGS_AFTER

FIGURES = [
    Figure("app, 4,337 files", "spanlint", "ripgrep -l", 0.2, 0.05, Ratio(4.0, 3.5, 4.5), 24_000_000),
    Figure("app, 4,337 files", "spanlint", "ast-grep", 0.2, 2.0, Ratio(0.1, 0.09, 0.12), 24_000_000),
]


def runs(*seconds: float) -> list[Run]:
    return [Run(each, each, 1) for each in seconds]


def test_a_ratio_is_the_median_over_the_pairs_not_the_ratio_of_the_medians() -> None:
    assert ratio(runs(1, 6, 30), runs(1, 2, 20)) == Ratio(1.5, 1.0, 3.0)
    assert ratio(runs(2, 2), runs(1, 4)) == Ratio(1.25, 0.5, 2.0)


def test_runs_that_were_not_paired_have_no_ratio() -> None:
    with pytest.raises(ValueError, match="shorter"):
        ratio(runs(1, 2), runs(1))


ROOT = Path(__file__).resolve().parents[2]
MEASURES = """
import sys
from bench.measure import Command, run_command

program = "b = bytearray(200_000_000); b[::4096] = b'x' * len(b[::4096])"
small, large = (run_command(Command([sys.executable, "-c", text], ".")) for text in ("pass", program))
assert large.wall > 0
assert large.cpu > 0
assert large.peak - small.peak > 100_000_000, (small, large)
"""


@pytest.mark.program
def test_a_run_tells_time_and_memory() -> None:
    # In a process of its own: a child is counted as no smaller than what started it, and the tests' process is large.
    done = subprocess.run([sys.executable, "-c", MEASURES], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.program
def test_findings_are_no_failure_and_a_crash_is(tmp_path: Path) -> None:
    assert run_command(Command([sys.executable, "-c", "raise SystemExit(1)"], str(tmp_path))).wall > 0
    with pytest.raises(BenchError, match="exit code 2 in "):
        run_command(Command([sys.executable, "-c", "raise SystemExit(2)"], str(tmp_path)))


@pytest.mark.program
def test_commands_run_in_turn_after_one_of_each_that_does_not_count(tmp_path: Path) -> None:
    order: list[str] = []
    commands = {
        name: Command([sys.executable, "-c", ""], str(tmp_path), before=partial(order.append, name)) for name in "ab"
    }
    counted = run_in_turn(commands, 2)
    assert order == list("ababab")
    assert {name: len(each) for name, each in counted.items()} == {"a": 2, "b": 2}


def test_the_table_is_aligned() -> None:
    header, first, second = table(FIGURES).splitlines()
    assert len(header) == len(first) == len(second)
    assert first.split()[-5:] == ["4.00", "3.50", "to", "4.50", "24"]
    assert "0.09 to 0.12" in second


def test_the_chart_has_one_bar_a_command_and_the_longest_is_full() -> None:
    title, *bars = chart(FIGURES).splitlines()
    assert title == "app, 4,337 files"
    assert [line.split()[0] for line in bars] == ["spanlint", "ripgrep", "ast-grep"]
    assert [line.count("█") for line in bars] == [5, 1, 50]


def test_the_table_of_a_page_stands_between_its_marks() -> None:
    readme = "before\n<!-- bench:begin -->\nold\n<!-- bench:end -->\nafter\n"
    written = in_page(readme, FIGURES)
    assert "old" not in written
    assert written.startswith("before\n<!-- bench:begin -->\n| measured on |")
    assert written.endswith("|\n<!-- bench:end -->\nafter\n")
    assert in_page(written, FIGURES) == written
    assert markdown(FIGURES).count("\n") == 4
    with pytest.raises(ValueError, match="substring"):
        in_page("no marks", FIGURES)


def test_the_readme_shows_five_rows_at_most() -> None:
    figure = FIGURES[0]
    shown = [
        figure._replace(what="saleor/saleor, 4,337 files", against="ast-grep"),
        figure._replace(what="one file without a span call", against="python -I -c pass"),
    ]
    others = [shown[0]._replace(against="ripgrep -l"), figure._replace(what="200 files to fix, python")]
    assert shortened([*others, *shown]) == shown
    assert len(shortened([*others, *shown, *others])) == 2


@pytest.mark.program
def test_what_is_installed_becomes_a_work_tree_that_no_program_leaves_out(tmp_path: Path) -> None:
    names = ("lib/site-packages/a.py", "lib/a.txt", "dist/b.js", "node_modules/c/d.mts")
    for name in names:
        (tmp_path / ".venv" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / ".venv" / name).write_text("x\n", encoding="utf-8")
    corpus = installed_packages([tmp_path / ".venv"], tmp_path / "corpus")
    assert corpus.files == ("venv_/dist_/b.js", "venv_/lib/site-packages_/a.py", "venv_/node_modules_/c/d.mts")
    assert sorted(discover([str(corpus.folder)]).files) == [str(corpus.folder / name) for name in corpus.files]


@pytest.mark.program
def test_a_corpus_is_what_git_has_in_its_index_and_can_be_repeated(tmp_path: Path) -> None:
    corpus = write_corpus({"a.py": "a = 1\n", "b/c.ts": "", "README.md": ""}, tmp_path / "one")
    assert corpus.files == ("a.py", "b/c.ts")
    assert open_corpus(tmp_path / "one") == corpus
    for url in ("https://example.org/owner/name.git", "git@example.org:owner/name"):
        subprocess.run(["git", "remote", "add", "origin", url], cwd=tmp_path / "one", check=True)
        assert open_corpus(tmp_path / "one").name == "owner/name"
        subprocess.run(["git", "remote", "remove", "origin"], cwd=tmp_path / "one", check=True)
    twice = repeat(corpus, 2, tmp_path / "two")
    assert twice.files == ("copy0/a.py", "copy0/b/c.ts", "copy1/a.py", "copy1/b/c.ts")
    with pytest.raises(subprocess.CalledProcessError):
        open_corpus(tmp_path)


@pytest.mark.program
@pytest.mark.parametrize("language", ["python", "typescript"])
def test_every_file_to_fix_holds_one_finding_that_fix_repairs(language: str, tmp_path: Path) -> None:
    corpus = write_corpus(files_to_fix(language, 3), tmp_path / "corpus")
    command = [sys.executable, "-m", "spanlint", "--isolated", "--fix", "."]
    done = subprocess.run(command, cwd=corpus.folder, capture_output=True, text=True, check=True, timeout=HANGS_AFTER)
    assert "Found 3 findings (3 fixed, 0 remaining) in 3 files" in done.stdout
