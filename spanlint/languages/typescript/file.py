"""A TypeScript or JavaScript file that answers the queries of `CallGrammar` from a tree-sitter tree."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, cached_property, partial

from spanlint.languages.calls.call_sites import Callee, Reach
from spanlint.languages.calls.certainties import origins_of_result
from spanlint.languages.calls.evidence.unused_parents import UnusedParents
from spanlint.languages.calls.evidence.visibility import Visibility
from spanlint.languages.calls.evidence.wrappers import Wrappers
from spanlint.languages.calls.owners import api_of, is_library, makes_no_tracers
from spanlint.languages.calls.qualifiers import Qualifiers
from spanlint.languages.names.imports import Declarations, ImportFollower, Neighbours, path_of
from spanlint.languages.names.values import Arguments, Call
from spanlint.languages.trees.grammars import parser_of
from spanlint.languages.trees.kept_trees import tree_of_text
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.calls.arguments import (
    foreign_options,
    parent_of,
    read_arguments,
    shape,
)
from spanlint.languages.typescript.calls.expected_errors import expects_error
from spanlint.languages.typescript.calls.misplaced_parent import alternatives, misplaced, mistake
from spanlint.languages.typescript.calls.parent_methods import takes_parent
from spanlint.languages.typescript.calls.places import TypeScriptPlaces
from spanlint.languages.typescript.calls.shared_options import declares_root
from spanlint.languages.typescript.names.bindings import FUNCTIONS
from spanlint.languages.typescript.names.expressions import function_of, last_name
from spanlint.languages.typescript.names.modules import Modules
from spanlint.languages.typescript.names.origins import Names
from spanlint.languages.typescript.names.scopes import Scopes
from spanlint.model.apis import ApiTables, Creator, Slot
from spanlint.model.facts import Parent, ParentState
from spanlint.model.misplaced import Misplaced, Mistake
from spanlint.text.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node, Parser

    from spanlint.languages.calls.evidence.providers import Providers
    from spanlint.languages.calls.held_values import HeldValues
    from spanlint.languages.typescript.calls.openers import Openers
    from spanlint.languages.typescript.evidence import TypeScriptEvidence
    from spanlint.model.facts import Details, Surroundings

_TYPESCRIPT_ONLY = (".ts", ".mts", ".cts")  # where `<T>x` is a cast; in every other file it opens an element
_MEMBERS = frozenset({"property_identifier", "private_property_identifier"})
_NAMES = _MEMBERS | {"identifier"}
_TRANSPARENT = frozenset(
    {"parenthesized_expression", "non_null_expression", "as_expression", "instantiation_expression"}
)


@cache
def _parser(is_jsx: bool) -> Parser:
    return parser_of("tree_sitter_typescript", "language_tsx" if is_jsx else "language_typescript")


def parse(text: bytes, is_jsx: bool = False) -> SyntaxTree:
    """Returns the tree of TypeScript or JavaScript text. If `is_jsx`, `<T>` opens an element and is not a cast."""
    return SyntaxTree(text, _parser(is_jsx).parse(text).root_node)


def tree_of(source: Source) -> SyntaxTree:
    """Returns the tree of a TypeScript or JavaScript file."""
    is_jsx = not (source.suffix or source.path).endswith(_TYPESCRIPT_ONLY)
    return tree_of_text(source.text, is_jsx, lambda: parse(source.text, is_jsx))


class TypeScriptFile:
    """One TypeScript or JavaScript file."""

    blocks = frozenset({"program", "statement_block", "class_body", "switch_case", "switch_default", "interface_body"})
    self_names: tuple[bytes, ...] = (b"this",)

    def __init__(self, source: Source, tables: ApiTables, neighbours: Neighbours | None = None) -> None:
        self.path = source.path
        self.tree = tree_of(source)
        self.tables = tables
        self.scopes = Scopes(self.tree)
        self._callees: dict[int, Callee | None] = {}
        self.names = Names(self.tree, self.scopes)
        is_known = partial(is_library, tables)
        declarations = Declarations(self.names.implemented, is_known)
        modules = Modules(source.path, is_known, neighbours.located if neighbours is not None else {})
        self.follower = ImportFollower(source.path, neighbours, modules.locate, declarations)
        self.grammar = TypeScriptPlaces(self.tree, self.scopes, self.names, self.follower, tables)
        self.qualifiers = Qualifiers(self.grammar, self.follower)
        self.visibility = Visibility(self.grammar)
        self.wrappers = Wrappers(self.grammar)
        self.unused_parents = UnusedParents(self.grammar, self.visibility)
        self._neighbours = neighbours

    def of_text(self, source: Source) -> TypeScriptFile:
        """Returns the file of a text that belongs to no file."""
        return TypeScriptFile(source, self.tables, self._neighbours)

    @cached_property
    def evidence(self) -> TypeScriptEvidence:
        """What judging asks about the calls."""
        # Who looks for names of spans does not judge.
        from spanlint.languages.typescript.evidence import TypeScriptEvidence

        return TypeScriptEvidence(self)

    @property
    def openers(self) -> Openers:
        """What opens contexts."""
        return self.evidence.openers

    @property
    def providers(self) -> Providers:
        """What the values in parent slots come from."""
        return self.evidence.providers

    @property
    def held_values(self) -> HeldValues:
        """What variables hold."""
        return self.evidence.providers.held_values

    def is_mention(self, name: Node) -> bool:
        if name.type == "string_fragment":
            return self._member(name) is not None
        parent = self.tree.parent(name)
        return name.type in _NAMES and not (parent is not None and parent.child_by_field_name("name") == name)

    def callee(self, name: Node) -> Callee | None:
        if name.id not in self._callees:
            self._callees[name.id] = self._read_callee(name)
        return self._callees[name.id]

    def _read_callee(self, name: Node) -> Callee | None:
        member = self._member(name)
        if member is None and name.type != "identifier":
            return None
        call = self._call_of(member or name)
        arguments = call.child_by_field_name("arguments") if call is not None else None
        if call is None or arguments is None or arguments.type != "arguments":
            return None
        receiver = member.child_by_field_name("object") if member is not None else None
        return Callee(name, member, receiver, call, read_arguments(arguments))

    def _member(self, name: Node) -> Node | None:
        """Returns the `x.name` or `x["name"]` around a name."""
        if name.type in _MEMBERS:
            parent = self.tree.parent(name)
            return parent if parent is not None and parent.type == "member_expression" else None
        ancestors = self.tree.ancestors(name) if name.type == "string_fragment" else ()
        if ancestors and ancestors[1].type == "subscript_expression":
            return ancestors[1] if ancestors[1].child_by_field_name("index") == ancestors[0] else None
        return None

    def _call_of(self, function: Node) -> Node | None:
        """Returns the call of this expression, looking through parentheses, `!` and casts."""
        inner, above = function, self.tree.parent(function)
        while above is not None and above.type in _TRANSPARENT:
            inner, above = above, self.tree.parent(above)
        if above is not None and above.type == "await_expression":
            above = self.tree.parent(above)  # see function_of
        is_call = above is not None and above.type == "call_expression"
        return above if above is not None and is_call and function_of(above) == inner else None

    def origins(self, node: Node) -> frozenset[str]:
        return self.names.origins(node)

    def followed(self, origin: str, method: str) -> frozenset[str]:
        is_known = api_of(self.tables, origin) is not None
        if is_known:
            return frozenset({origin})
        return self.follower.origins(origin, method) | self.follower.declared(origin, method)

    def evaluate(self, steps: tuple[str, ...]) -> frozenset[str]:
        """Returns the origins of a top-level name and the steps that follow it."""
        return self.names.evaluate(steps)

    def definition(self, steps: tuple[str, ...]) -> Node | None:
        """Returns the function or class that a top-level name and its steps lead to."""
        return self.names.definition(steps)

    def everything_of(self, steps: tuple[str, ...]) -> tuple[str, ...]:
        """Returns the path of the steps in each module that this one re-exports with `export *`."""
        return tuple(module + path_of(steps) for module in self.names.exports.modules() if steps[0] != "default")

    def takes_parent(self, origin: str, method: str) -> bool:
        """Whether a method of a class in this file may take a parent, as a tracer's method does."""
        function = self.names.method(origin, method)
        members = self.names.member(origin, method) if function is None else frozenset[str]()
        if members and all(makes_no_tracers(self.tables, member) for member in members):
            return False
        return takes_parent(self.tree, function)

    def last_name(self, node: Node) -> str:
        return last_name(self.tree, node)

    def is_self(self, node: Node) -> bool:
        return any(origin[:1] == "=" for origin in self.names.origins(node))

    def shape(self, arguments: Arguments, creator: Creator) -> bool | None:
        return shape(arguments, creator)

    def foreign(self, arguments: Arguments, creator: Creator) -> tuple[str, ...]:
        return foreign_options(self.tree, arguments, creator, self.scopes.sole_value)

    def parent(self, arguments: Arguments, creator: Creator) -> Parent:
        parent = parent_of(self.tree, arguments, creator, self.tables, self.scopes)
        if parent.state not in (ParentState.ABSENT, ParentState.UNKNOWN) or creator.root is None:
            return parent
        position = creator.root.position
        options = arguments.positional[position : position + 1] if position is not None else ()
        if not options or (
            options[0].type == "object" and self.tree.text.find(b"...", options[0].start_byte, options[0].end_byte) < 0
        ):
            return parent
        is_root = declares_root(self, options[0], creator.root.key or "")
        return Parent(ParentState.ROOT) if is_root else parent

    def misplaced(self, callee: Callee, creator: Creator) -> Misplaced | None:
        found = misplaced(self, self.names, callee.arguments, creator)
        return found._replace(is_expected=self.expects_error(callee.call)) if found is not None else None

    def expects_error(self, node: Node) -> bool:
        return expects_error(self.tree, node)

    def sole_value(self, node: Node) -> Node:
        return self.scopes.sole_value(node)

    def alternatives(self, value: Node) -> tuple[Node, ...]:
        return alternatives(value)

    def mistake(self, value: Node) -> Mistake | None:
        origins = origins_of_result(self, value, self.tables.apis[0].packages)
        return mistake(self.tree, self.names, value, origins, self.tables)

    def argument(self, call: Node, slot: Slot) -> Node | None:
        value = self.grammar.value(call)
        held = value.arguments.at(slot) if isinstance(value, Call) else None
        return self.grammar.option(held, slot.key) if held is not None and slot.key is not None else held

    def surroundings(self, call: Node, creator: Creator) -> Surroundings:
        return self.evidence.surroundings(call, creator)

    def details(self, callee: Callee, creator: Creator, misplaced: Misplaced | None) -> Details:
        return self.evidence.details(callee, creator, misplaced)

    def functions_around(self, node: Node) -> Iterator[Node]:
        return (ancestor for ancestor in self.tree.ancestors(node) if ancestor.type in FUNCTIONS)

    def reach(self, value: Node) -> Reach | None:
        return self.wrappers.reach(value)

    def forgotten(self, call: Node) -> Reach | None:
        return self.unused_parents.forgotten(call, self.wrappers)
