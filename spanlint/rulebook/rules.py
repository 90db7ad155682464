"""Joins the words of a rule (`rules/missing-parent/`) with its check (`checks/missing_parent.py`)."""

from __future__ import annotations

import os
import sys
from itertools import pairwise

from spanlint.lean import prebuilt
from spanlint.lean.lazy import memoized
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:  # a run over files without a span call asks for the codes alone
    from collections.abc import Callable, Iterator
    from typing import Any

    from spanlint.model.facts import Facts
    from spanlint.model.findings import Finding, Severity
    from spanlint.model.settings import Settings

    Check = Callable[[Facts, Settings], Iterator[Finding]]


class RuleError(Exception):
    """A rule lacks one of its parts; the message names the rule and the part."""


class Rule(Record):
    """A rule's words. `what`, `why` and `do` are one sentence each; `options` is what its examples are linted with.

    `is_silent_on_entered` says that it never reports a call that a `with` enters and that is given no parent, in a
    file where all calls are such (spanlint/prefilter/entered_calls.py).
    """

    code: str
    name: str
    severity: Severity
    is_default: bool
    since: str
    what: str
    why: str
    do: str
    options: dict[str, Any]
    is_silent_on_entered: bool = False

    @property
    def folder(self) -> str:
        """Where its page and examples lie."""
        return os.path.join(_folder(), self.name)


def codes() -> tuple[tuple[str, bool], ...]:
    """The code of every rule and whether it is on by default, in order. Raises RuleError."""
    built = prebuilt.names()
    return tuple((rule.code, rule.is_default) for rule in rules()) if built is None else built.CODES


@memoized
def codes_silent_on_entered() -> frozenset[str]:
    """The codes of the rules that pass over entered calls. Raises RuleError."""
    built = prebuilt.names()
    return frozenset((rule.code for rule in rules() if rule.is_silent_on_entered) if built is None else built.PASSING)


@memoized
def rules() -> tuple[Rule, ...]:
    """Every rule, by code. Raises RuleError for a folder that is no whole rule, or a code that is taken twice."""
    built = prebuilt.tables()
    words = rule_tables(_folder()) if built is None else built.RULES
    found = sorted(_rule(name, table) for name, table in words.items())
    for one, next_one in pairwise(found):
        if one.code == next_one.code:
            raise RuleError(f"{one.name} and {next_one.name} share the code {one.code}")
    return tuple(found)


def rule(code: str) -> Rule | None:
    """The rule of a code, None when there is none."""
    return next((rule for rule in rules() if rule.code == code), None)


def check_of(rule: Rule) -> Check:
    """The check of a rule. Raises RuleError when it has none."""
    return _check(rule.name)


@memoized
def _check(name: str) -> Check:
    from importlib import import_module

    try:
        module = import_module(f"spanlint.checks.{name.replace('-', '_')}")
    except ModuleNotFoundError as error:
        raise RuleError(f"{name}: no spanlint/checks/{name.replace('-', '_')}.py") from error
    check: Check = module.check
    return check


def rule_tables(folder: str) -> dict[str, dict[str, Any]]:
    """What each rule's rule.toml in a folder of rules says, by the rule's name. Raises RuleError."""
    from importlib import import_module

    toml = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    found = {}
    for name in sorted(os.listdir(folder)):
        if name.startswith(("_", ".")) or not os.path.isdir(os.path.join(folder, name)):
            continue
        try:
            with open(os.path.join(folder, name, "rule.toml"), "rb") as file:
                found[name] = toml.load(file)
        except (OSError, ValueError) as error:
            raise RuleError(f"{name}: rule.toml: {error}") from error
    return found


@memoized
def _folder() -> str:
    from importlib import import_module

    return os.path.dirname(str(import_module("spanlint.rules").__file__))


def _rule(name: str, table: dict[str, Any]) -> Rule:
    from spanlint.model.findings import Severity

    words = {"options": {}, "passes-entered": False, **table, "name": name}
    try:
        severity, is_default, is_silent = (words.pop(key) for key in ("severity", "default", "passes-entered"))
        return Rule(severity=Severity(severity), is_default=is_default, is_silent_on_entered=is_silent, **words)
    except (TypeError, KeyError, ValueError) as error:
        raise RuleError(f"{name}: rule.toml: {error}") from error
