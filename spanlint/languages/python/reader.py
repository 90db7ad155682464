"""Python source to facts: from each mention of a creation call upwards to its call, arguments and receiver."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, partial

import tree_sitter_python
from tree_sitter import Language, Node, Parser

from spanlint.apis import ApiTables, Creator, mention_pattern
from spanlint.facts import Facts, ParentState, SpanCall, Surroundings, UnreadableSyntax
from spanlint.languages.errors import in_broken_statement
from spanlint.languages.owners import Signs, imports_opentelemetry, owner, owner_of_function
from spanlint.languages.python.arguments import Arguments, last_name, parent_of, read_arguments, shape
from spanlint.languages.python.bindings import FUNCTIONS
from spanlint.languages.python.misplaced import misplaced
from spanlint.languages.python.names import Names
from spanlint.languages.python.openers import Openers
from spanlint.languages.python.wrappers import Wrappers
from spanlint.languages.syntax import SyntaxTree, mentions, range_of
from spanlint.source import Source

BLOCKS = frozenset({"module", "block"})


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_python.language()))


def read(source: Source, tables: ApiTables) -> Facts:
    """The facts of a Python file."""
    return _Reader(source, tables).facts()


class _Reader:
    """One file being read: its tree, and what is worked out once for all of its calls."""

    def __init__(self, source: Source, tables: ApiTables) -> None:
        self.tree = SyntaxTree(source.text, _parser().parse(source.text).root_node)
        self.tables = tables
        self.names = Names(self.tree)
        self.openers = Openers(self.tree, self.names, tables)
        self.wrappers = Wrappers(self.tree, self.names, tables)
        self.imports = imports_opentelemetry(tables, source.text)
        self.wrapping: set[Node] = set()

    def facts(self) -> Facts:
        calls: list[SpanCall] = []
        unreadable: list[UnreadableSyntax] = []
        helpers: dict[str, Creator] = {}
        for name in self._names_of_calls(self.tables.mention):
            if in_broken_statement(self.tree, name, BLOCKS):
                unreadable.append(UnreadableSyntax(range_of(name), self.tree.text_of(name)))
                continue
            call = self._span_call(name)
            if call is not None:
                calls.append(call)
                self._note_wrapper(call, name, helpers)
        calls += self._helper_calls(helpers)
        return Facts(tuple(sorted(calls, key=lambda call: call.at)), tuple(unreadable))

    def _names_of_calls(self, pattern: re.Pattern[bytes]) -> Iterator[Node]:
        for place in mentions(self.tree.text, pattern):
            name = self.tree.leaf_at(place)
            if name is not None and name.type == "identifier" and not self._is_defined(name):
                yield name

    def _is_defined(self, name: Node) -> bool:
        above = self.tree.parent(name)
        return above is not None and above.type == "function_definition" and above.child_by_field_name("name") == name

    def _span_call(self, name: Node) -> SpanCall | None:
        """The creation call whose method name this is; None for a reference that is not called, or another's method."""
        method = self.tree.parent(name)
        attribute = method if method is not None and method.type == "attribute" else None
        if attribute is not None and attribute.child_by_field_name("attribute") != name:
            return None
        call = self._called(attribute or name)
        passed = call.child_by_field_name("arguments") if call is not None else None
        if call is None or passed is None or passed.type != "argument_list":
            return None
        arguments = read_arguments(self.tree, passed)
        creator = self._owner(name, attribute, arguments)
        return self._judged(name, attribute, call, arguments, creator) if creator is not None else None

    def _owner(self, name: Node, attribute: Node | None, arguments: Arguments) -> Creator | None:
        method = self.tree.text_of(name)
        found = owner_of_function(self.tables, method, self.names.origins(attribute or name))
        receiver = attribute.child_by_field_name("object") if attribute is not None else None
        if found is not None or receiver is None:
            return found
        fits = shape(self.tree, arguments, self.tables.creators[method][0])
        signs = Signs(last_name(self.tree, receiver), self.imports, fits)
        return owner(self.tables, method, self.names.origins(receiver), signs)

    def _judged(self, name: Node, attribute: Node | None, call: Node, arguments: Arguments, creator: Creator) -> SpanCall:
        above = self.tree.parent(call)
        receiver = attribute.child_by_field_name("object") if attribute is not None else None
        return SpanCall(
            creator=creator,
            at=range_of(name),
            call=range_of(call),
            receiver=self.tree.text_of(receiver) if receiver is not None else "",
            parent=parent_of(self.tree, arguments, creator, self.tables.roots, self.names.sole_value),
            surroundings=cache(partial(self._surroundings, call)),
            misplaced=misplaced(self.tree, self.names, arguments, creator, self.tables.shapes),
            decorator=above is not None and above.type == "decorator",
        )

    def _surroundings(self, call: Node) -> Surroundings:
        around = (each for each in self.tree.ancestors(call) if each.type in FUNCTIONS)
        return Surroundings(self.openers.around(call), any(each in self.wrapping for each in around))

    def _note_wrapper(self, call: SpanCall, name: Node, helpers: dict[str, Creator]) -> None:
        value = self.tree.root.descendant_for_byte_range(*call.parent.at) if call.parent.at is not None else None
        reach = self.wrappers.reach(value) if value is not None and call.parent.state is ParentState.PASSED else None
        if reach is None or reach.function not in self.tree.ancestors(name):
            return
        self.wrapping.add(reach.function)
        creator = self.wrappers.creator(reach, call.creator)
        if creator is not None and creator.method not in self.tables.creators:
            helpers[creator.method] = creator

    def _helper_calls(self, helpers: dict[str, Creator]) -> Iterator[SpanCall]:
        """The calls of the file's own helpers: a second search, for their names."""
        for name in self._names_of_calls(mention_pattern(helpers)) if helpers else ():
            above = self.tree.parent(name)
            attribute = above if above is not None and above.type == "attribute" else None
            call = self._called(attribute or name)
            passed = call.child_by_field_name("arguments") if call is not None else None
            own = attribute is None or self.tree.text_of(attribute.children[0]) in ("self", "cls")
            if call is not None and passed is not None and passed.type == "argument_list" and own:
                arguments = read_arguments(self.tree, passed)
                yield self._judged(name, attribute, call, arguments, helpers[self.tree.text_of(name)])

    def _called(self, function: Node) -> Node | None:
        """The call that calls this expression, through parentheses."""
        inner = function
        for above in self.tree.ancestors(function):
            if above.type == "call":
                return above if above.child_by_field_name("function") == inner else None
            if above.type != "parenthesized_expression":
                return None
            inner = above
        return None
