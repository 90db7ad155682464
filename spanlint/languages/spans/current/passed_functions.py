"""The calls in a function of what it, or a function around it, is passed: the work that it wraps, in any language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.roles import Alone, Argument, Assigned, Awaited, Owner, Returned, Target
from spanlint.languages.names.runs import RunKind
from spanlint.languages.names.values import Call, Item, Member, Name, Nothing, role_of_value
from spanlint.lean.patterns import lazy_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_CHAINING = frozenset({"then", "catch", "finally"})
_PROMISING, _READING = "Promise.resolve", "Reflect.get"  # they return what they are passed, and a member of it
# They tell the caller something, and are not the work that the span is for.
_TELLING = frozenset(
    {"resolve", "reject", "done", "cb", "callback", "emit", "dispatch", "notify", "print", "debug", "warn", "error"}
)
_TELLING_BEGINNINGS, _TELLING_WORDS = ("log", "report"), ("on", "set")
_TELLING_ENDINGS = ("hook", "logger", "progress")
# They wait, ask or report how far it has come: kafkajs 2.2.4, types/index.d.ts, EachBatchPayload.
_SERVING = frozenset(
    {"sleep", "delay", "wait", "now", "clock", "heartbeat", "heartBeat", "heart_beat", "keepalive", "keepAlive"}
    | {"keep_alive", "resolveoffset", "resolveOffset", "resolve_offset", "ack", "nack", "pause", "resume"}
)
_SERVING_BEGINNING, _SERVING_WORDS = "commit", ("is", "has")
_ERRORS = frozenset({"e", "er", "err", "error", "exc", "exception", "null", "undefined", "None"})
_TYPES, _TYPE_ENDINGS = frozenset({"cls", "_cls"}), ("_cls", "_class", "Class", "_type", "Constructor")
# They say that what they name is wrapped; any other name may be a step of a function that has a name of its own.
_WRAPPED = frozenset(
    {"f", "fn", "func", "function", "method", "inner", "next", "callnext", "call_next", "handler", "callback", "thunk"}
    | {"block", "body", "task", "job", "action", "operation", "coro", "coroutine"}
)
_WRAPPED_BEGINNINGS = ("wrapped", "orig", "decorated")
_WRAPPED_ENDINGS = ("_fn", "_func", "_function")
_FUNCTION_ENDINGS = ("Fn", "Func", "Function")
# What an object of a middleware is made with: ASGI 3.0 and PEP 3333; Django 5.2.19, django/utils/deprecation.py.
_SERVED, _SERVED_ENDING = frozenset({"app", "get_response"}), "_app"
# What a Nest interceptor is passed: `CallHandler` in @nestjs/common 11, interfaces/features.
_HANDLER, _HANDLING = "next", "handle"
_CONSTRUCTORS = frozenset({"__init__", "constructor"})
_FIELDS = frozenset({"public_field_definition", "field_definition"})
_MODIFIERS = frozenset({"accessibility_modifier", "readonly"})  # they make a field of a parameter
_TYPE_VARIABLE = lazy_pattern(r"\b_?(?:[A-Z][A-Z0-9]?|T[A-Z]\w*|[A-Z]\w*T)\b")
_DEPTH = 4  # locals that are set to one another, and expressions around a call that is awaited with others


def calls_of_passed(grammar: PlaceGrammar, function: Node, start: int, *, if_said: bool = False) -> Iterator[Call]:
    """Yields the calls of passed functions in a function that end behind the byte `start`, in order. Between two of its
    places, it wraps them.

    With `if_said`, only those that say themselves that they run what is wrapped, which most calls do not.
    """
    for node in _calls_in(grammar, function, start):
        call = grammar.value(node)
        if not isinstance(call, Call) or call.node != node or (if_said and not _says_wrapped(grammar, call)):
            continue
        work = _work(grammar, call)
        if work is not None and _runs_in(grammar, node, function) and _is_wrapped(grammar, call, work, function):
            yield call


def _calls_in(grammar: PlaceGrammar, function: Node, start: int) -> Iterator[Node]:
    pending = [function]
    while pending:
        node = pending.pop()
        if node.end_byte > start:
            if node.type in grammar.types.calls:
                yield node
            pending += reversed(node.named_children)


def _says_wrapped(grammar: PlaceGrammar, call: Call) -> bool:
    """Whether a call itself says that it runs what is wrapped: by the name or the type of the function, or by how it
    calls it."""
    is_invoked = call.receiver is not None and call.name in grammar.invoking
    if is_invoked or _names_wrapped(call.name) or _is_handler(grammar, call):
        return True
    if call.receiver is not None and grammar.is_self(call.receiver):
        return _says_served(call.name)
    return call.receiver is None and _is_of_any_type(grammar, call.callee)


def _names_wrapped(name: str) -> bool:
    plain = name.removeprefix("_").lower()
    if plain in _WRAPPED or plain.startswith(_WRAPPED_BEGINNINGS):
        return True
    return plain.endswith(_WRAPPED_ENDINGS) or name.endswith(_FUNCTION_ENDINGS)


def _says_served(name: str) -> bool:
    return name.lstrip("_") in _SERVED or name.endswith(_SERVED_ENDING)


def _names_type(name: str) -> bool:
    """Whether a name is that of a class, a call of which makes an object."""
    return "A" <= name.removeprefix("_")[:1] <= "Z" or name in _TYPES or name.endswith(_TYPE_ENDINGS)


def _is_of_any_type(grammar: PlaceGrammar, callee: Node) -> bool:
    """Whether a parameter returns what its function returns, whatever that is: both types have a variable."""
    is_name = isinstance(grammar.value(callee), Name) and _is_typed_around(grammar, callee)
    bindings = grammar.visible(callee) if is_name else []
    if len(bindings) != 1 or bindings[0].kind is not Kind.PARAMETER or bindings[0].annotation is None:
        return False
    result = bindings[0].scope.child_by_field_name("return_type")
    if result is None:
        return False
    texts = map(grammar.tree.text_of, (bindings[0].annotation, result))
    taken, returned = (frozenset(_TYPE_VARIABLE.findall(text)) for text in texts)
    return not taken.isdisjoint(returned)


def _is_typed_around(grammar: PlaceGrammar, node: Node) -> bool:
    """Whether a function around a node declares the type of its result."""
    functions = grammar.types.functions
    for above in grammar.tree.ancestors(node):
        if above.type in functions and above.child_by_field_name("return_type") is not None:
            return True
    return False


def _work(grammar: PlaceGrammar, call: Call) -> Node | None:
    """The name or member that holds the passed function that a call runs."""
    callee = grammar.unwrapped(call.callee)
    if isinstance(grammar.value(callee), Name):
        return callee if _is_passed(grammar, callee) else None
    if call.receiver is None:
        return None
    if call.name not in grammar.invoking:
        is_passed = _is_typed_as_function(grammar, call.receiver, call.name) or _is_kept(grammar, call.receiver, call)
        return callee if is_passed or _is_handler(grammar, call) else None
    receiver = grammar.unwrapped(call.receiver)
    value = grammar.value(receiver)
    of = grammar.value(value.of) if isinstance(value, Member) else None
    is_passed = isinstance(of, Name) and _is_passed(grammar, of.node)
    return receiver if is_passed or (isinstance(value, Name) and _is_passed(grammar, receiver)) else None


def _is_handler(grammar: PlaceGrammar, call: Call) -> bool:
    """Whether a call runs the handler behind an interceptor, by the object that the interceptor is passed for it."""
    is_handling = call.name == _HANDLING and not call.arguments.has_any()
    handler = grammar.value(call.receiver) if is_handling and call.receiver is not None else None
    return isinstance(handler, Name) and handler.text == _HANDLER and _is_passed(grammar, handler.node)


def _is_typed_as_function(grammar: PlaceGrammar, holder: Node, member: str) -> bool:
    """Whether the type of a parameter, if the file shows it, declares a member as a function, and not as a method."""
    bindings = grammar.visible(holder) if isinstance(grammar.value(holder), Name) else []
    if not bindings or any(binding.kind is not Kind.PARAMETER or binding.key for binding in bindings):
        return False
    annotations = [grammar.tree.text_of(binding.annotation) for binding in bindings if binding.annotation is not None]
    named = (grammar.top_level(annotation.strip(": ").partition("<")[0]) for annotation in annotations)
    types = [binding.value for own in named for binding in own if binding.kind is Kind.TYPE]
    texts = [*annotations, *(grammar.tree.text_of(declared) for declared in types if declared is not None)]
    return any(re.search(rf"\b{re.escape(member)}\??\s*:\s*\(", text) for text in texts)


def _is_kept(grammar: PlaceGrammar, holder: Node, call: Call) -> bool:
    """Whether a call runs what says that it is wrapped, and what the object itself is made with."""
    says = grammar.is_self(holder) and (_names_wrapped(call.name) or _says_served(call.name))
    own_class = grammar.class_around(call.node) if says else None
    stored = [] if own_class is None else list(_stored(grammar, own_class, call.name))
    return bool(stored) and all(stored)


def _stored(grammar: PlaceGrammar, own_class: Node, name: str) -> Iterator[bool]:
    """Yields for each value of a member of a class whether the constructor is passed it."""
    for leaf in grammar.tree.leaves_within(name, own_class):
        holder, function = grammar.tree.parent(leaf), grammar.function_of(leaf)
        if holder is None:
            continue
        is_defined = holder.type in grammar.types.functions and holder.child_by_field_name("name") == leaf
        if is_defined or (holder.type in _FIELDS and holder.child_by_field_name("value") is not None):
            yield False
        member = grammar.value(holder)
        is_own = isinstance(member, Member) and member.node == holder and grammar.is_self(member.of)
        is_target = is_own and isinstance(grammar.role(holder), Target)
        if is_target or any(child.type in _MODIFIERS for child in holder.children if holder.type not in _FIELDS):
            is_made_here = function is not None and grammar.function_name(function) in _CONSTRUCTORS
            yield is_made_here and (not is_target or _is_set_to_parameter(grammar, holder))


def _is_set_to_parameter(grammar: PlaceGrammar, target: Node) -> bool:
    assignment = grammar.tree.parent(target)
    value = assignment.child_by_field_name("right") if assignment is not None else None
    bindings = grammar.visible(value) if value is not None and isinstance(grammar.value(value), Name) else []
    return bool(bindings) and all(binding.kind is Kind.PARAMETER for binding in bindings)


def _is_passed(grammar: PlaceGrammar, name: Node, depth: int = _DEPTH) -> bool:
    """Whether a name is a parameter of a function around it, or a local that holds one or a member of one."""
    if grammar.is_self(name) or _names_type(grammar.tree.text_of(name)):
        return False
    bindings = grammar.visible(name)
    return bool(depth and bindings) and all(_is_passed_by(grammar, binding, depth) for binding in bindings)


def _is_passed_by(grammar: PlaceGrammar, binding: Binding, depth: int) -> bool:
    if binding.kind is Kind.PARAMETER:
        run = grammar.run_of(binding.scope)  # the parameters of a promise's executor settle it
        return run is None or run.call.type in grammar.types.calls
    if binding.kind not in (Kind.VALUE, Kind.ASSIGNED) or binding.value is None:
        return False
    value = grammar.value(binding.value)
    source = grammar.value(value.of) if isinstance(value, Member | Item) else value
    if isinstance(value, Call) and grammar.tree.text_of(value.callee) == _READING:
        source = grammar.value(value.arguments.positional[0]) if value.arguments.positional else value
    return isinstance(source, Name) and source.node != binding.name and _is_passed(grammar, source.node, depth - 1)


def _runs_in(grammar: PlaceGrammar, node: Node, function: Node) -> bool:
    """Whether a function runs a node itself, or in a function that is called before it goes on."""
    scope = grammar.scope_of(node)
    while scope != function:
        run = grammar.run_of(scope)
        if run is None or run.kind is not RunKind.NOW:
            return False
        scope = grammar.scope_of(scope)
    return True


def _is_wrapped(grammar: PlaceGrammar, call: Call, work: Node, function: Node) -> bool:
    """Whether a function waits for a call or returns its result: it is not about the span, and tells nobody else."""
    arguments = call.arguments.all()
    first = grammar.value(arguments[0]) if arguments else None
    if isinstance(first, Nothing) or (isinstance(first, Name) and first.text.removeprefix("_") in _ERRORS):
        return False
    name = grammar.last_name(work).removeprefix("_")
    if name in _SERVING or name.startswith(_SERVING_BEGINNING) or _begins_with_word(name, _SERVING_WORDS):
        return False
    role = role_of_value(grammar, call.node)
    if isinstance(role, Alone):
        return not _tells(name)
    if isinstance(role, Assigned):
        target = grammar.value(role.target) if role.target is not None else None
        uses = grammar.mentions(target.text, function) if isinstance(target, Name) else ()
        return any(_is_outcome(grammar, use) for use in uses)
    return _is_outcome(grammar, call.node)


def _tells(name: str) -> bool:
    """Whether the name of a function says that it tells somebody something."""
    if name in _TELLING or name.startswith(_TELLING_BEGINNINGS) or name.endswith(_TELLING_ENDINGS):
        return True
    return _begins_with_word(name, _TELLING_WORDS)


def _begins_with_word(name: str, words: tuple[str, ...]) -> bool:
    """Whether a name begins with one of some words, and another word follows it, as in `onError` and `on_error`."""
    word = next((word for word in words if name.startswith(word)), None)
    return word is not None and (name[len(word) : len(word) + 1].isupper() or name.startswith("_", len(word)))


def _is_outcome(grammar: PlaceGrammar, value: Node) -> bool:
    """Whether a function returns a value, chains a callback to it, or awaits it, by itself or with others."""
    role = role_of_value(grammar, value)
    if isinstance(role, Returned | Awaited) or (isinstance(role, Owner) and role.name in _CHAINING):
        return True
    if isinstance(role, Argument):
        taker = grammar.value(role.call)
        if isinstance(taker, Call) and grammar.tree.text_of(taker.callee) == _PROMISING:
            return _is_outcome(grammar, role.call)
    for ancestor in grammar.tree.ancestors(value)[:_DEPTH]:
        if ancestor.type in grammar.types.functions:
            return False
        if isinstance(grammar.role(ancestor), Awaited):
            return True
    return False
