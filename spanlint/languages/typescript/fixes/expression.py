"""The expression to pass as the parent, written with the names of its file."""

from __future__ import annotations

import re

from spanlint.apis import spellings, tables
from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.calls.parameters import omittable_slot
from spanlint.languages.typescript.fixes.imports import resolve
from spanlint.languages.typescript.fixes.layout import parsed
from spanlint.languages.typescript.fixes.modules import Wanted, is_api, wanted_from
from spanlint.languages.typescript.fixes.slots import Site
from spanlint.languages.typescript.names.bindings import PARAMETERS
from spanlint.languages.typescript.names.expressions import last_name, unwrapped
from spanlint.languages.typescript.names.scopes import Scopes
from spanlint.lean.records import Record
from spanlint.model.apis import Spelling
from spanlint.text.edits import Edit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

NAMES = frozenset({"identifier", "shorthand_property_identifier"})
GLOBALS = frozenset({"globalThis", "process", "window"})
_FUNCTION_BOUND = frozenset({"await_expression", "yield_expression", "this", "super"})  # valid in some functions only
_TIGHT = frozenset({"identifier", "member_expression", "call_expression", "subscript_expression", "new_expression"})
_MEMBER = re.compile(r"(?<![\w$.])([\w$]+)\.([\w$]+)")  # `context.active`: the name, and what is read of it
_EMPTY_TYPES = frozenset({"undefined", "null", "?"})


class Expression(Record):
    """Text for the parent slot, and the edits that import the names it needs."""

    text: str
    edits: tuple[Edit, ...]


def expression(
    site: Site, text: str, wanted: tuple[Wanted, ...], placeholders: tuple[str, ...] = (), has_this: bool = False
) -> Expression | None:
    """Returns an expression with its imported names as the file calls them; `placeholders` are names to keep.
    `has_this` is whether `this` is certain to mean at the call what it means in the expression.

    None if the text is not a single expression, or has a name that is not defined at the call.
    """
    tree = parsed(f"({text})")
    value = value_of(tree)
    if value is None:
        return None
    leaves = [leaf for leaf in leaves_of(value) if leaf.type in NAMES or leaf.type in _FUNCTION_BOUND]
    used_names = {tree.text_of(leaf) for leaf in leaves}
    resolved = resolve(site.file, site.node, tuple(requested for requested in wanted if requested.local in used_names))
    if resolved is None:
        return None
    scopes = Scopes(tree)
    pieces, copied = [], value.start_byte
    for leaf in leaves:
        name = tree.text_of(leaf)
        if has_this and leaf.type == "this":
            continue
        if leaf.type in _FUNCTION_BOUND or not (name in resolved.names or _is_known(site, scopes, leaf, placeholders)):
            return None
        if name in resolved.names and not scopes.visible(name, leaf):
            local = resolved.names[name]
            is_renamed_shorthand = leaf.type == "shorthand_property_identifier" and local != name
            pieces += [
                tree.text[copied : leaf.start_byte].decode(),
                f"{name}: {local}" if is_renamed_shorthand else local,
            ]
            copied = leaf.end_byte
    return Expression("".join((*pieces, tree.text[copied : value.end_byte].decode())), resolved.edits)


def wanted_for(spelling: Spelling) -> tuple[Wanted, ...]:
    """The names that an expression of the tables needs. It is of no file."""
    wanted = wanted_from(spelling.imports, "", "") or ()
    members = dict(_MEMBER.findall(spelling.expression))
    return tuple(name._replace(member=members.get(name.local, "")) for name in wanted)


def or_active(text: str, wanted: tuple[Wanted, ...]) -> tuple[str, tuple[Wanted, ...]]:
    """Returns an expression that falls back to the active context, and the names that it needs."""
    value = value_of(parsed(f"({text})"))
    is_tight = value is not None and (value.type in _TIGHT or _operator(value) == "??")
    active = spellings("typescript").active
    (own,) = wanted_for(active)
    local = next((name.local for name in wanted if name.name == own.name and is_api(name.module)), "")
    if not local:
        taken_names, capitalized = {name.local for name in wanted}, own.name.capitalize()
        candidates = (own.name, f"otel{capitalized}", f"otelApi{capitalized}")
        local = next(name for name in candidates if name not in taken_names)
        wanted = (*wanted, own._replace(local=local))
    fallback = local + active.expression.removeprefix(own.local)
    return f"{text if is_tight else f'({text})'} ?? {fallback}", wanted


def is_context(text: str, wanted: tuple[Wanted, ...]) -> bool:
    """Whether an expression certainly evaluates to a Context, judged by its text and its imports."""
    tree = parsed(f"({text})")
    value = value_of(tree)
    api_names = frozenset(name.local for name in wanted if is_api(name.module))
    return value is not None and _is_context(tree, value, api_names)


def may_be_missing(site: Site, value: Node) -> bool:
    """Whether the file shows that a value may be undefined or null."""
    value = unwrapped(site.file.scopes.sole_value(value))
    calls = tables("typescript").contexts
    if last_name(site.file.tree, value) in calls.active_span | calls.span_of:
        return True
    if value.type != "identifier":
        return False
    return is_nullable(site, site.file.tree.text_of(value), value)


def is_nullable(site: Site, name: str, place: Node | None = None) -> bool:
    """Whether a binding of a name at the call, or at another place, is optional, or its type allows null or undefined.

    `{ parent }: Options` is optional if the property is.
    """
    bindings = site.file.scopes.visible(name, place or site.node)
    return any(_may_be_missing(binding) or _is_optional_property(site, binding) for binding in bindings)


def _is_optional_property(site: Site, binding: Binding) -> bool:
    if binding.kind is not Kind.PARAMETER or not binding.key:
        return False
    ancestors = site.file.tree.ancestors(binding.name)
    is_typed = any(above.type in PARAMETERS and above.child_by_field_name("type") is not None for above in ancestors)
    has_default = ancestors[0].type in ("object_assignment_pattern", "assignment_pattern")
    if not is_typed or has_default:
        return False
    return omittable_slot(site.file.tree, site.file.scopes, binding, binding.key) is not None


def value_of(tree: SyntaxTree) -> Node | None:
    """Returns the one expression in a parsed `(..)`; None if there is not exactly one, or the text has an error."""
    statements = tree.root.named_children
    holder = statements[0].named_children[0] if len(statements) == 1 and statements[0].named_children else None
    if tree.root.has_error or holder is None or holder.type != "parenthesized_expression":
        return None
    inside = holder.named_children
    return inside[0] if len(inside) == 1 and inside[0].type != "sequence_expression" else None


def leaves_of(root: Node) -> list[Node]:
    """Returns the leaves below a node, in source order."""
    leaves: list[Node] = []
    pending = [root]
    while pending:
        node = pending.pop()
        if node.type in _FUNCTION_BOUND or not node.child_count:
            leaves.append(node)
        else:
            pending += reversed(node.children)
    return leaves


def _is_known(site: Site, scopes: Scopes, leaf: Node, placeholders: tuple[str, ...]) -> bool:
    name = leaf.text.decode() if leaf.text is not None else ""
    visible = scopes.visible(name, leaf) or site.file.scopes.visible(name, site.node)
    return bool(visible) or name in GLOBALS or name in placeholders


def _operator(value: Node) -> str:
    operator = value.child_by_field_name("operator") if value.type == "binary_expression" else None
    return operator.type if operator is not None else ""


def _is_context(tree: SyntaxTree, value: Node, api_names: frozenset[str]) -> bool:
    value = unwrapped(value) if value.type == "parenthesized_expression" else value
    if _operator(value) in ("??", "||"):
        right = value.child_by_field_name("right")
        return right is not None and _is_context(tree, right, api_names)
    if value.type == "ternary_expression":
        return all(_is_context(tree, branch, api_names) for branch in value.named_children[1:])
    root = value
    while root.type in ("call_expression", "member_expression"):
        root = root.child_by_field_name("function") or root.child_by_field_name("object") or root.children[0]
    is_from_api = root.type == "identifier" and tree.text_of(root) in api_names and "?." not in tree.text_of(value)
    known = tables("typescript")
    is_known = is_from_api and last_name(tree, value) in known.shapes.contexts | known.roots.values
    return value.type == "non_null_expression" or is_known


def _may_be_missing(binding: Binding) -> bool:
    annotation = binding.annotation
    holder = binding.name.parent
    if binding.kind is Kind.PARAMETER and holder is not None and holder.type in PARAMETERS:
        if binding.value is not None:
            return False
        if holder.type == "optional_parameter":
            return True
    pending = [annotation] if annotation is not None else []
    while pending:
        node = pending.pop()
        if node.type in _EMPTY_TYPES:
            return True
        pending += node.children
    return False
