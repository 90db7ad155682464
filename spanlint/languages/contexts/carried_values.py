"""What a context carries beside its span, as far as its making shows: what is lost when another takes its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import IntEnum

from spanlint.languages.names.origins import within

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.model.apis import ContextCalls

_SPAN_ONLY = re.compile(r"TraceContext|B3|XRay", re.IGNORECASE)  # formats that have no place for baggage


class Carried(IntEnum):
    """NOTHING that is known of and that the active context lacks; UNKNOWN where a caller passes it, and so may well
    have put something in; VALUES that are put in or received."""

    NOTHING = 0
    UNKNOWN = 1
    VALUES = 2


MOST = 4  # values of one name, or of one function, that are looked into: each may lead to as many others


def most(parts: Iterable[Carried]) -> Carried:
    """The most that one of several may carry; where there is none, nothing shows that it carries anything."""
    return max(parts, default=Carried.NOTHING)


def receives(origins: Iterable[str], name: str) -> bool:
    """Whether what `extract` is called on, by its origins and its last name, may be a propagator of baggage. The method
    of that name that a tracer of other libraries has gives a span and no more."""
    known = [origin for origin in origins if within("opentelemetry", origin) or within("@opentelemetry", origin)]
    if any(_SPAN_ONLY.search(each) for each in (*known, name)):
        return False
    return bool(known) or "propagat" in name.lower()


def is_of_active(calls: ContextCalls, text: str) -> bool:
    """Whether source text asks the active context, or for the values that it carries."""
    names = "|".join(sorted(calls.active | calls.active_values))
    return bool(names) and re.search(rf"\b(?:{names})\(\)", text) is not None


def least(returned: Sequence[Carried], passed: Iterable[Carried]) -> Carried:
    """What a function's result carries: what its `return` statements show, where they do, or else what all the contexts
    that are passed to it have in common. That another file's function may pass on what it is given is no evidence."""
    found = most(returned)
    if returned and found is not Carried.UNKNOWN:
        return found
    common = min(passed, default=Carried.NOTHING)
    return common if returned or common is Carried.VALUES else Carried.NOTHING
