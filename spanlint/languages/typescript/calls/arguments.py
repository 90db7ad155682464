"""The arguments of a TypeScript or JavaScript call, and the value in its parent slot."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from spanlint.languages.calls.declared_roots import with_declaration
from spanlint.languages.names.values import Arguments
from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.languages.typescript.names.expressions import function_of, last_name, unwrapped
from spanlint.languages.typescript.names.scopes import Scopes
from spanlint.model.apis import ApiTables, Creator, Slot
from spanlint.model.facts import Parent, ParentState

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    SoleValue = Callable[[Node], Node]

_NO_NAME = frozenset(
    {"object", "array", "number", "arrow_function", "function_expression", "null", "undefined", "this"}
)
_ENTRIES = frozenset({"pair", "shorthand_property_identifier"})
_KEYS = frozenset({"property_identifier", "string", "shorthand_property_identifier"})
# Promises, timers, EventTarget, Node's EventEmitter and process.
UNBINDING = frozenset(
    {"then", "catch", "finally", "setTimeout", "setImmediate", "queueMicrotask", "nextTick"}
    | {"on", "once", "addListener", "addEventListener"}
)
CALLBACKS = frozenset({"arrow_function", "function_expression", "generator_function"})


def read_arguments(arguments: Node) -> Arguments:
    """Returns the children of an `arguments` node without its comments."""
    values = [node for node in arguments.named_children if node.type != "comment"]
    types = [node.type for node in values]
    return Arguments(tuple(values), spread=types.index("spread_element") if "spread_element" in types else None)


def shape(arguments: Arguments, creator: Creator) -> bool | None:
    """Whether the arguments fit a creation call whose first argument is a name; None if a spread hides it.

    A call with a function argument fits only if that is the last argument and `creator` takes a callback.
    """
    values, spread = arguments.positional, arguments.spread
    if not values or unwrapped(values[0]).type in _NO_NAME:
        return False
    functions = [index for index, value in enumerate(values) if value.type in CALLBACKS]
    if functions and (not creator.callback or functions[0] != len(values) - 1):
        return False
    return None if spread == 0 else True


def foreign_options(tree: SyntaxTree, arguments: Arguments, creator: Creator, sole_value: SoleValue) -> tuple[str, ...]:
    """Returns the keys that the creation call ignores in its options, an object literal or a local that holds one."""
    value = arguments.at(creator.options) if creator.options is not None and creator.accepts else None
    literal = unwrapped(sole_value(value)) if value is not None and arguments.spread is None else None
    if literal is None or literal.type != "object":
        return ()
    keys = (entry.child_by_field_name("key") or entry for entry in literal.named_children if entry.type in _ENTRIES)
    names = (tree.text_of(key).strip("'\"") for key in keys if key.type in _KEYS)
    return tuple(name for name in names if name not in creator.accepts)


def parent_of(tree: SyntaxTree, arguments: Arguments, creator: Creator, tables: ApiTables, scopes: Scopes) -> Parent:
    """Returns the parent that a call of `creator` passes."""
    root_value = (
        _slot_value(tree, arguments, creator.root, creator, scopes.sole_value) if creator.root is not None else None
    )
    declared = None if root_value is None or isinstance(root_value, ParentState) else root_value
    return with_declaration(tree, declared, lambda: _passed_parent(tree, arguments, creator, tables, scopes))


def _passed_parent(
    tree: SyntaxTree, arguments: Arguments, creator: Creator, tables: ApiTables, scopes: Scopes
) -> Parent:
    state = ParentState.ABSENT
    for slot in creator.parents:
        value = _slot_value(tree, arguments, slot, creator, scopes.sole_value)
        if not isinstance(value, ParentState):
            resolved = unwrapped(scopes.sole_value(value))
            return Parent(
                _state(tree, resolved, tables, scopes), range_of(value), tree.text_of(value), resolved.type == "null"
            )
        if value is ParentState.UNKNOWN:
            state = value
    return Parent(state)


def _slot_value(
    tree: SyntaxTree, arguments: Arguments, slot: Slot, creator: Creator, sole_value: SoleValue
) -> Node | ParentState:
    """Returns the value in a slot, ABSENT if there is none, or UNKNOWN if it may be hidden.

    A function distinguishes its overloads that end in a callback by the number of arguments alone. A spread anywhere
    before the callback therefore hides the overload.
    """
    values, spread = arguments.positional, arguments.spread
    if slot.position is None:
        return ParentState.UNKNOWN
    needed_count = slot.position + (2 if creator.callback and slot.key is None else 1)
    if spread is not None and (spread <= slot.position or len(values) < needed_count):
        return ParentState.UNKNOWN
    if len(values) < needed_count:
        return ParentState.ABSENT
    value = values[slot.position]
    return value if slot.key is None else _key_value(tree, unwrapped(value), slot.key, sole_value)


def _key_value(tree: SyntaxTree, holder: Node, key: str, sole_value: SoleValue) -> Node | ParentState:
    if holder.type == "identifier":
        literal = unwrapped(sole_value(holder))
        is_only_passed = len(list(islice(tree.leaves(tree.text_of(holder)), 3))) == 2
        if literal.type != "object" or not is_only_passed:  # a key that is missing from the literal may be added later
            return option(tree, literal, key) or ParentState.UNKNOWN
        holder = literal
    if holder.type != "object":
        return ParentState.ABSENT if holder.type in CALLBACKS | {"undefined", "null", "string"} else ParentState.UNKNOWN
    value = option(tree, holder, key)
    has_spread = any(entry.type == "spread_element" for entry in holder.named_children)
    return value or (ParentState.UNKNOWN if has_spread else ParentState.ABSENT)


def option(tree: SyntaxTree, options: Node, key: str) -> Node | None:
    """Returns the value of a key in an object literal. A shorthand property is its own value."""
    literal = unwrapped(options)
    return entries(tree, literal).get(key) if literal.type == "object" else None


def entries(tree: SyntaxTree, literal: Node) -> dict[str, Node]:
    """Returns the values in an object literal by their keys. A shorthand property is its own value."""
    values: dict[str, Node] = {}
    for entry in literal.named_children:
        name, value = entry.child_by_field_name("key"), entry.child_by_field_name("value")
        if entry.type == "shorthand_property_identifier":
            values.setdefault(tree.text_of(entry), entry)
        elif entry.type == "pair" and name is not None and value is not None:
            values.setdefault(tree.text_of(name).strip("'\""), value)
    return values


def _state(tree: SyntaxTree, value: Node, tables: ApiTables, scopes: Scopes) -> ParentState:
    if value.type in ("undefined", "null") or _is_void(value):
        return ParentState.EMPTY
    return ParentState.ROOT if is_root(tree, value, tables, scopes) else ParentState.PASSED


def _is_void(value: Node) -> bool:
    operator = value.child_by_field_name("operator") if value.type == "unary_expression" else None
    return operator is not None and operator.type == "void"


def is_root(tree: SyntaxTree, value: Node, tables: ApiTables, scopes: Scopes) -> bool:
    """Whether a value starts a new trace, or does so if its left operand is empty."""
    value, roots = unwrapped(value), tables.roots
    if value.type == "binary_expression":
        right = value.child_by_field_name("right")
        return right is not None and is_root(tree, right, tables, scopes)
    name = scopes.exported_name(value) if value.type == "identifier" else last_name(tree, value)
    if value.type != "call_expression":
        return name in roots.values
    if name in tables.pure.methods:  # their result has the same span
        function = unwrapped(function_of(value) or value)
        base = function.child_by_field_name("object")
        return base is not None and is_root(tree, base, tables, scopes)
    arguments = value.child_by_field_name("arguments")
    values = read_arguments(arguments).positional if arguments is not None and arguments.type == "arguments" else ()
    if name in roots.setters and values:
        span = unwrapped(values[-1])
        return last_name(tree, span) in roots.invalid_spans or (
            span.type == "call_expression" and is_root(tree, span, tables, scopes)
        )
    return name in roots.calls
