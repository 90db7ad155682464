"""Joins the words of a rule (`rules/missing-parent/`) with its check (`checks/missing_parent.py`)."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from itertools import pairwise
from typing import Any, NamedTuple

from spanlint.facts import Facts
from spanlint.findings import Finding, Severity
from spanlint.settings import Settings

Check = Callable[[Facts, Settings], Iterator[Finding]]
FOLDER = os.path.dirname(str(import_module("spanlint.rules").__file__))


class RuleError(Exception):
    """A rule lacks one of its parts; the message names the rule and the part."""


class Rule(NamedTuple):
    """A rule's words. `what`, `why` and `do` are one sentence each; `options` is what its examples are linted with."""

    code: str
    name: str
    severity: Severity
    default: bool
    since: str
    what: str
    why: str
    do: str
    options: dict[str, Any]

    @property
    def folder(self) -> str:
        """Where its page and examples lie."""
        return os.path.join(FOLDER, self.name)


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, by code. Raises RuleError for a folder that is no whole rule, or a code that is taken twice."""
    names = sorted(
        entry.name for entry in os.scandir(FOLDER) if entry.is_dir() and not entry.name.startswith(("_", "."))
    )
    found = sorted(map(_rule, names))
    for one, next_one in pairwise(found):
        if one.code == next_one.code:
            raise RuleError(f"{one.name} and {next_one.name} share the code {one.code}")
    return tuple(found)


def rule(code: str) -> Rule | None:
    """The rule of a code, None when there is none."""
    return next((rule for rule in rules() if rule.code == code), None)


def check_of(rule: Rule) -> Check:
    """The check of a rule. Raises RuleError when it has none."""
    try:
        module = import_module(f"spanlint.checks.{rule.name.replace('-', '_')}")
    except ModuleNotFoundError as error:
        raise RuleError(f"{rule.name}: no spanlint/checks/{rule.name.replace('-', '_')}.py") from error
    check: Check = module.check
    return check


def _rule(name: str) -> Rule:
    toml = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    try:
        with open(os.path.join(FOLDER, name, "rule.toml"), "rb") as file:
            words = toml.load(file)
        return Rule(name=name, severity=Severity(words.pop("severity")), options=words.pop("options", {}), **words)
    except (OSError, TypeError, KeyError, ValueError) as error:
        raise RuleError(f"{name}: rule.toml: {error}") from error
