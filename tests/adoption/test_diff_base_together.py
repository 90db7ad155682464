"""`--diff-base` beside the other options: repairs, suppressions, a baseline, statistics and the formats."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.adoption.repositories import MORE, OLD, branched, commit, git, lint_since, since
from tests.cli.program import run_spanlint, write

pytestmark = pytest.mark.program

FIXABLE = """\
from opentelemetry import trace
from opentelemetry.context import Context

tracer = trace.get_tracer("shop")


def old(cart, parent: Context):
    return tracer.start_span("old")
"""
NEW = '\n\ndef new(cart, parent: Context):\n    return tracer.start_span("new")\n'
REPAIRED = NEW.replace('("new")', '("new", context=parent)')
SINCE = ("--isolated", "--select", "SPN001,SPN002", "--diff-base", "main")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write(branched(tmp_path / "project", {"a.py": FIXABLE, "b.py": FIXABLE}), {"a.py": FIXABLE + NEW})


def test_only_what_has_changed_is_repaired(project: Path) -> None:
    run = run_spanlint(project, *SINCE, "--fix")
    assert (run.code, run.err) == (0, "")
    assert (project / "a.py").read_text(encoding="utf-8") == FIXABLE + REPAIRED
    assert (project / "b.py").read_text(encoding="utf-8") == FIXABLE
    run_spanlint(project, *SINCE[:3], "--fix")
    assert "new" in (project / "a.py").read_text(encoding="utf-8")
    assert (project / "a.py").read_text(encoding="utf-8").count("context=parent") == 2, "without it, all are repaired"


def test_a_repair_that_needs_an_import_touches_nothing_else(tmp_path: Path) -> None:
    old = FIXABLE.replace("from opentelemetry.context import Context\n", "").replace(", parent: Context", "")
    session = 'expression = "current()"\nimports = ["from session import current"]\n'
    settings = {"spanlint.toml": f'select = ["SPN001"]\n[session-context.python]\n{session}', "a.py": old}
    project = branched(tmp_path / "project", settings)
    write(project, {"a.py": old + MORE})
    assert run_spanlint(project, "--diff-base", "main", "--fix").code == 0
    fixed = (project / "a.py").read_text(encoding="utf-8")
    assert "from session import current" in fixed
    assert 'start_span("old")' in fixed
    assert 'start_span("new", context=current())' in fixed
    assert run_spanlint(project, "--diff-base", "main").code == 0


def test_the_diff_shows_what_would_be_repaired(project: Path) -> None:
    run = run_spanlint(project, *SINCE, "--diff")
    assert run.code == 1
    assert [line for line in run.out.splitlines() if line[0] in "+-"][2:] == [
        '-    return tracer.start_span("new")',
        '+    return tracer.start_span("new", context=parent)',
    ]
    assert (project / "a.py").read_text(encoding="utf-8") == FIXABLE + NEW
    assert run_spanlint(project, *SINCE, "--diff", "b.py") == (0, "", "")


def test_only_what_has_changed_is_suppressed(project: Path) -> None:
    assert run_spanlint(project, *SINCE, "--add-ignores", "why not").code == 0
    text = (project / "a.py").read_text(encoding="utf-8")
    assert text.count("why not") == 1
    assert 'start_span("new")  # spanlint: ignore' in text
    assert (project / "b.py").read_text(encoding="utf-8") == FIXABLE
    assert run_spanlint(project, *SINCE).code == 0


def test_an_unused_suppression_is_reported_where_it_is_new(tmp_path: Path) -> None:
    idle = "x = 1  # spanlint: ignore[SPN001]\n"
    project = branched(tmp_path / "project", {"a.py": OLD + idle})
    write(project, {"a.py": OLD + idle + "\n" + idle})
    asked = ("--isolated", "--select", "SPN001,SPN901", "--output-format", "concise", "--quiet")
    run = run_spanlint(project, *asked, "--diff-base", "main")
    assert [line.split(" ")[0] for line in run.out.splitlines()] == ["a.py:10:8:"]


def test_the_baseline_covers_the_old_ones_first(tmp_path: Path) -> None:
    """The old call is in the baseline and on no changed line: it must not lend its entry to its new twin."""
    twin = OLD.partition("def ")[2].replace("old(", "again(")
    project = branched(tmp_path / "project", {"a.py": OLD, "b.py": OLD})
    run_spanlint(project, "--isolated", "--select", "SPN001", "--write-baseline", "known.json")
    write(project, {"a.py": OLD + "\n\ndef " + twin})
    assert since(project, "main", "--baseline", "known.json") == ["a.py:11:19 SPN001"]
    write(project, {"a.py": "x = 1\n" + OLD.replace("    return", "    cart.close()\n    return")})
    assert since(project, "main", "--baseline", "known.json") == []


def test_a_baseline_s_entries_of_other_files_are_not_stale(tmp_path: Path) -> None:
    project = branched(tmp_path / "project", {"a.py": OLD, "b.py": OLD})
    run_spanlint(project, "--isolated", "--select", "SPN001", "--write-baseline", "known.json")
    write(project, {"a.py": OLD + "x = 1\n"})
    before = (project / "known.json").read_text(encoding="utf-8")
    run = lint_since(project, "main", "--baseline", "known.json", "--prune-baseline")
    assert run == (0, "", "")
    assert (project / "known.json").read_text(encoding="utf-8") == before
    write(project, {"a.py": "x = 1\n"})
    lint_since(project, "main", "--baseline", "known.json", "--prune-baseline")
    assert [each["path"] for each in json.loads((project / "known.json").read_text("utf-8"))["findings"]] == ["b.py"]


def test_statistics_count_findings_on_changed_lines_in_changed_files(project: Path) -> None:
    asked = ("--statistics", "--output-format", "json")
    told = json.loads(run_spanlint(project, *SINCE, *asked).out)
    assert [each["findings"] for each in told["rules"]] == [1]
    assert (told["sites"], told["files"]) == (2, 1)


@pytest.mark.parametrize("name", ["text", "concise", "json", "sarif", "github", "gitlab", "junit"])
def test_every_format_tells_of_the_changed_lines_alone(project: Path, name: str) -> None:
    run = run_spanlint(project, *SINCE, "--output-format", name)
    assert (run.code, run.err) == (1, "")
    assert "11" not in run.out or "b.py" not in run.out
    assert "b.py" not in run.out
    assert run.out.count("SPN002") >= 1


def test_the_configuration_and_exclusions_hold(tmp_path: Path) -> None:
    project = branched(tmp_path / "project", {"spanlint.toml": 'select = ["SPN001"]\nexclude = ["/generated"]\n'})
    write(project, {"generated/a.py": OLD, "ignored/b.py": OLD, ".gitignore": "ignored/\n", "c.py": OLD})
    run = run_spanlint(project, "--diff-base", "main", "--output-format", "concise", "--quiet")
    assert [line.split(":")[0] for line in run.out.splitlines()] == ["c.py"]


def test_exit_zero(project: Path) -> None:
    assert run_spanlint(project, *SINCE, "--exit-zero").code == 0
    commit(project)
    git(project, "branch", "--force", "main")
    assert run_spanlint(project, *SINCE).code == 0
