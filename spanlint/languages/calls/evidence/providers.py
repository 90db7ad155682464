"""Providers: the functions and other expressions in a parent slot by which several functions reach the same parent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spanlint.languages.calls.evidence.shared_values import SharedValues
from spanlint.languages.calls.evidence.visibility import Visibility, first_name
from spanlint.languages.calls.function_text import names_in, names_read_in
from spanlint.languages.calls.held_values import HeldValues
from spanlint.languages.calls.owners import api_of
from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.names.imports import ImportFollower
from spanlint.languages.names.origins import OTHER, UNKNOWN
from spanlint.languages.names.values import Call, Choice, Item, Member, Name, Value, ValueGrammar
from spanlint.languages.trees.tree import range_of
from spanlint.model.facts import Provider, ProviderKey
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_DEPTH = 6
_LAST_NAME = re.compile(r"[\w$]+")
_VALUED = (Kind.VALUE, Kind.ASSIGNED)
_WORDS = frozenset({"if", "else", "is", "not", "None", "null", "undefined"})  # of a condition
_STORES = frozenset({"active", "getStore", "get_store", "require"})  # of a store, or of a module


class Providers:
    """Finds the providers in the parent slots of one file."""

    def __init__(self, grammar: ValueGrammar, follower: ImportFollower, visibility: Visibility) -> None:
        self._grammar = grammar
        self._tables = grammar.tables
        self._expressions: dict[tuple[str, ByteRange | None, ByteRange | None], Node] = {}
        self._held: dict[tuple[int, str, int], tuple[Provider, ...]] = {}
        self.visibility = visibility
        self.definition = grammar.own_definition
        self.held_values = HeldValues(grammar, follower)
        self._shared_values = SharedValues(grammar)
        contexts, states = grammar.tables.contexts, grammar.tables.shapes.span_states
        # They return the active context, or nothing that could be a parent.
        self._non_providers = (_STORES, contexts.active, contexts.active_span, grammar.tables.roots.calls, states)

    def of(self, node: Node, via: str = "", depth: int = _DEPTH) -> Iterator[Provider]:
        """Yields the providers in a value: called directly, as an alternative, through a local, or in a function of the
        file."""
        value = self._grammar.value(node)
        if depth <= 0:
            return
        if isinstance(value, Name):
            yield from self._of_name(value, via, depth, node)
        elif isinstance(value, Choice):
            yield from self._of_choice(value, via, depth - 1)
        else:
            found = list(self._of_call(value, via, depth)) if isinstance(value, Call) else []
            yield from found or self._shared(value, via, node)

    def _of_choice(self, choice: Choice, via: str, depth: int) -> Iterator[Provider]:
        names, active = [*map(self._grammar.last_name, choice.parts)], self._tables.contexts.active
        for part in choice.parts:
            beside = frozenset(name for other, name in zip(choice.parts, names, strict=True) if other != part) - active
            has_span = self._put_into_context(value := self._grammar.value(part)) is not value
            guarded = self._guarded(choice, part) if has_span else ""
            for provider in self.of(part, via, depth):
                yield provider._replace(
                    has_fallback=not has_span and (provider.has_fallback or names[-1] in active),
                    beside=provider.beside | beside,
                    is_put_together=provider.is_put_together or (has_span and not guarded),
                    guarded=provider.guarded or guarded,
                )

    def _guarded(self, choice: Choice, part: Node) -> str:
        """Returns a choice as code writes it if the active context is all that stands beside a part, and the condition
        reads nothing that the parts do not."""
        tree, others = self._grammar.tree, [other for other in choice.parts if other != part]
        is_else_active = all(self.held_values.has_no_parent(other) for other in others)
        in_parts = names_in(b" ".join(tree.text[value.start_byte : value.end_byte] for value in choice.parts))
        read = names_in(tree.text[choice.node.start_byte : choice.node.end_byte]) - in_parts - _WORDS
        return " ".join(tree.text_of(choice.node).split()) if is_else_active and not read else ""

    def _of_name(self, name: Name, via: str, depth: int, node: Node) -> Iterator[Provider]:
        """Yields the providers in the values of a name; the name itself if several functions share it."""
        held = [
            provider
            for binding in self._grammar.visible(name.node)
            if binding.kind in _VALUED and binding.value is not None and not binding.key
            for provider in self._of_held(binding.value, via, depth - 1)
        ]
        shared = list(self._shared(name, via, node))
        yield from [provider for provider in held if provider.is_function or not shared] or shared

    def _of_held(self, value: Node, via: str, depth: int) -> tuple[Provider, ...]:
        """Returns the providers in a value that a name holds, worked out once for all calls that pass the name."""
        key = value.id, via, depth
        known = self._held.get(key)
        if known is None:
            known = self._held[key] = tuple(self.of(value, via, depth))
        return known

    def _shared(self, value: Value, via: str, node: Node) -> Iterator[Provider]:
        """Yields an expression by which several functions reach one parent; none inside of another provider.

        It is written as in `node`, with its casts and `await`.
        """
        source = self._put_into_context(value)
        shared = self._shared_values.of(source) if not via else None
        if shared is None or self.held_values.has_no_parent(value.node):
            return
        grammar = self._grammar
        start = source if shared.start is None else grammar.value(shared.start)
        function = start.callee if isinstance(start, Call) else start.node
        definition = grammar.own_definition(function)
        written = shared.written or grammar.tree.text_of(source.node)
        reads = names_read_in(written.encode()) - {key.name for key in shared.keys}
        # A parameter of that name and type is another function's own.
        is_whole = isinstance(source, Name) and not shared.written
        parameter = shared.root if shared.root is not None and shared.root.kind is Kind.PARAMETER else None
        is_parameter = parameter is not None and not is_whole
        last = grammar.last_name(source.of if isinstance(source, Item) else source.node)
        provider = Provider(
            _LAST_NAME.findall(shared.written)[-1] if shared.written else last,
            self._with_span(value, source, shared.written) or " ".join(grammar.tree.text_of(node).split()),
            reads=reads | (self._names_read(definition) if definition is not None else frozenset()),
            home=self.home(function) if shared.root is not None else "",
            is_function=False,
            keys=shared.keys if parameter is None or is_whole else (*shared.keys, self._parameter_key(parameter)),
            is_put_together=bool(shared.written),
        )
        yield self._placed(provider, start.node, shared.is_own, is_parameter)

    def _with_span(self, value: Value, source: Value, written: str) -> str:
        """Returns what is written for a part of a value together with what is around that part; empty for nothing."""
        text, node, part = self._grammar.tree.text, value.node, source.node
        before, behind = text[node.start_byte : part.start_byte], text[part.end_byte : node.end_byte]
        return " ".join(f"{before.decode()}{written}{behind.decode()}".split()) if written else ""

    def _parameter_key(self, parameter: Binding) -> ProviderKey:
        """What a parameter of another function is known by."""
        text_of, annotation = self._grammar.tree.text_of, parameter.annotation
        name = text_of(parameter.name)
        return ProviderKey(name, name, annotation=text_of(annotation) if annotation is not None else "")

    def _put_into_context(self, value: Value) -> Value:
        """Returns the span that a call puts into the active context; the value itself if it is anything else."""
        setter = self._tables.contexts.setters.get(value.name) if isinstance(value, Call) else None
        if setter is None or not isinstance(value, Call) or not self._is_of_library(value.callee):
            return value
        span, base = value.arguments.at(setter.span), value.arguments.at(setter.context)
        is_on_active = base is None or self.held_values.has_no_parent(base)
        return self._grammar.value(span) if span is not None and is_on_active else value

    def _of_call(self, call: Call, via: str, depth: int) -> Iterator[Provider]:
        if not self._is_project_function(call.callee):
            return
        definition = self._grammar.own_definition(call.callee)
        has_arguments = call.arguments.has_any()
        if definition is not None:
            inner_providers = [
                provider
                for value in self._grammar.returns(definition)
                for provider in self.of(value, via or call.name, depth - 1)
            ]
            if inner_providers or has_arguments:
                yield from inner_providers
                return
        if not has_arguments and not self.held_values.gives_no_parent(call.callee):
            yield self._provider(call, via, definition)

    def _provider(self, call: Call, via: str, definition: Node | None) -> Provider:
        function = call.callee
        reads = names_in(self.holder(function).encode())
        provider = Provider(
            call.name,
            self._grammar.tree.text_of(function),
            via,
            reads=reads | (self._names_read(definition) if definition is not None else frozenset()),
            home=self.home(function),
        )
        return self._placed(provider, function, self._own_class(function) is not None)

    def _placed(self, provider: Provider, node: Node, is_own: bool, is_parameter: bool = False) -> Provider:
        """Returns a provider with what the names in it mean at a node. The scope of a parameter does not count."""
        own_class = self._grammar.class_around(node) if is_own else None
        owner = range_of(own_class) if own_class is not None else None
        first = first_name(self._grammar.tree.text_of(node))
        scope = self.visibility.scope(first, node) if not is_parameter else None
        self._expressions.setdefault((provider.written, scope, owner), node)
        return provider._replace(owner=owner, scope=scope, origins=self.visibility.origins(first, node), first=first)

    def _names_read(self, definition: Node) -> frozenset[str]:
        """Returns the names in a definition that are declared outside it: their values decide its result."""
        tree = self._grammar.tree
        names = names_read_in(tree.text[definition.start_byte : definition.end_byte])
        return frozenset(name for name in names if not self._is_declared_in(definition, name))

    def _is_declared_in(self, definition: Node, name: str) -> bool:
        return any(
            definition in (binding.scope, *self._grammar.tree.ancestors(binding.scope))
            for binding in self._grammar.bindings(name)
            if binding.kind is not Kind.ASSIGNED
        )

    def expression(self, provider: Provider) -> Node | None:
        """Returns the function of one of this file's calls of a provider."""
        return self._expressions.get((provider.written, provider.scope, provider.owner))

    def home(self, function: Node) -> str:
        """Returns the module or object that a function belongs to; empty if it is unknown or a tracing library's."""
        value = self._grammar.value(function)
        if isinstance(value, Member) and self._own_class(function) is not None:
            return self._grammar.tree.text_of(value.of)
        for origin in self._grammar.origins(function):
            if origin[:1] not in (UNKNOWN, OTHER) and api_of(self._tables, origin) is None:
                return origin[: max(origin.rfind("."), origin.rfind(":") + 1)] or origin
        return ""

    def holder(self, function: Node) -> str:
        """Returns the last name of a method's receiver; empty for the object itself and for a tracing library's
        module."""
        value = self._grammar.value(function)
        if not isinstance(value, Member) or self._grammar.is_self(value.of) or self._is_of_library(value.of):
            return ""
        return self._grammar.last_name(value.of)

    def _own_class(self, function: Node) -> Node | None:
        """Returns the class around if the function is a method of the object itself, or of something that it holds."""
        value = self._grammar.value(function)
        while isinstance(value, Member):
            if self._grammar.is_self(value.of):
                return self._grammar.class_around(function)
            value = self._grammar.value(value.of)
        return None

    def _is_project_function(self, function: Node) -> bool:
        """Whether a function is imported, local or reached through the object itself, and not a tracing library's."""
        value = self._grammar.value(function)
        if not isinstance(value, (Name, Member)) or self._is_non_provider(function) or self._is_of_library(function):
            return False
        return self._own_class(function) is not None or not self._grammar.origins(function) & {UNKNOWN, OTHER}

    def _is_non_provider(self, function: Node) -> bool:
        name = self._grammar.last_name(function)
        return any(name in names for names in self._non_providers)

    def _is_of_library(self, node: Node) -> bool:
        return any(api_of(self._tables, origin) is not None for origin in self._grammar.origins(node))
