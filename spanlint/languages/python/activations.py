"""What a file makes current, and on what, read from a Python tree."""

from __future__ import annotations

from functools import partial

from spanlint.languages.python.contexts.rebased import rebased
from spanlint.languages.python.contexts.suspensions import held_across_yields
from spanlint.languages.python.names.bindings import scope_of
from spanlint.languages.python.spans.forwarded import forwarded
from spanlint.languages.python.spans.local_spans import member_of, span_locals
from spanlint.languages.spans.local_spans import Ways, never_current
from spanlint.model.activations import Activations
from spanlint.model.facts import ParentState

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.languages.python.file import PythonFile
    from spanlint.model.facts import SpanCall


def activations(file: PythonFile, calls: tuple[SpanCall, ...]) -> Activations:
    """What this file makes current, and on what."""
    under = tuple(call for call in calls if call.parent.state is ParentState.PASSED)
    ways = Ways(partial(member_of, file.tree), partial(scope_of, file.tree))
    spans = (*span_locals(file, under), *forwarded(file, under))
    return Activations(
        held=tuple(sorted(held_across_yields(file))),
        rebased=tuple(sorted(rebased(file, spans), key=lambda each: each.at)),
        never_current=lambda: tuple(never_current(file.tree, ways, tuple(span_locals(file, calls)), calls)),
    )
