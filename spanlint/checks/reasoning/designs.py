"""Which calls that pass no parent are meant to take the active context, or lose nothing by it (SPN006, not SPN001).

Of the calls that pass none in public projects, few are mistakes. SPN001 is left with those in which work runs under a
span that the function starts and ends itself, and with those that an object keeps open beside others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from spanlint.checks.reasoning.evidence import Siblings, is_left_unopened, is_left_without
from spanlint.lean.lazy import lazy
from spanlint.model.facts import SpanCall
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    Owners = frozenset[ByteRange | None]

_CONSUMER = "CONSUMER"


def meant(missing: Sequence[SpanCall], siblings: Siblings) -> frozenset[ByteRange]:
    """Returns the names of the calls, of those in a file that pass no parent, that are meant so, or lose nothing."""
    hooks = lazy(lambda: _hooks(missing, siblings))
    return frozenset(call.at for call in missing if _is_thought_of(call, siblings) or _loses_nothing(call, hooks))


def _is_thought_of(call: SpanCall, siblings: Siblings) -> bool:
    """Whether the code has thought of the parent: it calls the span a root, it links a consumer's span to what sent the
    messages, or a condition about a parent has left it without one."""
    if call.creator.absent != "ambient":
        return False
    details = call.details()
    is_root = call.may_be_meant_as_root() or details.is_named_root()
    is_linked = details.has_links and details.kind == _CONSUMER
    return is_root or is_linked or is_left_without(details, siblings) or is_left_unopened(details, siblings)


def _loses_nothing(call: SpanCall, hooks: Callable[[], Owners]) -> bool:
    """Whether the span belongs wherever it is started.

    It is back-dated or ends at once, so it only records what has happened. Its function makes it for callers, or reads
    the active context, and so knows that one is active. Or it is the only one that its object keeps open.
    """
    if call.creator.absent != "ambient":
        return False
    details, surroundings = call.details(), call.surroundings()
    is_record = call.has_start_time() or surroundings.is_record()
    if is_record or surroundings.reads_active() or details.is_given_back() or _is_made_for_callers(call):
        return True
    return details.is_kept() and (details.becomes_parent() or details.owner not in hooks())


def _is_made_for_callers(call: SpanCall) -> bool:
    """Whether a function returns the span, and its callers say what it is about: its name is not the same for all."""
    details = call.details()
    is_fixed = bool(details.name_key) and details.name_key in details.span_name
    return not is_fixed and call.surroundings().is_returned()


def _hooks(missing: Sequence[SpanCall], siblings: Siblings) -> Owners:
    """Returns the classes that keep several spans open, each started in a function of its own, and give none a parent.

    Where some have one, the others are what they hang from.
    """
    functions: dict[ByteRange | None, set[ByteRange | None]] = {}
    for details in (call.details() for call in missing):
        if details.is_kept():
            functions.setdefault(details.owner, set()).add(details.function)
    parented = {call.details().owner for call in siblings.passing}
    return frozenset(owner for owner, of_class in functions.items() if len(of_class) > 1 and owner not in parented)
