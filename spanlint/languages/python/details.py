"""What else a Python creation call says, and the function it stands in: the facts that SPN002 weighs."""

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
from spanlint.languages.python.arguments import Arguments, last_name, unwrapped
from spanlint.languages.python.bindings import FUNCTIONS, Kind
from spanlint.languages.python.names import Names
from spanlint.languages.python.providers import Providers
from spanlint.languages.python.scopes import Scopes
from spanlint.languages.syntax import SyntaxTree, range_of
from spanlint.source import ByteRange

_CONTEXTS_MADE = frozenset({"extract", "set_span_in_context"})
_BRANCHING = frozenset({"if_statement", "conditional_expression", "match_statement"})


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
        name, kind = arguments.at(creator.name), arguments.keywords.get("kind")
        slots = [value for slot in creator.parents if (value := arguments.at(slot)) is not None]
        functions = [above for above in self._tree.ancestors(callee.call) if above.type in FUNCTIONS]
        texts = [self._tree.text[each.start_byte : each.end_byte] for each in functions]
        return Details(
            kind="INTERNAL" if kind is None else self._kind(kind),
            span_name=self._written(name) if name is not None else "",
            links="links" in arguments.keywords,
            start_time="start_time" in arguments.keywords,
            forwards=arguments.splat or arguments.open or (name is not None and self._is_parameter(name)),
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

    def _kind(self, value: Node) -> str:
        value = self._scopes.sole_value(value)
        return last_name(self._tree, value) if value.type == "attribute" else ""

    def _written(self, name: Node) -> str:
        """The text of a name that is the same wherever it is written: a literal, a template, a constant."""
        if name.type in ("string", "concatenated_string", "attribute"):
            return self._tree.text_of(name) if name.type != "attribute" or last_name(self._tree, name).isupper() else ""
        return self._tree.text_of(name) if name.type == "identifier" and self._tree.text_of(name).isupper() else ""

    def _is_parameter(self, name: Node) -> bool:
        name = unwrapped(name)
        visible = self._scopes.visible(self._tree.text_of(name), name) if name.type == "identifier" else []
        return any(binding.kind is Kind.PARAMETER for binding in visible)

    def _spare_parameters(self, functions: list[Node]) -> Iterator[str]:
        for function in functions:
            parameters = function.child_by_field_name("parameters")
            for each in parameters.named_children if parameters is not None else ():
                annotation, body = each.child_by_field_name("type"), function.child_by_field_name("body")
                if annotation is None or body is None or not self._is_context(annotation):
                    continue
                name = self._tree.text_of(each.child_by_field_name("name") or each.named_children[0])
                if all(self._is_parent_value(leaf) for leaf in self._reads(name, body)):
                    yield name

    def _is_context(self, annotation: Node) -> bool:
        origins = self._names.of_annotation(annotation)
        return all(origin.startswith("opentelemetry.") and origin_name(origin) == "Context" for origin in origins)

    def _reads(self, name: str, body: Node) -> Iterator[Node]:
        for leaf in self._tree.leaves(name):
            inside = body.start_byte <= leaf.start_byte < body.end_byte
            above = self._tree.parent(leaf)
            keyword = (
                above is not None and above.type == "keyword_argument" and above.child_by_field_name("name") == leaf
            )
            if inside and not keyword:
                yield leaf

    def _is_parent_value(self, leaf: Node) -> bool:
        """Whether a name stands by itself in the parent slot of a creation call."""
        above = self._tree.ancestors(leaf)
        holder = above[1:] if above[0].type == "keyword_argument" else above
        if len(holder) < 2 or holder[0].type != "argument_list" or holder[1].type != "call":
            return False
        return last_name(self._tree, holder[1]) in self._tables.creators

    def _is_local(self, value: Node, function: Node) -> bool:
        """Whether a parent is made of nothing but what the function itself has made: no other call can pass it."""
        seen, pending, visited = False, [value], set[Node]()
        while pending:
            node = pending.pop()
            if node in visited:
                continue
            visited.add(node)
            if node.type != "identifier":
                pending += node.children[:1] if node.type == "attribute" else node.named_children
                continue
            for binding in self._scopes.visible(self._tree.text_of(node), node):
                if binding.kind is Kind.PARAMETER or (binding.kind is not Kind.IMPORT and binding.scope != function):
                    return False
                if binding.kind in (Kind.VALUE, Kind.WITH) and binding.value is not None:
                    seen = True
                    pending += [binding.value] if binding.value.start_byte < node.start_byte else []
        return seen

    def _feeds_context(self, call: Node) -> bool:
        above = self._tree.parent(call)
        target = above.child_by_field_name("left") if above is not None and above.type == "assignment" else None
        if target is None:
            return False
        setters = (leaf for setter in self._tables.roots.setters for leaf in self._tree.leaves(setter))
        made = (
            next((each for each in self._tree.ancestors(leaf)[:2] if each.type == "call"), None) for leaf in setters
        )
        name = self._tree.text_of(target).rpartition(".")[2]
        return any(name in self._tree.text_of(each) for each in made if each is not None)

    def _spare_local(self, function: Node, call: Node) -> str:
        for made in _CONTEXTS_MADE:
            for leaf in self._tree.leaves(made):
                above = self._tree.ancestors(leaf)
                assignment = next((each for each in above[:6] if each.type == "assignment"), None)
                target = assignment.child_by_field_name("left") if assignment is not None else None
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
