"""The objects of a SARIF log: rules, messages, places and fixes."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from spanlint.model.findings import WrittenFix
from spanlint.model.problems import Problem
from spanlint.report.escape import visible
from spanlint.report.places import in_checkout, uri
from spanlint.rulebook.addresses import documentation, page_address
from spanlint.text.source import Position
from spanlint.version import __version__

_LITERAL = re.compile(r"[\\\[\]]")
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "the root of the CI checkout, or the folder in which spanlint ran"


def log(results: Sequence[dict[str, object]], invocation: dict[str, object], **more: object) -> dict[str, object]:
    """Returns a log of one run; `more` are further properties of the run."""
    home = {"informationUri": documentation()} if documentation() else {}
    rules = _descriptors({result["ruleId"] for result in results})
    driver = {"name": "spanlint", "semanticVersion": __version__, **home, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": message(_ROOT)}},
        "invocations": [invocation],
        **more,
        "results": results,
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _descriptors(codes: Container[object]) -> list[dict[str, object]]:
    """Returns a `reportingDescriptor` for each rule of these codes, by code."""
    from spanlint.rulebook.explain import explain
    from spanlint.rulebook.rules import all_rules

    return [
        {
            "id": rule.code,
            "name": rule.name,
            "shortDescription": message(f"{rule.what}."),
            "fullDescription": message(f"{rule.why}."),
            # Our own text, so its links are kept.
            **_help_uri(rule.name),
            "help": {"text": f"{rule.do}.", "markdown": explain(rule)},
            "defaultConfiguration": {"level": rule.severity.value},
            "properties": {
                "tags": ["opentelemetry", "tracing"],
                "precision": "very-high" if rule.severity.value == "error" else "high",
                "problem.severity": rule.severity.value,
            },
        }
        for rule in all_rules()
        if rule.code in codes
    ]


def _help_uri(rule: str) -> dict[str, str]:
    address = page_address(rule)
    return {"helpUri": address} if address else {}


def message(text: str) -> dict[str, object]:
    """Returns a `message` or `multiformatMessageString`: plain text, in which foreign text cannot form a link."""
    shown = "\n".join(visible(line) for line in text.split("\n"))
    return {"text": _LITERAL.sub(r"\\\g<0>", shown) if "](" in shown else shown}


def location(path: str, start: Position, end: Position | None = None) -> dict[str, object]:
    """Returns a `location`; without `end`, its region has only a start."""
    return {"physicalLocation": {"artifactLocation": _artifact(path), "region": _region(start, end)}}


def invocation(problems: Sequence[Problem]) -> dict[str, object]:
    """Returns the `invocation`, with a notification about each thing that could not be checked."""
    said = {"toolExecutionNotifications": [_notification(problem) for problem in problems]} if problems else {}
    return {"executionSuccessful": not problems, **said}


def fix(path: str, fix: WrittenFix) -> dict[str, object]:
    """Returns a `fix` of one file, with its safety in the properties."""
    replacements = [
        {"deletedRegion": _region(edit.first, edit.last), "insertedContent": {"text": edit.text}} for edit in fix.edits
    ]
    return {
        "description": message(fix.title),
        "artifactChanges": [{"artifactLocation": _artifact(path), "replacements": replacements}],
        "properties": {"safety": fix.safety.value},
    }


def _notification(problem: Problem) -> dict[str, object]:
    said: dict[str, object] = {"level": "error", "message": message(problem.line())}
    if problem.path:
        said["locations"] = [{"physicalLocation": {"artifactLocation": _artifact(problem.path)}}]
    return said


def _artifact(path: str) -> dict[str, object]:
    reference = uri(in_checkout(path, "GITHUB_WORKSPACE"))
    return {"uri": reference} if reference.startswith("file:") else {"uri": reference, "uriBaseId": "%SRCROOT%"}


def _region(start: Position, end: Position | None) -> dict[str, object]:
    region: dict[str, object] = {"startLine": start.line, "startColumn": start.column}
    return region if end is None else {**region, "endLine": end.line, "endColumn": end.column}
