"""From the findings of commits that follow each other to the life of each: the commits that brought and that ended it.

A finding is the same as long as its fingerprint is: the rule, the file, the line of source, and which of its equals it
is. So one that is moved to another file ends, and another begins.
"""

from __future__ import annotations

from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    Findings = dict[str, dict[str, Any]]
    """The findings of one commit, objects of the JSON report, by their fingerprints."""


class Stage(Record):
    """The findings from one commit on, until those of the next stage. `time` is the author's, in seconds since 1970.

    A stage that `is_base` is the state before the first commit that was looked at: nobody knows who brought its
    findings.
    """

    commit: str
    time: int
    findings: Findings
    is_base: bool = False


class Lifetime(Record):
    """A finding as it was when it was first seen, its fingerprint, and the stages that brought and ended it.

    None if it was there before, or still is.
    """

    fingerprint: str
    finding: dict[str, Any]
    brought: Stage | None
    ended: Stage | None


def lifetimes(stages: Iterable[Stage]) -> list[Lifetime]:
    """Returns the lifetimes of all findings, in the order in which they began."""
    found: list[Lifetime] = []
    living: dict[str, int] = {}
    for stage in stages:
        for fingerprint in living.keys() - stage.findings.keys():
            number = living.pop(fingerprint)
            found[number] = found[number]._replace(ended=stage)
        for fingerprint, finding in stage.findings.items():
            if fingerprint not in living:
                living[fingerprint] = len(found)
                found.append(Lifetime(fingerprint, finding, None if stage.is_base else stage, None))
    return found
