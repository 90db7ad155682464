"""One Python file: the answers of the Python grammar to `call_sites`, from a tree-sitter tree."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, cached_property, partial

from spanlint.languages.calls.call_sites import Callee, Reach
from spanlint.languages.calls.certainties import origins_of_result
from spanlint.languages.calls.evidence.unused_parents import UnusedParents
from spanlint.languages.calls.evidence.visibility import Visibility
from spanlint.languages.calls.evidence.wrappers import Wrappers
from spanlint.languages.calls.owners import api_of, is_library
from spanlint.languages.calls.qualifiers import Qualifiers
from spanlint.languages.names.imports import ImportFollower, Neighbours, path_of
from spanlint.languages.names.values import Arguments, Call
from spanlint.languages.python.calls.arguments import foreign_keywords, parent_of, read_arguments, shape
from spanlint.languages.python.calls.expected_errors import expects_error
from spanlint.languages.python.calls.misplaced_parent import alternatives, misplaced, mistake
from spanlint.languages.python.calls.parent_methods import takes_parent
from spanlint.languages.python.calls.places import PythonPlaces
from spanlint.languages.python.names.bindings import FUNCTIONS
from spanlint.languages.python.names.expressions import last_name
from spanlint.languages.python.names.modules import Modules, star_imports
from spanlint.languages.python.names.origins import Names
from spanlint.languages.python.names.scopes import Scopes
from spanlint.languages.trees.grammars import parser_of
from spanlint.languages.trees.kept_trees import tree_of_text
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.model.apis import ApiTables, Creator, Slot
from spanlint.model.facts import Parent
from spanlint.model.misplaced import Misplaced, Mistake
from spanlint.text.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node, Parser

    from spanlint.languages.calls.evidence.providers import Providers
    from spanlint.languages.calls.held_values import HeldValues
    from spanlint.languages.python.calls.openers import Openers
    from spanlint.languages.python.evidence import PythonEvidence
    from spanlint.model.facts import Details, Surroundings


@cache
def _parser() -> Parser:
    return parser_of("tree_sitter_python")


def parse(text: bytes) -> SyntaxTree:
    """The tree of Python text that is not a file."""
    return SyntaxTree(text, _parser().parse(text).root_node)


def tree_of(source: Source) -> SyntaxTree:
    """The tree of a Python file."""
    return tree_of_text(source.text, "python", lambda: _parsed(source.text))


def _parsed(text: bytes) -> SyntaxTree:
    root = _parser().parse(text).root_node
    if root.has_error:
        from spanlint.languages.trees.bracket_newlines import without_bracket_newlines  # few files have errors

        joined = _parser().parse(without_bracket_newlines(text)).root_node
        root = root if joined.has_error else joined
    return SyntaxTree(text, root)


class PythonFile:
    """One Python file."""

    blocks = frozenset({"module", "block"})
    self_names: tuple[bytes, ...] = (b"self", b"cls")

    def __init__(self, source: Source, tables: ApiTables, neighbours: Neighbours | None = None) -> None:
        self.path = source.path
        self.tree = tree_of(source)
        self.tables = tables
        self.scopes = Scopes(self.tree)
        self._callees: dict[int, Callee | None] = {}
        creators = tuple(creator.method for creator in tables.apis[0].creators)  # those of OpenTelemetry
        self.names = Names(self.tree, self.scopes, creators)
        located = neighbours.located if neighbours is not None else {}
        modules = Modules(source.path, partial(is_library, tables), located)
        self.follower = ImportFollower(source.path, neighbours, modules.locate)
        self.grammar = PythonPlaces(self.tree, self.scopes, self.names, self.follower, tables)
        self.qualifiers = Qualifiers(self.grammar, self.follower)
        self.visibility = Visibility(self.grammar)
        self.wrappers = Wrappers(self.grammar)
        self.unused_parents = UnusedParents(self.grammar, self.visibility)
        self._neighbours = neighbours

    def of_text(self, source: Source) -> PythonFile:
        """The file of a text that belongs to no file."""
        return PythonFile(source, self.tables, self._neighbours)

    @cached_property
    def evidence(self) -> PythonEvidence:
        """What judging asks about the calls."""
        from spanlint.languages.python.evidence import PythonEvidence  # who looks for names of spans does not judge

        return PythonEvidence(self)

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
        above = self.tree.parent(name)
        return name.type == "identifier" and not (
            above is not None and above.type == "function_definition" and above.child_by_field_name("name") == name
        )

    def callee(self, name: Node) -> Callee | None:
        if name.id not in self._callees:
            self._callees[name.id] = self._read_callee(name)
        return self._callees[name.id]

    def _read_callee(self, name: Node) -> Callee | None:
        above = self.tree.parent(name)
        member = above if above is not None and above.type == "attribute" else None
        if member is not None and member.child_by_field_name("attribute") != name:
            return None
        call = self._called(member or name)
        argument_list = call.child_by_field_name("arguments") if call is not None else None
        if call is None or argument_list is None or argument_list.type != "argument_list":
            return None
        receiver = member.child_by_field_name("object") if member is not None else None
        holder = self.tree.parent(call)
        is_decorator = holder is not None and holder.type == "decorator"
        return Callee(name, member, receiver, call, read_arguments(self.tree, argument_list), is_decorator)

    def _called(self, function: Node) -> Node | None:
        """The call whose function is this expression, with or without parentheses."""
        inner, above = function, self.tree.parent(function)
        while above is not None and above.type == "parenthesized_expression":
            inner, above = above, self.tree.parent(above)
        is_call = above is not None and above.type == "call"
        return above if above is not None and is_call and above.child_by_field_name("function") == inner else None

    def origins(self, node: Node) -> frozenset[str]:
        return self.names.origins(node)

    def followed(self, origin: str, method: str) -> frozenset[str]:
        is_known = api_of(self.tables, origin) is not None
        return frozenset({origin}) if is_known else self.follower.origins(origin, method)

    def evaluate(self, steps: tuple[str, ...]) -> frozenset[str]:
        """The origins of a top-level name after the steps that follow it."""
        return self.names.evaluate(steps)

    def definition(self, steps: tuple[str, ...]) -> Node | None:
        """The function or class that a top-level name refers to, or None."""
        return self.names.definition(steps)

    def everything_of(self, steps: tuple[str, ...]) -> tuple[str, ...]:
        """The origins of the steps in each module that this file imports with `*`."""
        return tuple(f"{module}{path_of(steps)}" for module in star_imports(self.tree))

    def takes_parent(self, origin: str, method: str) -> bool:
        """Whether a method of a class of this file may take a parent as a tracer's does."""
        return takes_parent(self.tree, self.names.method(origin, method))

    def last_name(self, node: Node) -> str:
        return last_name(self.tree, node)

    def is_self(self, node: Node) -> bool:
        return self.tree.text_of(node) in ("self", "cls")

    def shape(self, arguments: Arguments, creator: Creator) -> bool | None:
        return shape(arguments, creator)

    def foreign(self, arguments: Arguments, creator: Creator) -> tuple[str, ...]:
        return foreign_keywords(arguments, creator)

    def parent(self, arguments: Arguments, creator: Creator) -> Parent:
        return parent_of(self.tree, arguments, creator, self.tables.roots, self.scopes)

    def misplaced(self, callee: Callee, creator: Creator) -> Misplaced | None:
        found = misplaced(self, callee.arguments, creator)
        return found._replace(is_expected=self.expects_error(callee.call)) if found is not None else None

    def expects_error(self, node: Node) -> bool:
        return expects_error(self.tree, node)

    def sole_value(self, node: Node) -> Node:
        return self.scopes.sole_value(node)

    def alternatives(self, value: Node) -> tuple[Node, ...]:
        return alternatives(value)

    def mistake(self, value: Node) -> Mistake | None:
        origins = partial(origins_of_result, self, packages=self.tables.apis[0].packages)
        return mistake(self.tree, self.scopes, origins, value, self.tables.shapes)

    def argument(self, call: Node, slot: Slot) -> Node | None:
        value = self.grammar.value(call)
        held = value.arguments.at(slot) if isinstance(value, Call) else None
        return self.grammar.option(held, slot.key) if held is not None and slot.key is not None else held

    def surroundings(self, call: Node, creator: Creator) -> Surroundings:
        return self.evidence.surroundings(call, creator)

    def details(self, callee: Callee, creator: Creator, misplaced: Misplaced | None) -> Details:
        return self.evidence.details(callee, creator, misplaced)

    def functions_around(self, node: Node) -> Iterator[Node]:
        return (above for above in self.tree.ancestors(node) if above.type in FUNCTIONS)

    def reach(self, value: Node) -> Reach | None:
        return self.wrappers.reach(value)

    def forgotten(self, call: Node) -> Reach | None:
        return self.unused_parents.forgotten(call, self.wrappers)
