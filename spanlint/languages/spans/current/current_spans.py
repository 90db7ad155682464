"""All facts about spans that are current for other code than they were started for, read when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from spanlint.languages.spans.current.current_file import CurrentFile
from spanlint.languages.spans.current.empty_activations import empty_activations
from spanlint.languages.spans.current.inactive_wrappers import inactive_wrappers
from spanlint.languages.spans.current.local_spans import SpanLocal
from spanlint.languages.spans.current.replaced_spans import replaced_spans
from spanlint.lean.lazy import lazy
from spanlint.model.current_spans import CurrentSpans

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.model.facts import SpanCall


def current_spans(
    file: CurrentFile, calls: Sequence[SpanCall], spans: Callable[[], Sequence[SpanLocal]]
) -> CurrentSpans:
    """Returns the facts about a file with these creation calls; `spans` returns those spans that names hold."""
    return CurrentSpans(
        inactive_wrappers=lazy(lambda: tuple(inactive_wrappers(file, spans()))),
        empty_activations=lazy(lambda: tuple(empty_activations(file.grammar, calls))),
        replaced=lazy(lambda: tuple(replaced_spans(file, calls))),
    )
