"""The checks over traces that run, each with the code of its rule."""

from __future__ import annotations

from spanlint.lean.records import Record
from spanlint.rulebook.rules import Rule, check_module, trace_rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from spanlint.trace.model.faults import SpanFault
    from spanlint.trace.model.name_tallies import NameTally
    from spanlint.trace.model.sessions import TracedSession
    from spanlint.trace.model.settings import TraceSettings
    from spanlint.trace.model.traces import Trace

    TraceCheck = Callable[[Trace, TraceSettings], Iterator[SpanFault]]
    SessionCheck = Callable[[TracedSession, TraceSettings], Iterator[SpanFault]]
    NameCheck = Callable[[NameTally, TraceSettings], bool]


class TraceChecks(Record):
    """The checks of an audit, by what they judge, each with the code of its rule."""

    traces: tuple[tuple[str, TraceCheck], ...]
    sessions: tuple[tuple[str, SessionCheck], ...]
    names: tuple[tuple[str, NameCheck], ...]


def trace_checks(codes: frozenset[str]) -> TraceChecks:
    """Returns the checks of these rules."""
    found = [(rule.code, check_module(rule)) for rule in trace_rules() if rule.code in codes]
    return TraceChecks(*(_named(found, f"check_{what}") for what in ("trace", "session", "names")))


def rule_module(rule: Rule) -> Any:
    """Returns the module of a rule over traces, which words its findings."""
    return check_module(rule)


def _named(modules: list[tuple[str, Any]], name: str) -> tuple[tuple[str, Any], ...]:
    return tuple((code, getattr(module, name)) for code, module in modules if hasattr(module, name))
