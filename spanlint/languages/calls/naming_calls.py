"""The calls of the project's functions that name a span after a parameter, and which functions they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.calls.span_names import passed, span_names
from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.names.values import Call, Member
from spanlint.languages.trees.tree import SyntaxTree, mentions, range_of
from spanlint.lean.protocols import Protocol
from spanlint.model.apis import Slot
from spanlint.model.span_names import MODULE, NamingCall
from spanlint.text.whole_names import mention_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tree_sitter import Node

_PARTIAL = "functools.partial"
_MAX_IMPORTS = 4  # that are followed from a call to its function


class NamingFile(Protocol):
    """One file, as this module asks about it."""

    path: str
    tree: SyntaxTree
    grammar: Any

    def origins(self, node: Node) -> frozenset[str]:
        """Returns where an expression comes from."""

    def is_mention(self, name: Node) -> bool:
        """Whether a leaf is a name that code uses rather than defines."""

    def callee(self, name: Node) -> Any | None:
        """The call of a name, or None where the name is only referenced."""


def naming_calls(file: NamingFile, slots: Mapping[str, Iterable[Slot]]) -> Iterator[NamingCall]:
    """Yields the calls of functions that name a span after a parameter; `slots` says where those of a name take it."""
    if not slots:
        return
    for place in mentions(file.tree.text, mention_pattern(slots)):
        leaf = file.tree.leaf_at(place)
        if leaf is None or not file.is_mention(leaf):
            continue
        callee = file.callee(leaf) or _partly_applied(file, leaf)
        if callee is None:
            continue
        function = file.tree.text_of(leaf)
        for slot in slots[function]:
            names = span_names(file.grammar, passed(file.grammar, callee.arguments, slot))
            if names.patterns or names.parameter is not None:
                found = NamingCall(range_of(leaf), range_of(callee.call), function, names, slot)
                yield found._replace(definitions=_definitions(file, callee))


def _partly_applied(file: NamingFile, leaf: Node) -> Callee | None:
    """Returns the call that `functools.partial` makes of a function and its first arguments."""
    above = file.tree.parent(leaf)
    member = above if above is not None and isinstance(file.grammar.value(above), Member) else None
    holder = file.tree.parent(member or leaf)
    call = file.tree.parent(holder) if holder is not None else None
    value = file.grammar.value(call) if call is not None else None
    if not isinstance(value, Call) or value.arguments.positional[:1] != (member or leaf,):
        return None
    if file.origins(value.callee) != {_PARTIAL}:
        return None
    spread = value.arguments.spread
    rest = value.arguments._replace(
        positional=value.arguments.positional[1:], spread=spread - 1 if spread is not None else None
    )
    return Callee(leaf, member, None, value.node, rest)


def _definitions(file: NamingFile, callee: Callee) -> frozenset[str]:
    """Returns the paths of the files that define the function of a call, and the modules that it is imported from
    where these are no files of the project; none if the code does not say it, as of a method of some object."""
    if callee.member is None:
        return frozenset(found for binding in file.grammar.visible(callee.name) for found in _of_one(file, binding))
    origins = file.origins(callee.member)
    is_module = all(origin and origin[0] != "=" and "()" not in origin for origin in origins)
    found = (place for origin in origins for place in _followed(file, origin, _MAX_IMPORTS))
    return frozenset(found) if is_module else frozenset()


def _of_one(file: Any, binding: Binding, hops: int = _MAX_IMPORTS) -> Iterator[str]:
    """Yields where what a name is bound to is defined."""
    if binding.kind in (Kind.FUNCTION, Kind.CLASS):
        yield file.path
    elif binding.kind is Kind.IMPORT:
        yield from _followed(file, binding.path, hops)


def _followed(file: Any, path: str, hops: int) -> Iterator[str]:
    """Yields what an import leads to, from file to file."""
    targets = list(file.grammar.imported(path)) if hops > 0 else []
    for view, target in targets:
        for binding in view.grammar.top_level(target.steps[0]) if len(target.steps) == 1 else ():
            yield from _of_one(view, binding, hops - 1)
        for further in (*view.evaluate(target.steps), *view.everything_of(target.steps)):
            if further and not further.startswith("="):
                yield from _followed(view, further, hops - 1)
    if not targets:
        yield f"{MODULE}{path}"
