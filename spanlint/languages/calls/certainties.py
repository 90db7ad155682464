"""Whether an origin is certain to be a tracer, a context, or a function that only makes a context."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spanlint.languages.calls.call_sites import Callee, CallGrammar
from spanlint.languages.calls.owners import api_of, is_tracer
from spanlint.languages.names.origins import last_name, within
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.lean.protocols import Protocol
from spanlint.model.apis import ApiTables

_CALLS = frozenset({"call", "call_expression"})

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class TracerQueries(Protocol):
    """What tells where the tracer of a call in one file comes from."""

    tables: ApiTables

    def origins(self, node: Node) -> frozenset[str]:
        """Where an expression comes from."""


def followed(grammar: CallGrammar, node: Node, method: str) -> frozenset[str]:
    """The origins of an expression, resolved in the files that it is imported from.

    `method` is the method called on the expression, or the name of the expression itself.
    """
    return frozenset[str]().union(*(grammar.followed(origin, method) for origin in grammar.origins(node)))


def origins_of_result(grammar: CallGrammar, value: Node, packages: tuple[str, ...]) -> frozenset[str]:
    """The origins of a value; what a call of another file's function or tracer returns is followed into that file.

    `packages` are those of a library whose functions say by their names what they return.
    """
    origins = grammar.origins(value)
    (first, *others) = origins
    is_result = value.type in _CALLS or first.endswith("()")
    is_followed = is_result and first and not others and not first.startswith(packages)
    return grammar.followed(first, last_name(first)) if is_followed else origins


def may_be_tracer(tables: ApiTables, origins: Iterable[str], has_import: bool) -> bool:
    """Whether a value that is used as a tracer may be OpenTelemetry's.

    It may be if it is certainly one, or if its origin is unknown and the file imports OpenTelemetry (`has_import`).
    An instance of another class is not.
    """
    return all(
        is_tracer(tables, [origin])
        or (has_import and not origin.startswith("=") and not last_name(origin).lstrip("_")[:1].isupper())
        for origin in origins
    )


def is_known_tracer(tables: ApiTables, origin: str) -> bool:
    """Whether an origin is a known library's tracer."""
    api = api_of(tables, origin)
    return api is not None and not api.tracers.isdisjoint((last_name(origin), origin))


def api_of_call(file: TracerQueries, callee: Callee) -> str:
    """The library whose tracer a method is called on; empty if that is not certain."""
    origins = file.origins(callee.receiver) if callee.receiver is not None else ()
    apis = {api.name for origin in origins if (api := api_of(file.tables, origin)) is not None}
    is_certain = len(apis) == 1 and all(is_known_tracer(file.tables, origin) for origin in origins)
    return apis.pop() if is_certain else ""


def api_of_function(file: TracerQueries, callee: Callee) -> str:
    """The library whose own function a call runs, alone or as a member of a module; empty if that is not certain."""
    origins = file.origins(callee.member or callee.name)
    apis = {api.name if (api := api_of(file.tables, origin)) is not None else "" for origin in origins}
    return apis.pop() if len(apis) == 1 and all("()" not in origin for origin in origins) else ""


def is_context(tables: ApiTables, origins: Iterable[str]) -> bool:
    """Whether a value with these origins is always an OpenTelemetry Context."""
    return all(
        any(within(module, origin) for module in tables.pure.modules)
        and (last_name(origin) in (tables.shapes.contexts if origin.endswith("()") else tables.roots.values))
        for origin in origins
    )


def leaves_of(tree: SyntaxTree, names: Iterable[str]) -> list[Node]:
    """The leaves that have any of the names, in order of place."""
    by_start = {leaf.start_byte: leaf for name in names for leaf in tree.leaves(name)}
    return [by_start[start] for start in sorted(by_start)]


def calls_of(grammar: CallGrammar, names: Iterable[str]) -> Iterator[Callee]:
    """Yields the calls of functions and methods that have any of the names, in order of place."""
    for leaf in leaves_of(grammar.tree, names):
        callee = grammar.callee(leaf) if grammar.is_mention(leaf) else None
        if callee is not None:
            yield callee
