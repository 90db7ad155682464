"""The details of a Python creation call and of the function around it: the facts that SPN002 weighs."""

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
from spanlint.languages.python.calls.branches import branches
from spanlint.languages.python.names.bindings import FUNCTIONS
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
_TARGET_FIELDS = {"assignment": "left", "named_expression": "name", "as_pattern": "alias"}
_LOCAL_HOPS = 3  # from the parent through the locals that hold it


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
        queries = ScopeQueries(_CALLS, _TARGET_FIELDS, home, holder, self._providers.definition)
        self._span_uses = SpanUses(tree, queries, tables.roots.setters, tables.shapes.span_ends)
        creators = frozenset(tables.creators)
        node_kinds = NodeKinds(_CALLS, FUNCTIONS, _TARGET_FIELDS, lambda call: last_name(tree, call), creators)
        self._consultations = Consultations(tree, node_kinds)
        self._made_contexts: list[tuple[Node, Node]] | None = None

    def details(self, callee: Callee, creator: Creator) -> Details:
        """Returns the details of one call."""
        arguments: Arguments = callee.arguments
        name, kind = arguments.at(creator.name), arguments.keywords.get("kind")
        parent_values = [value for slot in creator.parents if (value := arguments.at(slot)) is not None]
        functions = [ancestor for ancestor in self._tree.ancestors(callee.call) if ancestor.type in FUNCTIONS]
        function_text = self._tree.text[functions[0].start_byte : functions[0].end_byte] if functions else b""
        recipients = cache(partial(self._span_uses.recipients, callee.call, functions[0])) if functions else Recipients
        span_name = self._constant_text(name) if name is not None else ""
        return Details(
            kind="INTERNAL" if kind is None else self._kind(kind),
            span_name=span_name,
            name_key=_name_key(span_name),
            has_links="links" in arguments.keywords,
            has_start_time="start_time" in arguments.keywords,
            is_forwarding=arguments.spread is not None
            or arguments.is_open
            or (name is not None and self._is_parameter(name)),
            providers=tuple(chain(*(self._providers.of(value) for value in parent_values))),
            parent_names=frozenset(chain(*(self._names_of(value) for value in parent_values))),
            is_parentless=bool(parent_values) and all(map(self._providers.held_values.has_no_parent, parent_values)),
            local_to=next(
                (range_of(function) for function in functions if self._has_local_value(parent_values, function)),
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
            assigns=lambda names: assigns((function_text, *recipients().texts), recipients().holders, names),
            unused_parameter=next(self._unused_parameters(functions), ""),
            unused_local=self._unused_local(functions, callee.call),
            function=range_of(functions[0]) if functions else None,
            owner=self._class_around(callee.call),
            branches=tuple(reversed(list(branches(self._tree, callee.call)))),
        )

    def _kind(self, value: Node) -> str:
        value = self._scopes.sole_value(value)
        return last_name(self._tree, value) if value.type == "attribute" else ""

    def _constant_text(self, name: Node) -> str:
        """Returns the text of a span name that is the same everywhere: a literal, a template, a constant; else ''."""
        if name.type in ("string", "concatenated_string", "attribute"):
            return self._tree.text_of(name) if name.type != "attribute" or last_name(self._tree, name).isupper() else ""
        return self._tree.text_of(name) if name.type == "identifier" and self._tree.text_of(name).isupper() else ""

    def _is_parameter(self, name: Node) -> bool:
        name = unwrapped(name)
        visible = self._scopes.visible(self._tree.text_of(name), name) if name.type == "identifier" else []
        return any(binding.kind is Kind.PARAMETER for binding in visible)

    def _unused_parameters(self, functions: list[Node]) -> Iterator[str]:
        for function in functions:
            parameters = function.child_by_field_name("parameters")
            for parameter in parameters.named_children if parameters is not None else ():
                annotation, body = parameter.child_by_field_name("type"), function.child_by_field_name("body")
                if annotation is None or body is None or not self._is_context(annotation):
                    continue
                name = self._tree.text_of(parameter.child_by_field_name("name") or parameter.named_children[0])
                if all(self._is_parent_value(leaf) for leaf in self._reads(name, body)):
                    yield name

    def _is_context(self, annotation: Node) -> bool:
        origins = self._names.of_annotation(annotation)
        known = self._tables.shapes.contexts
        return all(origin.startswith("opentelemetry.") and origin_name(origin) in known for origin in origins)

    def _reads(self, name: str, body: Node) -> Iterator[Node]:
        for leaf in self._tree.leaves(name):
            is_inside = body.start_byte <= leaf.start_byte < body.end_byte
            above = self._tree.parent(leaf)
            is_keyword = (
                above is not None and above.type == "keyword_argument" and above.child_by_field_name("name") == leaf
            )
            if is_inside and not is_keyword:
                yield leaf

    def _is_parent_value(self, leaf: Node) -> bool:
        """Whether a name is by itself an argument of a creation call."""
        ancestors = self._tree.ancestors(leaf)
        holder = ancestors[1:] if ancestors[0].type == "keyword_argument" else ancestors
        if len(holder) < 2 or holder[0].type != "argument_list" or holder[1].type != "call":
            return False
        return last_name(self._tree, holder[1]) in self._tables.creators

    def _has_local_value(self, values: list[Node], function: Node) -> bool:
        return any(self._is_local(value, function) for value in values)

    def _is_local(self, value: Node, function: Node) -> bool:
        """Whether a parent consists only of what the function itself creates, so that no outside call can pass it."""
        is_created, pending = False, [value]
        visited: set[Node] = set()
        while pending:
            node = pending.pop()
            if node in visited:
                continue
            visited.add(node)
            if node.type in _CALLS and last_name(self._tree, node) in self._tables.creators:
                is_created = True  # a span that is created here, whatever creates it
                continue
            if node.type != "identifier":
                pending += node.children[:1] if node.type == "attribute" else node.named_children
                continue
            for binding in self._scopes.visible(self._tree.text_of(node), node):
                is_inside = function in (binding.scope, *self._tree.ancestors(binding.scope))
                if binding.kind is Kind.PARAMETER or (binding.kind is not Kind.IMPORT and not is_inside):
                    return False
                if binding.kind in (Kind.VALUE, Kind.WITH) and binding.value is not None:
                    is_created = True
                    pending += [binding.value] if binding.value.start_byte < node.start_byte else []
        return is_created

    def _names_of(self, value: Node) -> frozenset[str]:
        """Returns the names in a parent, and in the values of the locals that hold it."""
        all_names, pending = frozenset[str](), {self._tree.text_of(value)}
        for _ in range(_LOCAL_HOPS):
            names = frozenset[str]().union(*(names_in(text.encode()) for text in pending)) - all_names
            all_names |= names
            bindings = (binding for name in sorted(names) for binding in self._scopes.visible(name, value))
            pending = {
                self._tree.text_of(binding.value)
                for binding in bindings
                if binding.kind is Kind.VALUE and binding.value
            }
        return all_names - {"self", "cls"}

    def _class_around(self, call: Node) -> ByteRange | None:
        ancestors = self._tree.ancestors(call)
        return next((range_of(ancestor) for ancestor in ancestors if ancestor.type == "class_definition"), None)

    def _unused_local(self, functions: list[Node], call: Node) -> str:
        """Returns a local that holds a context made before the call, for this or another call; '' if there is none."""
        if self._made_contexts is None:
            self._made_contexts = list(self._find_made_contexts())
        locals_before = (
            name
            for name, function in self._made_contexts
            if name.end_byte < call.start_byte and function in functions and self._is_visible(name, call)
        )
        return next(map(self._tree.text_of, locals_before), "")

    def _is_visible(self, name: Node, call: Node) -> bool:
        """Whether a local is in scope at a call and has its value there."""
        visible = self._scopes.visible(self._tree.text_of(name), call)
        return any(binding.name == name and self._visibility.has_value(binding, call) for binding in visible)

    def _find_made_contexts(self) -> Iterator[tuple[Node, Node]]:
        """Yields the locals that a newly made context is assigned to, each with its function."""
        makers = (*sorted(self._tables.contexts.extracting), *self._tables.contexts.setters)
        for leaf in (leaf for maker in makers for leaf in self._tree.leaves(maker)):
            ancestors = self._tree.ancestors(leaf)
            holder = next((ancestor for ancestor in ancestors[:4] if ancestor.type == "assignment"), None)
            target = holder.child_by_field_name(_TARGET_FIELDS["assignment"]) if holder is not None else None
            function = next((ancestor for ancestor in ancestors if ancestor.type in FUNCTIONS), None)
            if function is None or target is None or target.type != "identifier":
                continue
            if self._makes_context(leaf):
                yield target, function

    def _makes_context(self, leaf: Node) -> bool:
        """Whether a name is OpenTelemetry's function, or a propagator's method: others extract something else."""
        ancestors = self._tree.ancestors(leaf)
        function = ancestors[0] if ancestors[0].type == "attribute" else leaf
        if all(origin.startswith("opentelemetry.") for origin in self._names.origins(function)):
            return True
        return function != leaf and "propagat" in self._tree.text_of(function).lower()


def _name_key(span_name: str) -> str:
    is_literal = span_name[-1:] in ("'", '"')
    return without_values(span_name.lstrip("rRfFbBuU").strip("'\"")) if is_literal else span_name
