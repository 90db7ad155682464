"""What the function around a call does with the span: which contexts it enters, and which functions receive it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, takewhile

from spanlint.languages.calls.evidence.providers import Providers
from spanlint.languages.calls.evidence.returned_spans import received
from spanlint.languages.names.values import ValueGrammar
from spanlint.lean.patterns import lazy_pattern
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_WORD = lazy_pattern(r"[\w$]+")
_OWN_MEMBER = lazy_pattern(r"(?:self|this)\.")
_OWN = frozenset({"self", "this"})
_MEMBERS = lazy_pattern(r"[\w$.]+(?:\[[^\n]*\])?")
_STORING = frozenset({"set", "setdefault", "append", "push", "add"})
_USED = (b".", b"(", b"[")  # behind a name of which something else is stored than what it holds
_ROOT = lazy_pattern(r"(?<![A-Za-z])[rR]oots?(?![a-z])|(?<=[a-z])Roots?(?![a-z])|(?<![A-Z])ROOTS?(?![A-Z])")
_NO_PARENT = lazy_pattern(r"(?i:parent)\w*[\"']?\s*[:=]\s*(?:None|null|undefined)\b")
_RECORDS = frozenset({"dictionary", "object", "argument_list", "arguments"})
_MAX_ROUNDS = 2  # the span's own name, then the names of what is made from it


class Recipients(Record):
    """What receives a span: the homes of functions, the objects whose methods take it, and the texts of the file's own
    functions that take it."""

    homes: frozenset[str] = frozenset()
    holders: frozenset[str] = frozenset()
    texts: tuple[bytes, ...] = ()


class _LastStores(Record):
    """Where a function last stores what a name holds, and where it does in what is called a root: byte offsets."""

    any: int = -1
    root: int = -1


class NamedUse(Record):
    """One mention of a local: its byte offset, the functions that it is passed to, and the name of their result."""

    start: int
    takers: tuple[Node, ...]
    result: str


class SpanUses:
    """Answers for the calls of one file, with caches for what several calls ask."""

    def __init__(self, grammar: ValueGrammar, providers: Providers) -> None:
        self._grammar = grammar
        self._tree = grammar.tree
        self._types = grammar.types
        self._providers = providers
        self._setters = grammar.tables.roots.setters
        ends = map(re.escape, sorted(grammar.tables.shapes.span_ends))
        self._ending = re.compile(rf"\.(?:{'|'.join(ends)})\(".encode())
        self._context_arguments: frozenset[str] | None = None
        self._uses: dict[tuple[Node, str], list[NamedUse]] = {}
        self._known: dict[Node, Recipients] = {}
        self._stores: dict[tuple[int, str, frozenset[str]], _LastStores] = {}
        self._last_ends: dict[tuple[int, str], int] = {}
        self._last_records: dict[tuple[int, str], int] = {}

    def becomes_parent(self, call: Node) -> bool:
        """Whether the file puts the span into a context by the name that this call's result is assigned to."""
        name = self.assigned_name(call)
        if self._context_arguments is None:
            words = (_WORD.findall(arguments) for arguments in self._setter_arguments())
            self._context_arguments = frozenset(chain.from_iterable(words))
        return bool(name) and name in self._context_arguments

    def is_kept(self, call: Node, function: Node | None) -> bool:
        """Whether the function stores the span in its own object, for other methods, and does not end it."""
        if function is None:
            return False
        target = self._target(call)
        is_stored = _OWN_MEMBER.match(target) is not None or self._last_stores(call, function).any >= call.end_byte
        return is_stored and self._last_end(target, function) < call.end_byte

    def is_named_root(self, call: Node, function: Node | None) -> bool:
        """Whether what holds the span is called a root: the target of the call, or what the function stores it in.

        What the function records beside the span may say the same: `{"span": span, "parent_id": None}`.
        """
        if _ROOT.search(self._target(call)):
            return True
        if function is None:
            return False
        is_among_roots = self._last_stores(call, function).root >= call.end_byte
        return is_among_roots or self._last_root_record(call, function) >= call.end_byte

    def _last_root_record(self, call: Node, function: Node) -> int:
        """The byte where the function last records what holds the span beside no parent, -1 for nowhere."""
        name = self.assigned_name(call)
        key = (function.id, name)
        if key not in self._last_records:
            leaves = self._tree.leaves_within(name, function) if _WORD.fullmatch(name) else ()
            recorded = (leaf.start_byte for leaf in leaves if self._is_beside_no_parent(leaf, function))
            self._last_records[key] = max(recorded, default=-1)
        return self._last_records[key]

    def _is_beside_no_parent(self, leaf: Node, function: Node) -> bool:
        inside = takewhile(lambda above: above != function, self._tree.ancestors(leaf))
        record = next((above for above in inside if above.type in _RECORDS), None)
        return record is not None and _NO_PARENT.search(self._tree.text_of(record)) is not None

    def is_given_back(self, call: Node, function: Node | None) -> bool:
        """Whether the function stores the span in an object that its caller passes."""
        if function is None:
            return False
        texts = {self._tree.text_of(parameter.name) for parameter in self._grammar.declared_names(function)}
        passed = texts - {"self", "this"}
        used = (text for text in passed if self._tree.leaves_between(text, call.end_byte, function.end_byte))
        return self._last_stores(call, function, frozenset(used)).any >= call.end_byte

    def _last_end(self, target: str, function: Node) -> int:
        """The byte where a function last calls a method of a target that ends spans, -1 for nowhere."""
        key = (function.id, target)
        if key not in self._last_ends:
            text, written, name = self._tree.text, target.encode(), target.rpartition(".")[2]
            leaves = self._tree.leaves_within(name, function) if name else ()
            ended = (leaf.end_byte for leaf in leaves if self._ending.match(text, leaf.end_byte))
            self._last_ends[key] = max((end for end in ended if text[end - len(written) : end] == written), default=-1)
        return self._last_ends[key]

    def _last_stores(self, call: Node, function: Node, owners: frozenset[str] = _OWN) -> _LastStores:
        """Where the function last stores what holds the span of a call in an object, by default its own."""
        name = self.assigned_name(call)
        key = (function.id, name, owners)
        if key not in self._stores:
            may_store = self._is_near(owners, function) and _WORD.fullmatch(name)
            leaves = self._tree.leaves_within(name, function) if may_store else ()
            stores = {leaf.start_byte: code for leaf in leaves if (code := self._store(leaf, owners))}
            roots = (start for start, code in stores.items() if _ROOT.search(code))
            self._stores[key] = _LastStores(max(stores, default=-1), max(roots, default=-1))
        return self._stores[key]

    def _is_near(self, owners: frozenset[str], function: Node) -> bool:
        """Whether one of some objects is named in the statement around a function; most functions store nothing."""
        around = self._tree.ancestors(function)
        statement = next((above for above in around if above.type.endswith("statement")), self._tree.root)
        return self._tree.has_within(owners, statement)

    def _store(self, leaf: Node, owners: frozenset[str]) -> str:
        """The code that stores a name in a member of one of some objects, up to the name; empty if none does.

        `self.spans[key] = span` does, and `this.spans.set(key, { span })`.
        """
        text = self._tree.text
        if text[leaf.end_byte : leaf.end_byte + 1] in _USED or text[leaf.start_byte - 1 : leaf.start_byte] == b".":
            return ""
        for above in self._tree.ancestors(leaf):
            if above.type.endswith("statement"):
                return ""
            is_call = above.type in self._types.calls
            field = "function" if is_call else self._types.naming.get(above.type)
            place = above.child_by_field_name(field) if field is not None else None
            owner, _, member = self._tree.text_of(place).partition(".") if place is not None else ("", "", "")
            if place is None or owner not in owners or not _MEMBERS.fullmatch(member):
                continue
            is_storing = is_call and place.end_byte < leaf.start_byte and member.rpartition(".")[2] in _STORING
            if is_storing or (not is_call and text[place.end_byte : leaf.start_byte].strip() == b"="):
                return text[place.start_byte : leaf.end_byte].decode("utf-8", "replace")
        return ""

    def is_used_with(self, call: Node, function: Node, name: str) -> bool:
        """Whether a statement behind the call uses the span together with a name, as one that links the two does."""
        span = self.assigned_name(call)
        mentions = self._tree.leaves_within(span, function) if span else ()
        pattern = re.compile(rf"(?<![\w$]){re.escape(name)}(?![\w$])")
        return any(
            pattern.search(self._statement_text(mention)) for mention in mentions if mention.start_byte > call.end_byte
        )

    def _statement_text(self, node: Node) -> str:
        above = next((above for above in self._tree.ancestors(node) if above.type.endswith("statement")), node)
        return self._tree.text_of(above)

    def recipients(self, call: Node, function: Node) -> Recipients:
        """What the function passes the span to, or a value that it makes from the span."""
        takers = dict.fromkeys(self._takers(call, function))  # unique, in order
        all_recipients = [self._recipient(taker, function) for taker in takers]
        return Recipients(
            frozenset(chain(*(recipients.homes for recipients in all_recipients))),
            frozenset(chain(*(recipients.holders for recipients in all_recipients))),
            tuple(dict.fromkeys(chain(*(recipients.texts for recipients in all_recipients)))),
        )

    def assigned_name(self, call: Node) -> str:
        """The last name of the target that a call's result is assigned to, or empty if it is not assigned."""
        return re.split(r"[.#]", self._target(call))[-1]

    def _target(self, call: Node) -> str:
        for above in self._tree.ancestors(call)[:4]:
            if above.type in self._types.naming:
                target = above.child_by_field_name(self._types.naming[above.type])
                return self._tree.text_of(target) if target is not None else ""
            if above.type in self._types.calls or above.type.endswith("statement"):
                return ""
        return ""

    def _setter_arguments(self) -> Iterator[str]:
        for leaf in (leaf for setter in self._setters for leaf in self._tree.leaves(setter)):
            setter_call = next(
                (ancestor for ancestor in self._tree.ancestors(leaf)[:2] if ancestor.type in self._types.calls), None
            )
            arguments = setter_call.child_by_field_name("arguments") if setter_call is not None else None
            if arguments is not None:
                yield self._tree.text_of(arguments)

    def _recipient(self, taker: Node, function: Node) -> Recipients:
        if taker not in self._known:
            home, holder = self._providers.home(taker), self._providers.holder(taker)
            definition = self._providers.definition(taker)
            text = b""
            if definition is not None and definition != function:
                text = self._tree.text[definition.start_byte : definition.end_byte]
            self._known[taker] = Recipients(
                frozenset({home} - {""}), frozenset({holder} - {""}), (text,) if text else ()
            )
        return self._known[taker]

    def _takers(self, call: Node, function: Node) -> Iterator[Node]:
        """Yields the functions that are called with the span, or with a value made from it."""
        yield from self._called_with(call, function)
        names = (self._tree.text_of(name) for name, _ in received(self._grammar, call))
        searched, pending = set[str](), {self.assigned_name(call), *names} - {""}
        for _ in range(_MAX_ROUNDS):
            uses = [
                use
                for name in sorted(pending)
                for use in self._named_uses(function, name)
                if use.start > call.start_byte
            ]
            yield from (taker for use in uses for taker in use.takers)
            searched |= pending
            pending = {use.result for use in uses} - searched - {""}

    def _named_uses(self, function: Node, name: str) -> list[NamedUse]:
        key = (function, name)
        if key not in self._uses:
            leaves = self._tree.leaves_within(name, function)
            self._uses[key] = [self._named_use(leaf, function) for leaf in leaves]
        return self._uses[key]

    def _named_use(self, leaf: Node, function: Node) -> NamedUse:
        value = next(self._calls_around(leaf, function), leaf)
        return NamedUse(leaf.start_byte, tuple(self._called_with(leaf, function)), self.assigned_name(value))

    def _called_with(self, value: Node, function: Node) -> Iterator[Node]:
        for call in self._calls_around(value, function):
            function_node = call.child_by_field_name("function")
            if function_node is not None:
                yield function_node

    def _calls_around(self, value: Node, function: Node) -> Iterator[Node]:
        """Yields the calls that have a value among their arguments, innermost first."""
        inner = value
        for above in self._tree.ancestors(value):
            if above == function or above.type.endswith("statement"):
                return
            if above.type in self._types.calls and above.child_by_field_name("arguments") == inner:
                yield above
            inner = above
