"""What else a Python creation call says, and the function it stands in: the facts that SPN002 weighs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from itertools import chain

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.calls.consultations import Consultations, NodeKinds
from spanlint.languages.calls.function_text import assigns, names_in, without_values
from spanlint.languages.calls.handed_on import Recipients, ScopeQueries, SpanUses
from spanlint.languages.names.origins import last_name as origin_name
from spanlint.languages.python.calls.arguments import Arguments
from spanlint.languages.python.calls.branches import branches
from spanlint.languages.python.calls.providers import Providers
from spanlint.languages.python.names.bindings import FUNCTIONS, Kind
from spanlint.languages.python.names.expressions import last_name, unwrapped
from spanlint.languages.python.names.origins import Names
from spanlint.languages.python.names.scopes import Scopes
from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.model.apis import ApiTables, Creator
from spanlint.model.facts import Details
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_CALLS = frozenset({"call"})
_NAMING = {"assignment": "left", "named_expression": "name", "as_pattern": "alias"}
_HOLDERS = 3  # a local that holds a local that holds the parent


class DetailReader:
    """Reads the details of the calls of one file."""

    def __init__(self, tree: SyntaxTree, scopes: Scopes, names: Names, tables: ApiTables) -> None:
        self._tree = tree
        self._scopes = scopes
        self._names = names
        self._tables = tables
        self._providers = Providers(tree, scopes, names, tables)
        home, holder = self._providers.home, self._providers.holder
        ways = ScopeQueries(_CALLS, _NAMING, home, holder, self._providers.definition)
        self._made = SpanUses(tree, ways, tables.roots.setters)
        creators = frozenset(tables.creators)
        grammar = NodeKinds(_CALLS, FUNCTIONS, _NAMING, lambda call: last_name(tree, call), creators)
        self._consults = Consultations(tree, grammar)
        self._makers = (*sorted(tables.contexts.extracting), *tables.contexts.setters)
        self._contexts: list[tuple[Node, Node]] | None = None

    def details(self, callee: Callee, creator: Creator) -> Details:
        """The details of one call."""
        arguments: Arguments = callee.arguments
        name, kind = arguments.at(creator.name), arguments.keywords.get("kind")
        slots = [value for slot in creator.parents if (value := arguments.at(slot)) is not None]
        functions = [above for above in self._tree.ancestors(callee.call) if above.type in FUNCTIONS]
        body = self._tree.text[functions[0].start_byte : functions[0].end_byte] if functions else b""
        handed = cache(partial(self._made.recipients, callee.call, functions[0])) if functions else Recipients
        written = self._written(name) if name is not None else ""
        return Details(
            kind="INTERNAL" if kind is None else self._kind(kind),
            span_name=written,
            name_key=without_values(written.lstrip("rRfFbBuU").strip("'\"")) if written[-1:] in ("'", '"') else written,
            has_links="links" in arguments.keywords,
            has_start_time="start_time" in arguments.keywords,
            is_forwarding=arguments.splat or arguments.open or (name is not None and self._is_parameter(name)),
            providers=tuple(chain(*(self._providers.of(value) for value in slots))),
            parent_names=frozenset(chain(*(self._names_of(value) for value in slots))),
            local_to=next((range_of(each) for each in functions if self._any_local(slots, each)), None),
            becomes_parent=partial(self._made.becomes_parent, callee.call),
            is_passed_to=lambda home: home in handed().homes,
            has_consulted=partial(self._consults.consults, callee.call),
            assigns=lambda names: assigns((body, *handed().texts), handed().holders, names),
            unused_parameter=next(self._spare_parameters(functions), ""),
            unused_local=self._spare_local(functions, callee.call),
            function=range_of(functions[0]) if functions else None,
            owner=self._class_around(callee.call),
            branches=tuple(reversed(list(branches(self._tree, callee.call)))),
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
        known = self._tables.shapes.contexts
        return all(origin.startswith("opentelemetry.") and origin_name(origin) in known for origin in origins)

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

    def _any_local(self, values: list[Node], function: Node) -> bool:
        return any(self._is_local(value, function) for value in values)

    def _is_local(self, value: Node, function: Node) -> bool:
        """Whether a parent is made of nothing but what the function itself has made: no call outside can pass it."""
        seen, pending = False, [value]
        visited: set[Node] = set()
        while pending:
            node = pending.pop()
            if node in visited:
                continue
            visited.add(node)
            if node.type in _CALLS and last_name(self._tree, node) in self._tables.creators:
                seen = True  # a span made here, whatever makes it
                continue
            if node.type != "identifier":
                pending += node.children[:1] if node.type == "attribute" else node.named_children
                continue
            for binding in self._scopes.visible(self._tree.text_of(node), node):
                inside = function in (binding.scope, *self._tree.ancestors(binding.scope))
                if binding.kind is Kind.PARAMETER or (binding.kind is not Kind.IMPORT and not inside):
                    return False
                if binding.kind in (Kind.VALUE, Kind.WITH) and binding.value is not None:
                    seen = True
                    pending += [binding.value] if binding.value.start_byte < node.start_byte else []
        return seen

    def _names_of(self, value: Node) -> frozenset[str]:
        """The names that a parent is made of, through the locals that hold it."""
        found, pending = frozenset[str](), {self._tree.text_of(value)}
        for _ in range(_HOLDERS):
            names = frozenset[str]().union(*(names_in(each.encode()) for each in pending)) - found
            found |= names
            bound = (each for name in sorted(names) for each in self._scopes.visible(name, value))
            pending = {self._tree.text_of(each.value) for each in bound if each.kind is Kind.VALUE and each.value}
        return found - {"self", "cls"}

    def _class_around(self, call: Node) -> ByteRange | None:
        above = self._tree.ancestors(call)
        return next((range_of(each) for each in above if each.type == "class_definition"), None)

    def _spare_local(self, functions: list[Node], call: Node) -> str:
        """A local that holds a context made for the call, or for others, before it."""
        if self._contexts is None:
            self._contexts = list(self._contexts_made())
        before = (name for name, around in self._contexts if name.end_byte < call.start_byte and around in functions)
        return next(map(self._tree.text_of, before), "")

    def _contexts_made(self) -> Iterator[tuple[Node, Node]]:
        """The locals that hold a context which is made there, each with its function."""
        for leaf in (leaf for made in self._makers for leaf in self._tree.leaves(made)):
            above = self._tree.ancestors(leaf)
            holder = next((each for each in above[:4] if each.type == "assignment"), None)
            target = holder.child_by_field_name(_NAMING["assignment"]) if holder is not None else None
            around = next((each for each in above if each.type in FUNCTIONS), None)
            if around is None or target is None or target.type != "identifier":
                continue
            if self._makes_context(leaf):
                yield target, around

    def _makes_context(self, leaf: Node) -> bool:
        """Whether a name is OpenTelemetry's function, or a propagator's method: others extract something else."""
        above = self._tree.ancestors(leaf)
        function = above[0] if above[0].type == "attribute" else leaf
        if all(origin.startswith("opentelemetry.") for origin in self._names.origins(function)):
            return True
        return function != leaf and "propagat" in self._tree.text_of(function).lower()
