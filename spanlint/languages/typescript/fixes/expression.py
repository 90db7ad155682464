"""The expression that is passed as the parent, in the names of the file that it is written into."""

from __future__ import annotations

from spanlint.apis import spellings, tables
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.fixes.imports import resolve
from spanlint.languages.typescript.fixes.layout import parsed
from spanlint.languages.typescript.fixes.modules import Wanted, is_api, wanted_from
from spanlint.languages.typescript.fixes.slots import Site
from spanlint.languages.typescript.names.bindings import PARAMETERS, Binding, Kind
from spanlint.languages.typescript.names.expressions import last_name, unwrapped
from spanlint.languages.typescript.names.scopes import Scopes
from spanlint.lean.records import Record
from spanlint.model.apis import Spelling
from spanlint.text.edits import Edit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_NAMES = frozenset({"identifier", "shorthand_property_identifier"})
_EVERYWHERE = frozenset({"globalThis", "process", "window"})
_TO_WAIT_FOR = frozenset({"await_expression", "yield_expression", "this", "super"})  # right in some functions only
_TIGHT = frozenset({"identifier", "member_expression", "call_expression", "subscript_expression", "new_expression"})
_NOTHING = frozenset({"undefined", "null", "?"})


class Expression(Record):
    """Text for the parent slot, and the imports that it needs."""

    text: str
    edits: tuple[Edit, ...]


def expression(site: Site, text: str, wanted: tuple[Wanted, ...], own: tuple[str, ...] = ()) -> Expression | None:
    """An expression with its imported names as the file calls them; `own` are names in it that stay as they are.

    None where it is no single expression, or has a name that the file would not know at the call.
    """
    tree = parsed(f"({text})")
    value = value_of(tree)
    if value is None:
        return None
    leaves = [each for each in _leaves(value) if each.type in _NAMES or each.type in _TO_WAIT_FOR]
    used = {tree.text_of(each) for each in leaves}
    resolved = resolve(site.file, site.node, tuple(each for each in wanted if each.local in used))
    if resolved is None:
        return None
    scopes = Scopes(tree)
    pieces, done = [], value.start_byte
    for leaf in leaves:
        name = tree.text_of(leaf)
        if leaf.type in _TO_WAIT_FOR or not (name in resolved.names or _is_known(site, scopes, leaf, own)):
            return None
        if name in resolved.names and not scopes.visible(name, leaf):
            local = resolved.names[name]
            shorthand = leaf.type == "shorthand_property_identifier" and local != name
            pieces += [tree.text[done : leaf.start_byte].decode(), f"{name}: {local}" if shorthand else local]
            done = leaf.end_byte
    return Expression("".join((*pieces, tree.text[done : value.end_byte].decode())), resolved.edits)


def wanted_for(spelling: Spelling) -> tuple[Wanted, ...]:
    """The names that an expression of the tables needs. It is of no file."""
    return wanted_from(spelling.imports, "", "") or ()


def or_active(text: str, wanted: tuple[Wanted, ...]) -> tuple[str, tuple[Wanted, ...]]:
    """An expression with the active context behind it, for where it gives none."""
    value = value_of(parsed(f"({text})"))
    tight = value is not None and (value.type in _TIGHT or _operator(value) == "??")
    active = spellings("typescript").active
    (own,) = wanted_for(active)
    local = next((each.local for each in wanted if each.name == own.name and is_api(each.module)), "")
    if not local:
        taken, capitalized = {each.local for each in wanted}, own.name.capitalize()
        names = (own.name, f"otel{capitalized}", f"otelApi{capitalized}")
        local = next(name for name in names if name not in taken)
        wanted = (*wanted, own._replace(local=local))
    behind = local + active.expression.removeprefix(own.local)
    return f"{text if tight else f'({text})'} ?? {behind}", wanted


def is_context(text: str, wanted: tuple[Wanted, ...]) -> bool:
    """Whether an expression is a Context whatever happens, as its text and its imports show."""
    tree = parsed(f"({text})")
    value = value_of(tree)
    api = frozenset(each.local for each in wanted if is_api(each.module))
    return value is not None and _is_context(tree, value, api)


def may_be_missing(site: Site, value: Node) -> bool:
    """Whether a value may be undefined or null, as far as the file shows."""
    value = unwrapped(site.file.scopes.sole_value(value))
    calls = tables("typescript").contexts
    if last_name(site.file.tree, value) in calls.active_span | calls.span_of:
        return True
    if value.type != "identifier":
        return False
    return any(_may_be_missing(each) for each in site.file.scopes.visible(site.file.tree.text_of(value), value))


def is_nullable(site: Site, name: str) -> bool:
    """Whether the binding that a name means at the call is optional or says that it may be empty."""
    return any(_may_be_missing(each) for each in site.file.scopes.visible(name, site.node))


def value_of(tree: SyntaxTree) -> Node | None:
    """The one expression in a parsed `(..)`."""
    statements = tree.root.named_children
    holder = statements[0].named_children[0] if len(statements) == 1 and statements[0].named_children else None
    if tree.root.has_error or holder is None or holder.type != "parenthesized_expression":
        return None
    inside = holder.named_children
    return inside[0] if len(inside) == 1 and inside[0].type != "sequence_expression" else None


def _leaves(node: Node) -> list[Node]:
    found: list[Node] = []
    pending = [node]
    while pending:
        each = pending.pop()
        if each.type in _TO_WAIT_FOR or not each.child_count:
            found.append(each)
        else:
            pending += reversed(each.children)
    return found


def _is_known(site: Site, scopes: Scopes, leaf: Node, own: tuple[str, ...]) -> bool:
    name = leaf.text.decode() if leaf.text is not None else ""
    visible = scopes.visible(name, leaf) or site.file.scopes.visible(name, site.node)
    return bool(visible) or name in _EVERYWHERE or name in own


def _operator(value: Node) -> str:
    operator = value.child_by_field_name("operator") if value.type == "binary_expression" else None
    return operator.type if operator is not None else ""


def _is_context(tree: SyntaxTree, value: Node, api: frozenset[str]) -> bool:
    value = unwrapped(value) if value.type == "parenthesized_expression" else value
    if _operator(value) in ("??", "||"):
        right = value.child_by_field_name("right")
        return right is not None and _is_context(tree, right, api)
    if value.type == "ternary_expression":
        return all(_is_context(tree, each, api) for each in value.named_children[1:])
    root = value
    while root.type in ("call_expression", "member_expression"):
        root = root.child_by_field_name("function") or root.child_by_field_name("object") or root.children[0]
    named = root.type == "identifier" and tree.text_of(root) in api and "?." not in tree.text_of(value)
    known = tables("typescript")
    giving = named and last_name(tree, value) in known.shapes.contexts | known.roots.values
    return value.type == "non_null_expression" or giving


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
        if node.type in _NOTHING:
            return True
        pending += node.children
    return False
