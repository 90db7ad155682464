"""What a file makes current, and on what, read from a TypeScript or JavaScript tree."""

from __future__ import annotations

from functools import partial

from spanlint.languages.spans.local_spans import Ways, never_current
from spanlint.languages.typescript.contexts.deferred import deferred_bodies
from spanlint.languages.typescript.contexts.rebased import rebased
from spanlint.languages.typescript.spans.forwarded import forwarded
from spanlint.languages.typescript.spans.local_spans import function_around, member_of, span_locals
from spanlint.model.activations import Activations
from spanlint.model.facts import ParentState

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.languages.typescript.file import TypeScriptFile
    from spanlint.model.facts import SpanCall


def activations(file: TypeScriptFile, calls: tuple[SpanCall, ...]) -> Activations:
    """What this file makes current, and on what."""
    under = tuple(call for call in calls if call.parent.state is ParentState.PASSED)
    ways = Ways(partial(member_of, file.tree), partial(function_around, file.tree))
    spans = (*span_locals(file, under), *forwarded(file, under))
    return Activations(
        deferred=tuple(sorted(deferred_bodies(file))),
        rebased=tuple(sorted(rebased(file, spans), key=lambda each: each.at)),
        never_current=lambda: tuple(never_current(file.tree, ways, tuple(span_locals(file, calls)), calls)),
    )
