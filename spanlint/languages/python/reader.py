"""Reads Python source into facts; each analysis runs when its facts are first used."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import spanlint.languages.python.evidence  # noqa: F401 - whoever judges needs it, and forked workers inherit it
from spanlint.languages.calls.dropped_results import dropped_results
from spanlint.languages.calls.misplaced_values import expected_slots, misplaced_arguments
from spanlint.languages.calls.unread_contexts import unread_contexts
from spanlint.languages.names.imports import Neighbours
from spanlint.languages.python.contexts.discarded import discarded, mentions_of
from spanlint.languages.python.contexts.rejected_parents import rejected_parents
from spanlint.languages.python.contexts.suspensions import held_across_yields
from spanlint.languages.python.file import PythonFile
from spanlint.languages.python.named_calls import named_calls
from spanlint.languages.python.spans.attach_calls import Attaching
from spanlint.languages.python.spans.ended_streams import ended_streams
from spanlint.languages.python.spans.exceptions import Exceptions
from spanlint.languages.python.spans.misdecorated import misdecorated
from spanlint.languages.python.spans.unentered import unentered, unentered_managers
from spanlint.languages.spans.current.current_spans import current_spans
from spanlint.languages.spans.current.forwarded_parents import spans_with_forwarded_parent
from spanlint.languages.spans.current.handwritten_activations import handwritten_activations
from spanlint.languages.spans.current.local_spans import SpanLocal, never_current, span_locals
from spanlint.languages.spans.current.rebased_spans import rebased_spans
from spanlint.languages.spans.lifetimes.lifetimes import lifetimes
from spanlint.languages.spans.statuses.statuses import statuses
from spanlint.lean.lazy import lazy
from spanlint.model.activations import Activations
from spanlint.model.apis import ApiTables
from spanlint.model.current_spans import CurrentSpans, LostContext
from spanlint.model.facts import Facts, ParentState, SpanCall
from spanlint.model.statuses import Statuses
from spanlint.model.usages import Usages
from spanlint.text.source import Source


def read(source: Source, tables: ApiTables, neighbours: Neighbours | None = None) -> Facts:
    """The facts of a Python file."""
    file = PythonFile(source, tables, neighbours)
    facts = named_calls(file)
    spans = lazy(lambda: tuple(span_locals(file.grammar, facts.calls)))
    answers = lazy(lambda: Attaching(file))
    return facts._replace(
        lifetimes=lazy(lambda: lifetimes(answers(), facts.calls)),
        activations=lazy(partial(_activations, file, facts.calls, spans)),
        usages=lazy(partial(_usages, file, facts.calls)),
        statuses=lazy(partial(_statuses, file, facts.calls, answers)),
        current_spans=lazy(partial(_current_spans, file, facts.calls, spans)),
    )


def _current_spans(
    file: PythonFile, calls: tuple[SpanCall, ...], spans: Callable[[], tuple[SpanLocal, ...]]
) -> CurrentSpans:
    """The spans that are current for other code than they were started for."""
    return current_spans(file, calls, spans)._replace(
        ended_streams=lazy(lambda: tuple(sorted(ended_streams(file, calls)))),
        lost_contexts=lazy(partial(_lost_contexts, file, calls)),
    )


def _statuses(file: PythonFile, calls: tuple[SpanCall, ...], answers: Callable[[], Attaching]) -> Statuses:
    """What the file says of the status of its spans."""
    return statuses(file.tree.text, file.tables.statuses, lazy(lambda: Exceptions(file, answers(), calls)))


def _activations(
    file: PythonFile, calls: tuple[SpanCall, ...], locals_of: Callable[[], tuple[SpanLocal, ...]]
) -> Activations:
    """What the file makes current, and on which context."""
    with_parent = tuple(call for call in calls if call.parent.state is ParentState.PASSED)
    grammar = file.grammar
    spans = (
        *(span for span in locals_of() if span.call.parent.state is ParentState.PASSED),
        *spans_with_forwarded_parent(file, with_parent),
    )
    return Activations(
        held=tuple(sorted(held_across_yields(file))),
        rebased=tuple(sorted(rebased_spans(grammar, spans), key=lambda span: span.at)),
        never_current=lambda: tuple(never_current(grammar, locals_of(), calls)),
        by_hand=lazy(lambda: frozenset(handwritten_activations(file, calls, locals_of()))),
    )


def _lost_contexts(file: PythonFile, calls: tuple[SpanCall, ...]) -> tuple[LostContext, ...]:
    """What is handed to threads without a context."""
    from spanlint.languages.python.spans.lost_contexts import lost_contexts  # the rule is off by default

    return tuple(lost_contexts(file, calls))


def _usages(file: PythonFile, calls: tuple[SpanCall, ...]) -> Usages:
    """The misuses of span and context functions."""
    names = mentions_of(file, expected_slots(file.tables))
    makers = tuple(mentions_of(file, file.tables.pure.functions))
    return Usages(
        discarded=tuple(sorted((*discarded(file, makers), *dropped_results(file, makers)))),
        # Most of Python's calls pass no parent by design of their `with`: the local shows the mistake, no call does.
        unread=tuple(unread_contexts(file, makers, ())),
        unentered=tuple(sorted((*unentered(file, calls), *unentered_managers(file)))),
        misdecorated=tuple(misdecorated(file, calls)),
        rejected=tuple(rejected_parents(file)),
        misplaced=tuple(misplaced_arguments(file, names, calls)),
    )
