"""What an origin certainly is: a tracer, a context, a function that only makes a context."""

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

CONTEXT_APIS = ("opentelemetry", "openinference")  # the second's tracers are subclasses of the first's


def followed(grammar: CallGrammar, node: Node, method: str) -> frozenset[str]:
    """Where an expression comes from, imports of other files followed, if `method` is called on it or is its name."""
    return frozenset[str]().union(*(grammar.followed(each, method) for each in grammar.origins(node)))


def is_tracer(tables: ApiTables, origins: Iterable[str], bound: bool = True) -> bool:
    """Whether something with these origins is always an OpenTelemetry tracer; without `bound`, one whose methods must
    be called on it."""
    return all(_tracers(tables, origins, bound))


def _tracers(tables: ApiTables, origins: Iterable[str], bound: bool) -> Iterator[bool]:
    for origin in origins:
        api, name = api_of(tables.apis, origin), last_name(origin)
        known = api is not None and api.name in CONTEXT_APIS and origin.endswith("()") and name in api.tracers
        yield known and (bound or (api is not None and name not in api.bound))


def may_be_tracer(tables: ApiTables, origins: Iterable[str], imports: bool) -> bool:
    """Whether something that is used as a tracer may be OpenTelemetry's: it is one, or it is not known what it is, in a
    file that imports OpenTelemetry. An instance of another class is none."""
    return all(
        is_tracer(tables, [origin])
        or (imports and not origin.startswith("=") and not last_name(origin).lstrip("_")[:1].isupper())
        for origin in origins
    )


def is_context(tables: ApiTables, origins: Iterable[str]) -> bool:
    """Whether something with these origins is always an OpenTelemetry Context."""
    return all(
        any(within(module, origin) for module in tables.pure.modules)
        and (last_name(origin) in (tables.shapes.contexts if origin.endswith("()") else tables.roots.values))
        for origin in origins
    )


def is_pure(tables: ApiTables, origins: Iterable[str]) -> bool:
    """Whether a function with these origins is always one of the library's that only make a context."""
    return all(
        any(within(module, origin) for module in tables.pure.modules)
        and last_name(origin) in tables.pure.functions
        and "()" not in origin
        for origin in origins
    )


def leaves_of(tree: SyntaxTree, names: Iterable[str]) -> list[Node]:
    """The leaves of any of the names, in order."""
    return sorted((leaf for name in names for leaf in tree.leaves(name)), key=lambda leaf: leaf.start_byte)
