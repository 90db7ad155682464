"""The details of a TypeScript or JavaScript creation call and of the function around it, which SPN002 weighs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from itertools import chain

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.calls.consultations import Consultations, NodeKinds
from spanlint.languages.calls.function_text import assigns, names_in, without_values
from spanlint.languages.calls.handed_on import Recipients, ScopeQueries, SpanUses
from spanlint.languages.calls.provider_runs import ProviderRuns
from spanlint.languages.calls.providers import Providers
from spanlint.languages.names.bindings import Kind
from spanlint.languages.names.origins import last_name as origin_name
from spanlint.languages.names.values import Arguments
from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.languages.typescript.calls.arguments import CALLBACKS, option
from spanlint.languages.typescript.calls.branches import branches
from spanlint.languages.typescript.names.bindings import CLASSES, FUNCTIONS, PARAMETERS
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
_MAX_HOLDERS = 3  # a local that holds a local that holds the parent


class DetailReader:
    """Reads the details of the calls of one file."""

    def __init__(
        self,
        tree: SyntaxTree,
        scopes: Scopes,
        names: Names,
        tables: ApiTables,
        providers: Providers,
        runs: ProviderRuns,
    ) -> None:
        self._tree = tree
        self._scopes = scopes
        self._names = names
        self._tables = tables
        self._providers = providers
        self._runs = runs
        self._visibility = self._providers.visibility
        home, holder = self._providers.home, self._providers.holder
        queries = ScopeQueries(_CALLS, _NAMING, home, holder, self._providers.definition)
        self._span_uses = SpanUses(tree, queries, tables.roots.setters, tables.shapes.span_ends)
        creators = frozenset(tables.creators)
        kinds = NodeKinds(_CALLS, FUNCTIONS, _NAMING, lambda call: last_name(tree, call), creators)
        self._consultations = Consultations(tree, kinds)
        self._context_locals: list[tuple[Node, Node]] | None = None

    def details(self, callee: Callee, creator: Creator) -> Details:
        """Returns the details of one call."""
        arguments: Arguments = callee.arguments
        options = self._options(arguments, creator)
        kind = option(self._tree, options, "kind") if options is not None else None
        functions = [ancestor for ancestor in self._tree.ancestors(callee.call) if ancestor.type in FUNCTIONS]
        parent_values = list(self._parent_values(arguments, creator))
        body = self._tree.text[functions[0].start_byte : functions[0].end_byte] if functions else b""
        recipients = cache(partial(self._span_uses.recipients, callee.call, functions[0])) if functions else Recipients
        name_text = self._constant_text(arguments.positional[0]) if arguments.positional else ""
        return Details(
            kind=self._kind(options, kind),
            span_name=name_text,
            name_key=without_values(name_text.strip("'\"`")) if name_text[-1:] in ("'", '"', "`") else name_text,
            has_links=options is not None and option(self._tree, options, "links") is not None,
            has_start_time=options is not None and option(self._tree, options, "startTime") is not None,
            is_forwarding=self._forwards(arguments, options),
            providers=tuple(chain(*(self._providers.of(value) for value in parent_values))),
            parent_names=frozenset(chain(*(self._parent_names(value) for value in parent_values))),
            is_parentless=bool(parent_values) and all(map(self._providers.held_values.has_no_parent, parent_values)),
            local_to=next(
                (range_of(function) for function in functions if self._is_any_local(parent_values, function)),
                self._visibility.captured_from(parent_values, functions),
            ),
            can_call=partial(self._visibility.can_call, callee.call),
            runs_in=partial(self._runs.runs, callee.call),
            runs_in_session=partial(self._runs.runs_in_session, callee.call),
            closes_import_cycle=self._runs.closes_cycle,
            becomes_parent=partial(self._span_uses.becomes_parent, callee.call),
            is_kept=partial(self._span_uses.is_kept, callee.call, functions[0]) if functions else bool,
            is_passed_to=lambda home: home in recipients().homes,
            has_consulted=partial(self._consultations.consults, callee.call),
            assigns=lambda names: assigns((body, *recipients().texts), recipients().holders, names),
            unused_parameter=next(self._unused_parameters(functions), ""),
            unused_local=self._unused_local(functions, callee.call),
            function=range_of(functions[0]) if functions else None,
            owner=self._class_around(callee.call),
            branches=tuple(reversed(list(branches(self._tree, callee.call)))),
        )

    def _options(self, arguments: Arguments, creator: Creator) -> Node | None:
        """Returns the options of a call. A local name is followed to its only value."""
        position = creator.options.position if creator.options is not None else None
        if position is None or position >= len(arguments.positional):
            return None
        value = arguments.positional[position]
        return None if value.type in CALLBACKS else unwrapped(self._scopes.sole_value(value))

    def _kind(self, options: Node | None, kind: Node | None) -> str:
        """Returns the kind that the options set, by default INTERNAL; empty if they cannot be read."""
        if kind is not None:
            return last_name(self._tree, kind) if unwrapped(kind).type == "member_expression" else ""
        if options is None or options.type in ("undefined", "null"):
            return "INTERNAL"
        is_hidden = options.type != "object" or any(entry.type == "spread_element" for entry in options.named_children)
        return "" if is_hidden else "INTERNAL"

    def _parent_values(self, arguments: Arguments, creator: Creator) -> Iterator[Node]:
        for slot in creator.parents:
            if slot.position is not None and slot.position < len(arguments.positional):
                value = arguments.positional[slot.position]
                inner = option(self._tree, value, slot.key) if slot.key is not None else value
                if inner is not None and inner.type not in CALLBACKS:
                    yield inner

    def _constant_text(self, name: Node) -> str:
        """Returns the text of a name that is a literal, a template or a constant; empty for any other."""
        name = unwrapped(name)
        text = self._tree.text_of(name)
        if name.type in ("string", "template_string"):
            return text
        is_constant = name.type in ("identifier", "member_expression") and last_name(self._tree, name).isupper()
        return text if is_constant else ""

    def _forwards(self, arguments: Arguments, options: Node | None) -> bool:
        name_and_options = (*arguments.positional[:1], *((options,) if options is not None else ()))
        return arguments.spread is not None or any(map(self._is_parameter, name_and_options))

    def _is_parameter(self, value: Node) -> bool:
        value = unwrapped(value)
        visible = self._scopes.visible(self._tree.text_of(value), value) if value.type == "identifier" else []
        return any(binding.kind is Kind.PARAMETER for binding in visible)

    def _unused_parameters(self, functions: list[Node]) -> Iterator[str]:
        for function in functions:
            parameters, body = function.child_by_field_name("parameters"), function.child_by_field_name("body")
            for parameter in parameters.named_children if parameters is not None else ():
                name, annotation = parameter.child_by_field_name("pattern"), parameter.child_by_field_name("type")
                if parameter.type not in PARAMETERS or name is None or annotation is None or body is None:
                    continue
                text = self._tree.text_of(name)
                if self._is_context(annotation) and all(map(self._is_creator_argument, self._reads(text, body))):
                    yield text

    def _is_context(self, annotation: Node) -> bool:
        origins = self._names.type_origins(annotation)
        known = self._tables.shapes.contexts
        return all(origin.startswith("@opentelemetry/") and origin_name(origin) in known for origin in origins)

    def _reads(self, name: str, body: Node) -> Iterator[Node]:
        for leaf in self._tree.leaves(name):
            if body.start_byte <= leaf.start_byte < body.end_byte and leaf.type != "property_identifier":
                yield leaf

    def _is_creator_argument(self, leaf: Node) -> bool:
        """Whether a name is by itself an argument of a creation call."""
        ancestors = self._tree.ancestors(leaf)
        if len(ancestors) < 2 or ancestors[0].type != "arguments" or ancestors[1].type != "call_expression":
            return False
        return last_name(self._tree, ancestors[1]) in self._tables.creators

    def _is_any_local(self, values: list[Node], function: Node) -> bool:
        return any(self._is_local(value, function) for value in values)

    def _is_local(self, value: Node, function: Node) -> bool:
        """Whether a parent is built only from values that the function itself makes, so that no caller can pass it."""
        has_own_value, pending = False, [value]
        visited: set[Node] = set()
        while pending:
            node = pending.pop()
            if node in visited:
                continue
            visited.add(node)
            if node.type in _CALLS and last_name(self._tree, node) in self._tables.creators:
                has_own_value = True  # the span is made here, whichever tracer it comes from
                continue
            if node.type == "this":
                return False
            if node.type != "identifier":
                pending += node.children[:1] if node.type == "member_expression" else node.named_children
                continue
            for binding in self._scopes.visible(self._tree.text_of(node), node):
                is_outside = function not in self._tree.ancestors(binding.name)
                if binding.kind is Kind.PARAMETER or (is_outside and binding.kind is not Kind.IMPORT):
                    return False
                if binding.kind in (Kind.VALUE, Kind.ASSIGNED) and binding.value is not None:
                    has_own_value = True
                    pending += [binding.value] if binding.value.start_byte < node.start_byte else []
        return has_own_value

    def _parent_names(self, value: Node) -> frozenset[str]:
        """Returns the names in a parent and in the locals that it is built from."""
        names, pending = frozenset[str](), {self._tree.text_of(value)}
        for _ in range(_MAX_HOLDERS):
            new_names = frozenset[str]().union(*(names_in(text.encode()) for text in pending)) - names
            names |= new_names
            bindings = (binding for name in sorted(new_names) for binding in self._scopes.visible(name, value))
            values = (binding.value for binding in bindings if binding.kind in (Kind.VALUE, Kind.ASSIGNED))
            pending = {self._tree.text_of(held_value) for held_value in values if held_value is not None}
        return names - {"this"}

    def _class_around(self, call: Node) -> ByteRange | None:
        return next((range_of(ancestor) for ancestor in self._tree.ancestors(call) if ancestor.type in CLASSES), None)

    def _unused_local(self, functions: list[Node], call: Node) -> str:
        """Returns the name of a local that holds a context and is made before the call; empty if there is none."""
        if self._context_locals is None:
            self._context_locals = list(self._find_context_locals())
        earlier_locals = (
            local
            for local, function in self._context_locals
            if local.end_byte < call.start_byte and function in functions and self._is_visible(local, call)
        )
        return next(map(self._tree.text_of, earlier_locals), "")

    def _is_visible(self, local: Node, call: Node) -> bool:
        """Whether a local is in scope at a call and has its value there."""
        visible = self._scopes.visible(self._tree.text_of(local), call)
        return any(binding.name == local and self._visibility.has_value(binding, call) for binding in visible)

    def _find_context_locals(self) -> Iterator[tuple[Node, Node]]:
        """Yields the locals that are assigned a new context, each with the function around it."""
        makers = (*sorted(self._tables.contexts.extracting), *self._tables.contexts.setters)
        for leaf in (leaf for maker in makers for leaf in self._tree.leaves(maker)):
            ancestors = self._tree.ancestors(leaf)
            holder = next((ancestor for ancestor in ancestors[:4] if ancestor.type == "variable_declarator"), None)
            target = holder.child_by_field_name(_NAMING["variable_declarator"]) if holder is not None else None
            function = next((ancestor for ancestor in ancestors if ancestor.type in FUNCTIONS), None)
            if function is None or target is None or target.type != "identifier":
                continue
            if self._makes_context(ancestors[0]):
                yield target, function

    def _makes_context(self, function: Node) -> bool:
        """Whether a method is OpenTelemetry's or a propagator's. Other `extract` methods return something else."""
        if all(origin.startswith("@opentelemetry/") for origin in self._names.origins(function)):
            return True
        return "propagat" in self._tree.text_of(function).lower()
