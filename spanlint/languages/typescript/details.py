"""What else a TypeScript creation call says, and the function it stands in: the facts that SPN002 weighs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import chain

from tree_sitter import Node

from spanlint.apis import ApiTables, Creator
from spanlint.facts import Details
from spanlint.languages.callsites import Callee
from spanlint.languages.function_text import assigns, calls
from spanlint.languages.origins import last_name as origin_name
from spanlint.languages.syntax import SyntaxTree, range_of
from spanlint.languages.typescript.arguments import CALLBACKS, Arguments, last_name, option, unwrapped
from spanlint.languages.typescript.bindings import FUNCTIONS, PARAMETERS, Kind
from spanlint.languages.typescript.names import Names
from spanlint.languages.typescript.providers import Providers
from spanlint.languages.typescript.scopes import Scopes
from spanlint.source import ByteRange

_CONTEXTS_MADE = frozenset({"extract", "setSpan", "setSpanContext"})
_NAMING = frozenset({"variable_declarator", "assignment_expression"})
_BRANCHING = frozenset({"if_statement", "ternary_expression", "switch_statement"})


class DetailReader:
    """Reads the details of the calls of one file."""

    def __init__(self, tree: SyntaxTree, scopes: Scopes, names: Names, tables: ApiTables) -> None:
        self._tree = tree
        self._scopes = scopes
        self._names = names
        self._tables = tables
        self._providers = Providers(tree, scopes, names, tables)

    def details(self, callee: Callee, creator: Creator) -> Details:
        """The details of one call."""
        arguments: Arguments = callee.arguments
        options = self._options(arguments, creator)
        kind = option(self._tree, options, "kind") if options is not None else None
        functions = [above for above in self._tree.ancestors(callee.call) if above.type in FUNCTIONS]
        slots = list(self._slots(arguments, creator))
        texts = [self._tree.text[each.start_byte : each.end_byte] for each in functions]
        return Details(
            kind=self._kind(options, kind),
            span_name=self._written(arguments.values[0]) if arguments.values else "",
            links=options is not None and option(self._tree, options, "links") is not None,
            start_time=options is not None and option(self._tree, options, "startTime") is not None,
            forwards=self._forwards(arguments, options),
            providers=tuple(chain(*(self._providers.of(value) for value in slots))),
            local_parent=bool(functions) and any(self._is_local(value, functions[0]) for value in slots),
            feeds_context=self._feeds_context(callee.call),
            calls=partial(calls, texts[-1] if texts else b""),
            assigns=partial(assigns, texts[0] if texts else b""),
            spare_parameter=next(self._spare_parameters(functions), ""),
            spare_local=self._spare_local(functions[0], callee.call) if functions else "",
            function=range_of(functions[0]) if functions else None,
            branches=tuple(reversed(list(self._branches(callee.call)))),
        )

    def _options(self, arguments: Arguments, creator: Creator) -> Node | None:
        """The options of a call, followed to where a local name for them is written out."""
        position = creator.options.position if creator.options is not None else None
        if position is None or position >= len(arguments.values):
            return None
        value = arguments.values[position]
        return None if value.type in CALLBACKS else unwrapped(self._scopes.sole_value(value))

    def _kind(self, options: Node | None, kind: Node | None) -> str:
        """INTERNAL unless the options say otherwise, empty when they cannot be read."""
        if kind is not None:
            return last_name(self._tree, kind) if unwrapped(kind).type == "member_expression" else ""
        if options is None or options.type in ("undefined", "null"):
            return "INTERNAL"
        hidden = options.type != "object" or any(each.type == "spread_element" for each in options.named_children)
        return "" if hidden else "INTERNAL"

    def _slots(self, arguments: Arguments, creator: Creator) -> Iterator[Node]:
        for slot in creator.parents:
            if slot.position is not None and slot.position < len(arguments.values):
                value = arguments.values[slot.position]
                inner = option(self._tree, value, slot.key) if slot.key is not None else value
                if inner is not None and inner.type not in CALLBACKS:
                    yield inner

    def _written(self, name: Node) -> str:
        """The text of a name that is the same wherever it is written: a literal, a template, a constant."""
        name = unwrapped(name)
        text = self._tree.text_of(name)
        if name.type in ("string", "template_string"):
            return text
        constant = name.type in ("identifier", "member_expression") and last_name(self._tree, name).isupper()
        return text if constant else ""

    def _forwards(self, arguments: Arguments, options: Node | None) -> bool:
        named = (*arguments.values[:1], *((options,) if options is not None else ()))
        return arguments.spread is not None or any(map(self._is_parameter, named))

    def _is_parameter(self, value: Node) -> bool:
        value = unwrapped(value)
        visible = self._scopes.visible(self._tree.text_of(value), value) if value.type == "identifier" else []
        return any(binding.kind is Kind.PARAMETER for binding in visible)

    def _spare_parameters(self, functions: list[Node]) -> Iterator[str]:
        for function in functions:
            parameters, body = function.child_by_field_name("parameters"), function.child_by_field_name("body")
            for each in parameters.named_children if parameters is not None else ():
                name, annotation = each.child_by_field_name("pattern"), each.child_by_field_name("type")
                if each.type not in PARAMETERS or name is None or annotation is None or body is None:
                    continue
                text = self._tree.text_of(name)
                if self._is_context(annotation) and all(map(self._is_parent_value, self._reads(text, body))):
                    yield text

    def _is_context(self, annotation: Node) -> bool:
        origins = self._names.of_type(annotation)
        return all(origin.startswith("@opentelemetry/") and origin_name(origin) == "Context" for origin in origins)

    def _reads(self, name: str, body: Node) -> Iterator[Node]:
        for leaf in self._tree.leaves(name):
            if body.start_byte <= leaf.start_byte < body.end_byte and leaf.type != "property_identifier":
                yield leaf

    def _is_parent_value(self, leaf: Node) -> bool:
        """Whether a name stands by itself in the parent slot of a creation call."""
        above = self._tree.ancestors(leaf)
        if len(above) < 2 or above[0].type != "arguments" or above[1].type != "call_expression":
            return False
        return last_name(self._tree, above[1]) in self._tables.creators

    def _is_local(self, value: Node, function: Node) -> bool:
        """Whether a parent is made of nothing but what the function itself has made: no other call can pass it."""
        seen, pending, visited = False, [value], set[Node]()
        while pending:
            node = pending.pop()
            if node in visited:
                continue
            visited.add(node)
            if node.type == "this":
                return False
            if node.type != "identifier":
                pending += node.children[:1] if node.type == "member_expression" else node.named_children
                continue
            for binding in self._scopes.visible(self._tree.text_of(node), node):
                outside = function not in self._tree.ancestors(binding.name)
                if binding.kind is Kind.PARAMETER or (outside and binding.kind is not Kind.IMPORT):
                    return False
                if binding.kind in (Kind.VALUE, Kind.ASSIGNED) and binding.value is not None:
                    seen = True
                    pending += [binding.value] if binding.value.start_byte < node.start_byte else []
        return seen

    def _feeds_context(self, call: Node) -> bool:
        above = next((each for each in self._tree.ancestors(call)[:3] if each.type in _NAMING), None)
        target = above.child_by_field_name("name" if above.type == "variable_declarator" else "left") if above else None
        if target is None:
            return False
        setters = (leaf for setter in self._tables.roots.setters for leaf in self._tree.leaves(setter))
        made = (
            next((each for each in self._tree.ancestors(leaf)[:2] if each.type == "call_expression"), None)
            for leaf in setters
        )
        name = self._tree.text_of(target).rpartition(".")[2]
        return any(name in self._tree.text_of(each) for each in made if each is not None)

    def _spare_local(self, function: Node, call: Node) -> str:
        for made in _CONTEXTS_MADE:
            for leaf in self._tree.leaves(made):
                above = self._tree.ancestors(leaf)
                declarator = next((each for each in above[:6] if each.type == "variable_declarator"), None)
                target = declarator.child_by_field_name("name") if declarator is not None else None
                if (
                    target is not None
                    and target.type == "identifier"
                    and function in above
                    and leaf.end_byte < call.start_byte
                ):
                    return self._tree.text_of(target)
        return ""

    def _branches(self, call: Node) -> Iterator[tuple[ByteRange, ByteRange]]:
        inner = call
        for above in self._tree.ancestors(call):
            if above.type in FUNCTIONS:
                return
            if above.type in _BRANCHING:
                yield range_of(above), range_of(inner)
            inner = above
