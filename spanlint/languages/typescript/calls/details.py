"""What else a TypeScript creation call says, and the function it stands in: the facts that SPN002 weighs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from itertools import chain

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.calls.consultations import Consultations, NodeKinds
from spanlint.languages.calls.function_text import assigns, names_in, without_values
from spanlint.languages.calls.handed_on import Recipients, ScopeQueries, SpanUses
from spanlint.languages.names.origins import last_name as origin_name
from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.languages.typescript.calls.arguments import CALLBACKS, Arguments, option
from spanlint.languages.typescript.calls.branches import branches
from spanlint.languages.typescript.calls.providers import Providers
from spanlint.languages.typescript.names.bindings import CLASSES, FUNCTIONS, PARAMETERS, Kind
from spanlint.languages.typescript.names.expressions import last_name, unwrapped
from spanlint.languages.typescript.names.origins import Names
from spanlint.languages.typescript.names.scopes import Scopes
from spanlint.model.apis import ApiTables, Creator
from spanlint.model.facts import Details
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_CALLS = frozenset({"call_expression"})
_NAMING = {"variable_declarator": "name", "assignment_expression": "left"}
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
        options = self._options(arguments, creator)
        kind = option(self._tree, options, "kind") if options is not None else None
        functions = [above for above in self._tree.ancestors(callee.call) if above.type in FUNCTIONS]
        slots = list(self._slots(arguments, creator))
        body = self._tree.text[functions[0].start_byte : functions[0].end_byte] if functions else b""
        handed = cache(partial(self._made.recipients, callee.call, functions[0])) if functions else Recipients
        written = self._written(arguments.values[0]) if arguments.values else ""
        return Details(
            kind=self._kind(options, kind),
            span_name=written,
            name_key=without_values(written.strip("'\"`")) if written[-1:] in ("'", '"', "`") else written,
            has_links=options is not None and option(self._tree, options, "links") is not None,
            has_start_time=options is not None and option(self._tree, options, "startTime") is not None,
            is_forwarding=self._forwards(arguments, options),
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
        origins = self._names.type_origins(annotation)
        known = self._tables.shapes.contexts
        return all(origin.startswith("@opentelemetry/") and origin_name(origin) in known for origin in origins)

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

    def _names_of(self, value: Node) -> frozenset[str]:
        """The names that a parent is made of, through the locals that hold it."""
        found, pending = frozenset[str](), {self._tree.text_of(value)}
        for _ in range(_HOLDERS):
            names = frozenset[str]().union(*(names_in(each.encode()) for each in pending)) - found
            found |= names
            bound = (each for name in sorted(names) for each in self._scopes.visible(name, value))
            held = (each.value for each in bound if each.kind in (Kind.VALUE, Kind.ASSIGNED))
            pending = {self._tree.text_of(each) for each in held if each is not None}
        return found - {"this"}

    def _class_around(self, call: Node) -> ByteRange | None:
        return next((range_of(each) for each in self._tree.ancestors(call) if each.type in CLASSES), None)

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
            holder = next((each for each in above[:4] if each.type == "variable_declarator"), None)
            target = holder.child_by_field_name(_NAMING["variable_declarator"]) if holder is not None else None
            around = next((each for each in above if each.type in FUNCTIONS), None)
            if around is None or target is None or target.type != "identifier":
                continue
            if self._makes_context(above[0]):
                yield target, around

    def _makes_context(self, function: Node) -> bool:
        """Whether a method is OpenTelemetry's, or a propagator's: others extract something else."""
        if all(origin.startswith("@opentelemetry/") for origin in self._names.origins(function)):
            return True
        return "propagat" in self._tree.text_of(function).lower()
