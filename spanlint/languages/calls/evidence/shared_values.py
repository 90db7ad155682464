"""Expressions by which several functions reach one value: a field, a variable, a store, a function of a key."""

from __future__ import annotations

from spanlint.languages.calls.owners import api_of
from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.names.origins import OTHER
from spanlint.languages.names.values import Call, Choice, Item, Member, Name, Nothing, Value, ValueGrammar
from spanlint.languages.trees.tree import range_of
from spanlint.lean.patterns import lazy_pattern
from spanlint.lean.records import Record
from spanlint.model.facts import ProviderKey

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_VARIABLES = frozenset({Kind.VALUE, Kind.ASSIGNED, Kind.IMPORT, Kind.WITH, Kind.OTHER, Kind.PARAMETER})
_SELF, _LITERAL = "self", "literal"
Taken = ProviderKey | str | None  # a variable, the object itself or a literal; None for anything else
_STORE_READS = frozenset({"getStore", "get_store"})  # each of its readers gets the same
_VARIABLE_READ, _VARIABLE = "get", "contextvars.ContextVar()"
_DEFAULTS = frozenset({"object", "dictionary"})
_PATTERN = "object_pattern"
_NO_KEY = lazy_pattern(r"(?i)parent|ctx|context|span|carrier|headers")  # a parent, or what brings one


class SharedValue(Record):
    """An expression that gives several functions one value.

    `root` is the binding of its first name, None if it is reached through the object itself. `keys` are the variables
    that it takes. `is_own` is whether the object itself is a part of it. If it is reached through a local, `start` is
    what the local holds, and `written` is how a function without that local writes it.
    """

    root: Binding | None
    keys: tuple[ProviderKey, ...] = ()
    is_own: bool = False
    start: Node | None = None
    written: str = ""


class SharedValues:
    """Answers for the expressions of one file."""

    def __init__(self, grammar: ValueGrammar) -> None:
        self._grammar = grammar
        self._tables = grammar.tables
        tables, contexts = grammar.tables, grammar.tables.contexts
        # They return the active context, or one that they make, or nothing that could be a parent.
        self._excluded = contexts.active.union(
            *(contexts.active_span, contexts.span_of, contexts.extracting, contexts.setters, contexts.deleting),
            *(contexts.adding, contexts.removing, contexts.reading, tables.roots.calls, tables.shapes.span_states),
            tables.creators,
        )

    def of(self, value: Value) -> SharedValue | None:
        """Returns how an expression reaches its value; None if what it starts from is of one function alone."""
        return self._reached(value) or self._through_local(value)

    def _through_local(self, value: Value) -> SharedValue | None:
        """Returns how an expression reaches its value that is a member of what a local holds, or that a pattern takes
        out of it."""
        grammar, name = self._grammar, value
        while isinstance(name, Member):
            name = grammar.value(name.of)
        bindings = grammar.visible(name.node) if isinstance(name, Name) else []
        if len(bindings) != 1 or bindings[0].kind is not Kind.VALUE or bindings[0].value is None:
            return None
        key = bindings[0].key
        if (name is value and not key) or (key and not self._is_plain_pattern(bindings[0].name)):
            return None
        held = grammar.value(bindings[0].value)
        is_choice = isinstance(held, Choice) and all(part.type in _DEFAULTS for part in held.parts[1:])
        source = grammar.value(held.parts[0]) if isinstance(held, Choice) and is_choice else held
        is_self = grammar.is_self(source.node)
        inner = SharedValue(None, is_own=True) if is_self else self.of(source) if self._is_read_alike(source) else None
        if inner is None:
            return None
        link = "?." if isinstance(source, Call) and key else "."
        rest = grammar.tree.text[name.node.end_byte : value.node.end_byte].decode()
        written = f"{inner.written or grammar.tree.text_of(source.node)}{link + key if key else ''}{rest}"
        return inner._replace(start=inner.start or source.node, written=" ".join(written.split()))

    def _is_read_alike(self, value: Value) -> bool:
        """Whether an expression calls nothing, but for what reads a store."""
        while isinstance(value, Call | Member):
            if isinstance(value, Call) and (value.arguments.has_any() or not self._reads_store(value)):
                return False
            inner = value.callee if isinstance(value, Call) else value.of
            if self._grammar.is_self(inner):
                return True
            value = self._grammar.value(inner)
        return isinstance(value, Name)

    def _reads_store(self, call: Call) -> bool:
        """Whether a call returns what a store holds; a queue's `get` returns another value each time."""
        if call.name == _VARIABLE_READ and call.receiver is not None:
            return _VARIABLE in self._grammar.origins(call.receiver)
        return call.name in _STORE_READS

    def _is_plain_pattern(self, name: Node) -> bool:
        """Whether a name takes one property of an object, and not of a part of it."""
        ancestors = self._grammar.tree.ancestors(name)[:4]  # a pair or a default, the pattern, the declaration
        return sum(ancestor.type == _PATTERN for ancestor in ancestors) == 1

    def _reached(self, value: Value) -> SharedValue | None:
        keys: list[ProviderKey] = []
        is_own, is_whole = False, True
        while not isinstance(value, Name):
            inner = value.callee if isinstance(value, Call) else value.of if isinstance(value, (Member, Item)) else None
            taken = self._taken(value)
            if inner is None or None in taken:
                return None
            keys += [key for key in taken if isinstance(key, ProviderKey)]
            is_own = is_own or _SELF in taken
            if self._grammar.is_self(inner):
                return SharedValue(None, tuple(keys), is_own=True)
            value = self._grammar.value(inner)
            is_whole = False
        bindings = self._grammar.visible(value.node)
        is_imported = bindings[:1] and bindings[0].kind is Kind.IMPORT and self._is_of_library(value.node)
        if not bindings or is_imported or not self._is_shared(bindings[0], value, is_whole):
            return None
        return SharedValue(bindings[0], tuple(keys), is_own)

    def _taken(self, value: Value) -> list[Taken]:
        """Returns what a step of an expression takes."""
        if isinstance(value, Item):
            return [self._key(value.key)]
        if not isinstance(value, Call):
            return []
        is_hidden = value.arguments.spread is not None or value.arguments.is_open
        if value.name in self._excluded or is_hidden:
            return [None]
        return [self._key(node) for node in value.arguments.all()]

    def _key(self, node: Node) -> Taken:
        """Returns the variable that an argument is or is a member of."""
        grammar = self._grammar
        value = grammar.value(node)
        if isinstance(value, Nothing) or grammar.is_text(value.node) or grammar.origins(value.node) == {OTHER}:
            return _LITERAL
        if _NO_KEY.search(grammar.tree.text_of(value.node)):
            return None
        last = grammar.last_name(value.node)
        while isinstance(value, Member):
            if grammar.is_self(value.of):
                return _SELF
            value = grammar.value(value.of)
        bindings = grammar.visible(value.node) if isinstance(value, Name) else []
        if not bindings or not isinstance(value, Name):
            return None
        if bindings[0].kind is Kind.PARAMETER:
            annotation = bindings[0].annotation
            text = grammar.tree.text_of(annotation) if annotation is not None else ""
            return ProviderKey(value.text, last, annotation=text)
        is_key = self._is_shared(bindings[0], value, is_whole=False)
        return ProviderKey(value.text, last, range_of(bindings[0].scope)) if is_key else None

    def _is_shared(self, binding: Binding, name: Name, is_whole: bool) -> bool:
        """Whether a name means one thing for several functions. A parameter by itself does not, unless a function in it
        captures it; a member of a parameter may."""
        if binding.kind is Kind.PARAMETER and not is_whole:
            return True
        is_variable = binding.kind in _VARIABLES if is_whole else binding.kind is not Kind.TYPE
        home = self._grammar.function_around(binding.name)
        return is_variable and home != self._grammar.function_around(name.node)

    def _is_of_library(self, node: Node) -> bool:
        return any(api_of(self._tables, origin) is not None for origin in self._grammar.origins(node))
