"""Each fault that is planted into generated data is found, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.trace_data import write
from tests.cli.program import run_spanlint
from tests.trace.exports import counted

EVERYTHING = ("--no-source", "--output-format", "json")


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, int]]:
    path = tmp_path_factory.mktemp("planted") / "traces.jsonl"
    return path, write(path, 6)


def test_the_planted_numbers_are_found_exactly(planted: tuple[Path, dict[str, int]]) -> None:
    path, truth = planted
    findings = json.loads(run_spanlint(path.parent, "trace", path.name, *EVERYTHING).out)
    by_code: dict[str, int] = {}
    for code, _, count, _ in counted(findings):
        by_code[code] = by_code.get(code, 0) + count
    assert by_code == {"SPN201": truth["escaped"], "SPN203": truth["orphans_local"]}
    (split,) = [finding for finding in findings if finding["code"] == "SPN201"]
    assert (split["trace"]["span"], split["trace"]["evidence"]) == ("agent.interaction", "derived")
    assert (split["trace"]["sessions"], split["trace"]["lone"]) == (truth["split_sessions"], truth["escaped"])
    assert {finding["trace"]["service"] for finding in findings if finding["code"] == "SPN201"} == {"cli-agent"}


def test_so_are_those_of_rules_that_are_off(planted: tuple[Path, dict[str, int]], tmp_path: Path) -> None:
    path, truth = planted
    (tmp_path / "spanlint.toml").write_text("trace.tolerance-ms = 500\n", encoding="utf-8")
    select = ("--select", "SPN204,SPN213", "--statistics", "--config", str(tmp_path / "spanlint.toml"))
    statistics = json.loads(run_spanlint(path.parent, "trace", path.name, *EVERYTHING, *select).out)
    assert statistics["codes"] == {"SPN204": truth["orphans_remote"], "SPN213": truth["outlives"]}


def test_the_same_spans_are_found_by_their_times_alone(planted: tuple[Path, dict[str, int]]) -> None:
    path, truth = planted
    run = run_spanlint(path.parent, "trace", path.name, *EVERYTHING, "--trace-id", "none", "--select", "SPN201")
    (split,) = json.loads(run.out)
    assert (split["trace"]["count"], split["trace"]["evidence"]) == (truth["escaped"], "enclosing")
    assert split["severity"] == "warning"


def test_the_summary_counts_what_was_read(planted: tuple[Path, dict[str, int]]) -> None:
    path, truth = planted
    run = run_spanlint(path.parent, "trace", path.name, "--no-source", "--statistics", "--output-format", "json")
    statistics = json.loads(run.out)
    assert {name: statistics[name] for name in ("spans", "traces", "sessions")} == {
        name: truth[name] for name in ("spans", "traces", "sessions")
    }
    assert statistics["derivation"]["name"] == "sha256"
    assert statistics["codes"] == {"SPN201": truth["escaped"], "SPN203": truth["orphans_local"]}
