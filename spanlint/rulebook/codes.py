"""The codes of the rules over code, by what their switches say: all that a run needs until a file is judged."""

from __future__ import annotations

from spanlint.lean import prebuilt
from spanlint.lean.lazy import memoized

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.rulebook.rules import Rule


def codes() -> tuple[tuple[str, bool], ...]:
    """Returns the code of every rule over code and whether it is on by default, in order. Raises RuleError."""
    built = prebuilt.names()
    return tuple((rule.code, rule.is_default) for rule in _rules()) if built is None else built.CODES


@memoized
def codes_silent_on_entered() -> frozenset[str]:
    """Returns the codes of the rules that are silent on entered calls. Raises RuleError."""
    built = prebuilt.names()
    return frozenset((rule.code for rule in _rules() if rule.is_silent_on_entered) if built is None else built.PASSING)


@memoized
def codes_quiet_in_tests() -> frozenset[str]:
    """Returns the codes of the rules that test files are only judged by on request. Raises RuleError."""
    built = prebuilt.names()
    return frozenset((rule.code for rule in _rules() if rule.is_quiet_in_tests) if built is None else built.QUIET)


@memoized
def codes_quiet_in_docs() -> frozenset[str]:
    """Returns the codes of the rules that Markdown is only judged by on request. Raises RuleError."""
    built = prebuilt.names()
    return frozenset((rule.code for rule in _rules() if rule.is_quiet_in_docs) if built is None else built.DOCS)


@memoized
def codes_of_helpers() -> frozenset[str]:
    """Returns the codes of the rules that report uses of the project's own helpers. Raises RuleError."""
    built = prebuilt.names()
    return frozenset((rule.code for rule in _rules() if rule.may_follow_helpers) if built is None else built.HELPERS)


@memoized
def codes_of_statuses() -> frozenset[str]:
    """Returns the codes of the rules that report calls which set a status or record an exception. Raises RuleError."""
    built = prebuilt.names()
    return frozenset((rule.code for rule in _rules() if rule.may_judge_statuses) if built is None else built.STATUSES)


def _rules() -> tuple[Rule, ...]:
    from spanlint.rulebook.rules import rules  # a wheel has the codes as they were built

    return rules()
