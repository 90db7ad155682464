"""The facts of one TypeScript or JavaScript file; each analysis runs when its result is first used."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import spanlint.languages.typescript.evidence  # noqa: F401 - whoever judges needs it, and forked workers inherit it
from spanlint.languages.calls.certainties import leaves_of
from spanlint.languages.calls.dropped_results import dropped_results
from spanlint.languages.calls.misplaced_values import expected_slots, misplaced_arguments
from spanlint.languages.calls.unread_contexts import unread_contexts
from spanlint.languages.names.imports import Neighbours
from spanlint.languages.spans.current.current_spans import current_spans
from spanlint.languages.spans.current.forwarded_parents import spans_with_forwarded_parent
from spanlint.languages.spans.current.handwritten_activations import handwritten_activations
from spanlint.languages.spans.current.local_spans import SpanLocal, never_current, span_locals
from spanlint.languages.spans.current.rebased_spans import rebased_spans
from spanlint.languages.spans.lifetimes.lifetimes import lifetimes
from spanlint.languages.spans.statuses.statuses import statuses
from spanlint.languages.typescript.contexts.deferred import deferred_bodies
from spanlint.languages.typescript.contexts.discarded import discarded
from spanlint.languages.typescript.file import TypeScriptFile
from spanlint.languages.typescript.named_calls import named_calls
from spanlint.languages.typescript.spans.attach_calls import Attaching
from spanlint.languages.typescript.spans.decorated_generators import decorated_generators
from spanlint.languages.typescript.spans.ended_streams import ended_streams
from spanlint.languages.typescript.spans.exceptions import Exceptions
from spanlint.languages.typescript.spans.unbound import unbound
from spanlint.languages.typescript.spans.without_callback import without_callback
from spanlint.lean.lazy import lazy
from spanlint.model.activations import Activations
from spanlint.model.apis import ApiTables
from spanlint.model.current_spans import CurrentSpans
from spanlint.model.facts import Facts, ParentState, SpanCall
from spanlint.model.statuses import Statuses
from spanlint.model.usages import Usages
from spanlint.text.source import Source


def read(source: Source, tables: ApiTables, neighbours: Neighbours | None = None) -> Facts:
    """Returns the facts of a TypeScript or JavaScript file."""
    file = TypeScriptFile(source, tables, neighbours)
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
    file: TypeScriptFile, calls: tuple[SpanCall, ...], spans: Callable[[], tuple[SpanLocal, ...]]
) -> CurrentSpans:
    """Returns the spans that are current for other code than they were started for."""
    return current_spans(file, calls, spans)._replace(
        ended_streams=lazy(lambda: tuple(sorted(ended_streams(file, calls))))
    )


def _statuses(file: TypeScriptFile, calls: tuple[SpanCall, ...], answers: Callable[[], Attaching]) -> Statuses:
    """Returns what the file says of the status of its spans."""
    return statuses(file.tree.text, file.tables.statuses, lazy(lambda: Exceptions(file, answers(), calls)))


def _activations(
    file: TypeScriptFile, calls: tuple[SpanCall, ...], locals_of: Callable[[], tuple[SpanLocal, ...]]
) -> Activations:
    """Returns the generators that run later, and the spans that are made current on another context or not at all."""
    calls_with_parent = tuple(call for call in calls if call.parent.state is ParentState.PASSED)
    grammar = file.grammar
    spans = (
        *(span for span in locals_of() if span.call.parent.state is ParentState.PASSED),
        *spans_with_forwarded_parent(file, calls_with_parent),
    )
    return Activations(
        deferred=tuple(sorted(deferred_bodies(file))),
        rebased=tuple(sorted(rebased_spans(grammar, spans), key=lambda span: span.at)),
        never_current=lambda: tuple(never_current(grammar, locals_of(), calls)),
        by_hand=lazy(lambda: frozenset(handwritten_activations(file, calls, locals_of()))),
    )


def _usages(file: TypeScriptFile, calls: tuple[SpanCall, ...]) -> Usages:
    """Returns the misuses of span and context functions in this file."""
    names, pure = leaves_of(file.tree, expected_slots(file.tables)), file.tables.pure
    makers = leaves_of(file.tree, pure.functions | pure.methods)
    return Usages(
        discarded=tuple(sorted((*discarded(file, makers), *dropped_results(file, makers)))),
        unread=tuple(unread_contexts(file, makers, calls)),
        unentered=tuple(without_callback(file, calls)),
        misdecorated=tuple(sorted(decorated_generators(file), key=lambda decorator: decorator.at)),
        unbound=tuple(unbound(file)),
        misplaced=tuple(misplaced_arguments(file, names, calls)),
    )
