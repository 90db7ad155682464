"""What a context carries beside its span, judged by how it is made: replacing the context loses these values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import IntEnum

from spanlint.languages.names.origins import within

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.model.apis import ContextCalls

_SPAN_ONLY = re.compile(r"TraceContext|B3|XRay", re.IGNORECASE)  # formats that cannot hold baggage


class Carried(IntEnum):
    """What a context carries that the active context lacks.

    NOTHING means nothing known. UNKNOWN is a context that a caller passes, who may have added values. VALUES were added
    or received.
    """

    NOTHING = 0
    UNKNOWN = 1
    VALUES = 2


MAX_VALUES = 4  # values examined per name or function: each may lead to as many others


def most_carried(parts: Iterable[Carried]) -> Carried:
    """The most that any one of several contexts may carry; NOTHING if there are none."""
    return max(parts, default=Carried.NOTHING)


def may_receive_baggage(origins: Iterable[str], name: str) -> bool:
    """Whether the object that `extract` is called on may propagate baggage, by its origins and its last name.

    Other libraries' tracers have a method of the same name that returns only a span.
    """
    library_origins = [
        origin for origin in origins if within("opentelemetry", origin) or within("@opentelemetry", origin)
    ]
    if any(_SPAN_ONLY.search(text) for text in (*library_origins, name)):
        return False
    return bool(library_origins) or "propagat" in name.lower()


def asks_active_context(calls: ContextCalls, text: str) -> bool:
    """Whether source text calls for the active context or for the values that it carries."""
    names = "|".join(sorted(calls.active | calls.active_values))
    return bool(names) and re.search(rf"\b(?:{names})\(\)", text) is not None


def carried_by_result(returned: Sequence[Carried], passed: Iterable[Carried]) -> Carried:
    """What a function's result carries.

    Its `return` statements decide if they show it; otherwise it is what all contexts passed to the function have in
    common. If no `return` statement is known, as for another file's function, only VALUES count.
    """
    shown = most_carried(returned)
    if returned and shown is not Carried.UNKNOWN:
        return shown
    common = min(passed, default=Carried.NOTHING)
    return common if returned or common is Carried.VALUES else Carried.NOTHING
