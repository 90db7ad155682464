"""The rules of spanlint and their pages, for programs."""

from __future__ import annotations

from spanlint.api.errors import SpanlintError, UnknownRuleError
from spanlint.api.records import Rule
from spanlint.config.errors import ConfigError
from spanlint.rulebook import rules as rulebook
from spanlint.rulebook.addresses import page_address
from spanlint.rulebook.explain import explain


def rules() -> tuple[Rule, ...]:
    """Returns all rules over code, by code, whether or not they are on by default. Raises SpanlintError.

    It fails only if files of the installation are missing. The rules over exported traces are not among them; `rule`
    knows those too.

    >>> [rule.name for rule in rules() if rule.code == "SPN002"]
    ['skipped-parent']
    """
    return tuple(_record(rule) for rule in _known(rulebook.CODE))


def rule(code: str) -> Rule:
    """Returns the rule with this code, in upper or lower case. Raises UnknownRuleError.

    >>> rule("SPN001").page.splitlines()[0]
    '# SPN001 missing-parent'
    >>> rule("SPN999")
    Traceback (most recent call last):
    ...
    spanlint.api.errors.UnknownRuleError: unknown rule `SPN999`; did you mean `SPN901`?
    """
    found = {known.code: known for known in _known(rulebook.CODE, rulebook.TRACES)}
    if code.upper() not in found:
        from spanlint.config.errors import quoted, suggestion

        raise UnknownRuleError(str(ConfigError(f"unknown rule {quoted(code)}{suggestion(code, found)}")))
    return _record(found[code.upper()])


def _known(*judged: str) -> list[rulebook.Rule]:
    try:
        return [known for known in rulebook.all_rules() if known.judges in judged]
    except rulebook.RuleError as error:
        raise SpanlintError(str(error)) from error


def _record(known: rulebook.Rule) -> Rule:
    try:
        page = explain(known)
    except OSError as error:
        raise SpanlintError(f"{known.code}: its page cannot be read: {error.strerror}") from error
    return Rule(
        code=known.code,
        name=known.name,
        severity=known.severity.value,
        is_default=known.is_default,
        since=known.since,
        what=known.what,
        why=known.why,
        do=known.do,
        judges="traces" if known.judges == rulebook.TRACES else "code",
        fix=None if not known.fix else "safe" if known.fix == "safe" else "unsafe",
        url=page_address(known.name) or None,
        page=page,
    )
