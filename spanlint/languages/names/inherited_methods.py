"""The method that an instance has, of its class or of a base: a class's own before those of its bases."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence, Set

    from tree_sitter import Node


def nearest_method(
    instances: Iterable[str],
    name: str,
    declared: Callable[[str, str], Sequence[Node | None]],
    bases: Callable[[str], Set[str]],
) -> Node | None:
    """Returns the one method of this name that instances have; None if there may be several, or none is known.

    `instances` are origins of instances, or of their classes: those of each class and of all its bases. `declared`
    returns what a class itself has under the name, with None for what is no method, `bases` the origins of all its
    bases. Both are given the origin of a class, and return nothing for one of another file, which is taken to lack the
    method if a base beside it has it.
    """
    methods = {origin: declared(origin, name) for origin in {instance.removesuffix("()") for instance in instances}}
    answered, inherited = set[str](), set[str]()
    for origin, own in methods.items():
        own_bases = bases(origin)
        if own:
            answered |= own_bases  # by the class that hides them
        elif own_bases:
            answered.add(origin)  # by a base
            inherited |= own_bases
    asked = [origin for origin in methods if origin not in answered]
    found = {method for origin in asked for method in methods[origin]}
    is_known = all(methods[origin] or origin in inherited for origin in asked)
    return found.pop() if is_known and len(found) == 1 else None
