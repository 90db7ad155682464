"""The SARIF logs of a sweep: those of a clone, with what a sweep knows beside them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from spanlint.sweep.output.former_findings import Comparison
from spanlint.sweep.output.sarif_logs import MAX_RESULTS, sarif_log
from spanlint.sweep.repositories import Repository
from spanlint.sweep.results import DONE, Result
from tests.cli.program import PYTHON_BAD, TYPESCRIPT_BAD, run_spanlint
from tests.discovery.repositories import git
from tests.report.test_sarif import schema
from tests.sweep.repositories import CLEAN, commit, entries, repository, sweep

NOTEBOOK = json.dumps(
    {
        "cells": [
            {"cell_type": "markdown", "metadata": {}, "source": ["# spans\n"]},
            {"cell_type": "code", "metadata": {}, "outputs": [], "source": PYTHON_BAD.splitlines(keepends=True)},
        ],
        "metadata": {"language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    },
    indent=1,
)
FILES = {"app/a.py": PYTHON_BAD, "naïve name.ts": TYPESCRIPT_BAD, "notes/spans.ipynb": NOTEBOOK}


def log_of(folder: Path, name: str = "acme/oven", out: str = "out") -> dict[str, Any]:
    log: dict[str, Any] = json.loads((folder / out / "findings" / f"{name}.sarif").read_text())
    schema().validate(log)
    return log


def without_additions(log: dict[str, Any]) -> dict[str, Any]:
    """A log as a lint writes it, which knows nothing of a repository and of other runs."""
    (run,) = log["runs"]
    results = [{key: value for key, value in one.items() if key != "baselineState"} for one in run["results"]]
    kept = {key: value for key, value in run.items() if key != "versionControlProvenance"}
    return {**log, "runs": [{**kept, "results": results}]}


def states(log: dict[str, Any]) -> dict[str, str | None]:
    """The state of the result in each file."""
    results = log["runs"][0]["results"]
    places = [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in results]
    return dict(zip(places, (one.get("baselineState") for one in results), strict=True))


@pytest.mark.program
def test_it_is_the_log_of_a_clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = repository(tmp_path / "acme" / "oven", FILES)
    monkeypatch.setenv("GITHUB_WORKSPACE", "/")
    assert run_spanlint(tmp_path, "sweep", "--out", "out", "--output-format", "sarif", "acme/oven").code == 1
    monkeypatch.delenv("GITHUB_WORKSPACE")
    git(tmp_path, "clone", "--quiet", "acme/oven", "clone")
    fresh = json.loads(run_spanlint(tmp_path / "clone", "--output-format", "sarif").out)
    swept = log_of(tmp_path)
    assert len(fresh["runs"][0]["results"]) == 3
    assert without_additions(swept) == fresh
    assert list(without_additions(swept)["runs"][0]) == list(fresh["runs"][0])
    head = git(folder, "rev-parse", "HEAD").strip()
    assert swept["runs"][0]["versionControlProvenance"] == [{"repositoryUri": folder.as_uri(), "revisionId": head}]


@pytest.mark.program
def test_what_could_not_be_checked_is_in_it_too(tmp_path: Path) -> None:
    files = {**FILES, "broken/pyproject.toml": "[tool.spanlint]\nno-key = 1\n", "broken/b.py": PYTHON_BAD}
    repository(tmp_path / "acme" / "oven", files)
    run = run_spanlint(tmp_path, "sweep", "--out", "out", "--output-format", "sarif", "acme/oven")
    assert run.code == 2
    git(tmp_path, "clone", "--quiet", "acme/oven", "clone")
    fresh = run_spanlint(tmp_path / "clone", "--output-format", "sarif").out
    assert "no-key" in fresh
    assert without_additions(log_of(tmp_path)) == json.loads(fresh.replace(f"{tmp_path / 'clone'}/", ""))
    (reason,) = (line["reason"] for line in entries(tmp_path).values())
    assert reason == "broken/pyproject.toml: tool.spanlint.no-key: unknown key"


@pytest.mark.program
def test_a_repository_without_findings_has_a_log_that_closes_old_alerts(tmp_path: Path) -> None:
    repository(tmp_path / "acme" / "oven", {"a.py": CLEAN})
    repository(tmp_path / "acme" / "words", {"README": "text\n"})
    assert sweep(tmp_path, "acme/oven", "acme/words", "--output-format", "sarif").code == 0
    for name in ("acme/oven", "acme/words"):
        assert log_of(tmp_path, name)["runs"][0]["results"] == []


@pytest.mark.program
def test_logs_say_what_is_new_and_go_when_nobody_wants_them(tmp_path: Path) -> None:
    folder = repository(tmp_path / "acme" / "oven", {"a.py": PYTHON_BAD})
    words = ("acme/oven", "--output-format", "sarif")
    sweep(tmp_path, *words)
    assert states(log_of(tmp_path)) == {"a.py": None}
    commit(folder, {"b.py": PYTHON_BAD})
    sweep(tmp_path, *words)
    assert states(log_of(tmp_path)) == {"a.py": "unchanged", "b.py": "new"}
    sweep(tmp_path, *words)
    assert states(log_of(tmp_path)) == {"a.py": "unchanged", "b.py": "unchanged"}
    log = tmp_path / "out" / "findings" / "acme" / "oven.sarif"
    log.unlink()
    sweep(tmp_path, *words)
    assert log.exists(), "one that is lost is written again"
    sweep(tmp_path, "acme/oven")
    assert not log.exists()


def finding(number: int, level: str) -> dict[str, Any]:
    place = {"physicalLocation": {"artifactLocation": {"uri": f"{number}.py"}, "region": {"startLine": 1}}}
    said = {"ruleId": "SPN001", "level": level, "message": {"text": "no parent"}, "locations": [place]}
    return {"fingerprint": str(number), "sarif": {**said, "partialFingerprints": {"spanlint/v1": str(number)}}}


def test_thirty_thousand_results_are_cut_to_what_code_scanning_takes() -> None:
    found = tuple(finding(number, "error" if number >= 29_000 else "warning") for number in range(30_000))
    result = Result(Repository("acme/oven", "git@example.org:acme/oven.git"), DONE, "0" * 40, findings=found)
    log = json.loads(sarif_log(result, Comparison(frozenset({"29000"}))))
    schema().validate(log)
    (run,) = log["runs"]
    levels = [one["level"] for one in run["results"]]
    assert levels == ["error"] * 1000 + ["warning"] * (MAX_RESULTS - 1000)
    (said,) = run["invocations"][0]["toolExecutionNotifications"]
    assert said["message"]["text"] == "25,000 more findings are left out: code scanning takes 5,000"
    assert [one["baselineState"] for one in run["results"]].count("new") == 1
    assert run["versionControlProvenance"][0]["repositoryUri"] == "ssh://example.org/acme/oven.git"
    few = json.loads(sarif_log(result._replace(findings=found[:MAX_RESULTS]), None))
    assert "toolExecutionNotifications" not in few["runs"][0]["invocations"][0]


@pytest.mark.parametrize(
    ("address", "uri"),
    [
        ("ssh://git@example.org:22/acme/oven.git", "ssh://example.org:22/acme/oven.git"),
        ("https://example.org/acme/oven", "https://example.org/acme/oven"),
        ("example.org:acme/oven", "ssh://example.org/acme/oven"),
        ("/mirrors/an oven.git", "file:///mirrors/an%20oven.git"),
    ],
)
def test_an_address_is_a_uri_without_a_user(address: str, uri: str) -> None:
    log = json.loads(sarif_log(Result(Repository("acme/oven", address), DONE, "0" * 40), None))
    assert log["runs"][0]["versionControlProvenance"][0]["repositoryUri"] == uri
