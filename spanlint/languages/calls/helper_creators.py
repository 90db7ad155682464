"""The project's own helpers as creators: functions that pass a parameter on as the parent, or should."""

from __future__ import annotations

from spanlint.model.apis import Creator, Slot


def helper_creator(creator: Creator, name: str, slot: Slot) -> Creator:
    """Returns what the calls of a helper create, whose parameter in `slot` is the parent of what `creator` creates."""
    return creator._replace(
        method=name,
        form="either",
        name=Slot(),
        parents=(slot,),
        root=None,
        options=None,
        callback=False,
        ends="",
        accepts=(),
        help=_how_to_pass(name, slot),  # a helper may take a span as well as a context
        qualifier=None,
    )


def _how_to_pass(name: str, slot: Slot) -> str:
    if slot.keyword is not None:
        return f"pass the parent: `{name}(..., {slot.keyword}={slot.keyword})`"
    return f"pass the parent as argument {(slot.position or 0) + 1} of `{name}`"
