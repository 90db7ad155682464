"""Whether an origin is certain to be a tracer, a context, or a function that only makes a context."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spanlint.languages.calls.call_sites import CallGrammar
from spanlint.languages.calls.owners import api_of
from spanlint.languages.names.origins import last_name, within
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.model.apis import ApiTables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

CONTEXT_APIS = ("opentelemetry", "openinference")  # OpenInference's tracers subclass OpenTelemetry's


def followed(grammar: CallGrammar, node: Node, method: str) -> frozenset[str]:
    """The origins of an expression, resolved in the files that it is imported from.

    `method` is the method called on the expression, or the name of the expression itself.
    """
    return frozenset[str]().union(*(grammar.followed(origin, method) for origin in grammar.origins(node)))


def is_tracer(tables: ApiTables, origins: Iterable[str], may_be_bound: bool = True) -> bool:
    """Whether a value with these origins is always an OpenTelemetry tracer.

    If `may_be_bound` is False, a tracer whose methods stay bound when they are taken off it does not count.
    """
    return all(_tracer_answers(tables, origins, may_be_bound))


def _tracer_answers(tables: ApiTables, origins: Iterable[str], may_be_bound: bool) -> Iterator[bool]:
    for origin in origins:
        api, name = api_of(tables.apis, origin), last_name(origin)
        is_known = api is not None and api.name in CONTEXT_APIS and origin.endswith("()") and name in api.tracers
        yield is_known and (may_be_bound or (api is not None and name not in api.bound))


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


def is_context(tables: ApiTables, origins: Iterable[str]) -> bool:
    """Whether a value with these origins is always an OpenTelemetry Context."""
    return all(
        any(within(module, origin) for module in tables.pure.modules)
        and (last_name(origin) in (tables.shapes.contexts if origin.endswith("()") else tables.roots.values))
        for origin in origins
    )


def is_pure(tables: ApiTables, origins: Iterable[str]) -> bool:
    """Whether a function with these origins is always a library function that only makes a context."""
    return all(
        any(within(module, origin) for module in tables.pure.modules)
        and last_name(origin) in tables.pure.functions
        and "()" not in origin
        for origin in origins
    )


def leaves_of(tree: SyntaxTree, names: Iterable[str]) -> list[Node]:
    """The leaves that have any of the names, in order of place."""
    return sorted((leaf for name in names for leaf in tree.leaves(name)), key=lambda leaf: leaf.start_byte)
