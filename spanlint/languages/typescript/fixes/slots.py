"""The argument slots of a creation call, and the edits that fill them."""

from __future__ import annotations

from spanlint.languages.names.bindings import Kind
from spanlint.languages.trees.tree import range_of
from spanlint.languages.typescript.calls.arguments import CALLBACKS, option, read_arguments
from spanlint.languages.typescript.fixes.layout import (
    File,
    indentation,
    insert_after,
    insertion,
    line_end,
    starts_line,
)
from spanlint.languages.typescript.names.expressions import unwrapped
from spanlint.lean.records import Record
from spanlint.model.apis import Creator
from spanlint.model.facts import ParentState, SpanCall
from spanlint.text.edits import Edit
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_BLOCKS = frozenset({"program", "statement_block", "class_body", "switch_case", "switch_default"})
_EMPTY_VALUES = frozenset({"undefined", "null"})


class Site(Record):
    """A creation call in its file: its arguments without the callback, and the 0-based position of the parent."""

    file: File
    call: SpanCall
    node: Node
    arguments: Node
    values: tuple[Node, ...]
    slot: int

    @property
    def creator(self) -> Creator:
        """The creator that the call uses."""
        return self.call.creator


def site_of(file: File, call: SpanCall) -> Site | None:
    """Returns the site of a call; None unless the call is free of syntax errors and its arguments are certain."""
    creator, slot = call.creator, call.creator.parents[0]
    node = _call_node(file, call)
    arguments = node.child_by_field_name("arguments") if node is not None else None
    if node is None or arguments is None or slot.position is None or slot.key is not None or not creator.takes_context:
        return None
    values, _, spread, _ = read_arguments(arguments)
    if spread is not None or call.is_decorator or _is_broken(file, node):
        return None
    if creator.callback:
        if not values or not _is_function(file, values[-1]):
            return None
        values = values[:-1]
    return Site(file, call, node, arguments, values, slot.position)


def statement_of(file: File, node: Node) -> Node | None:
    """Returns the innermost statement or class member around a node."""
    inner = node
    for ancestor in file.tree.ancestors(node):
        if ancestor.type in _BLOCKS:
            return inner
        inner = ancestor
    return None


def fill(site: Site, value: str) -> list[Edit] | None:
    """Returns the edits that put a value into the parent slot, after `{}` if the options are omitted.

    None if the slot holds a parent already, or an argument before it cannot be filled in.
    """
    if len(site.values) > site.slot:
        if site.call.parent.state is not ParentState.EMPTY:
            return None
        return [*_replace_empty_options(site), Edit(range_of(site.values[site.slot]), value.encode())]
    new = [*_missing_options(site), value]
    if len(new) + len(site.values) != site.slot + 1:
        return None
    if not site.values:
        is_empty_call = not site.arguments.named_children and not site.creator.callback
        return [insertion(site.arguments.start_byte + 1, value)] if is_empty_call else None
    return [*_replace_empty_options(site), *insert_after(site.file, site.values[-1], new)]


def declare_root(site: Site) -> list[Edit] | None:
    """Returns the edits that set `root: true` in the options; None if the options are not a literal."""
    root, options = site.creator.root, site.creator.options
    if root is None or options is None or root.key is None or root.position != options.position:
        return None
    if site.call.parent.state not in (ParentState.ABSENT, ParentState.EMPTY) or options.position is None:
        return None
    entry = f"{root.key}: true"
    if len(site.values) == options.position:
        return insert_after(site.file, site.values[-1], [f"{{ {entry} }}"]) if site.values else None
    literal = unwrapped(site.values[options.position]) if len(site.values) > options.position else site.node
    if literal.type in _EMPTY_VALUES:
        return [Edit(range_of(site.values[options.position]), f"{{ {entry} }}".encode())]
    return _set_property(site, literal, root.key, entry) if literal.type == "object" else None


def move_context(site: Site, suffix: str = "") -> list[Edit] | None:
    """Returns the edits that put `{}` before a context in the options slot, and `suffix` after the context."""
    options = site.creator.options
    position = options.position if options is not None else None
    if position is None or position + 1 != site.slot or len(site.values) <= position:
        return None
    value = site.values[position]
    text = site.file.text
    margin = " "
    if starts_line(text, value.start_byte):
        margin = line_end(text, value.start_byte) + indentation(text, value.start_byte)
    edits = [insertion(value.start_byte, "{}," + margin)]
    if suffix:
        edits.append(insertion(value.end_byte, suffix))
    if len(site.values) > site.slot:
        if site.call.parent.state is not ParentState.EMPTY or b"/" in _gap(site, value, site.values[site.slot]):
            return None
        edits.append(Edit(ByteRange(value.end_byte, site.values[site.slot].end_byte), b""))
    return edits


def _gap(site: Site, first: Node, second: Node) -> bytes:
    return site.file.text[first.end_byte : second.start_byte]


def _call_node(file: File, call: SpanCall) -> Node | None:
    leaf = file.tree.leaf_at(call.at)
    for ancestor in file.tree.ancestors(leaf) if leaf is not None else ():
        if ancestor.type == "call_expression" and range_of(ancestor) == call.call:
            return ancestor
    return None


def _is_broken(file: File, node: Node) -> bool:
    """Whether a syntax error touches the statement: then no edit of it can be proven right."""
    statement = statement_of(file, node)
    return statement is None or statement.has_error or any(ancestor.is_error for ancestor in file.tree.ancestors(node))


def _is_function(file: File, value: Node) -> bool:
    value = unwrapped(value)
    if value.type != "identifier":
        return value.type in CALLBACKS
    visible = file.scopes.visible(file.tree.text_of(value), value)
    return bool(visible) and all(binding.kind is Kind.FUNCTION for binding in visible)


def _missing_options(site: Site) -> list[str]:
    """Returns the arguments missing before the slot: `{}` if only the options are missing, else nothing."""
    options = site.creator.options
    return ["{}"] if options is not None and len(site.values) == options.position == site.slot - 1 else []


def _replace_empty_options(site: Site) -> list[Edit]:
    """Returns the edits that replace empty options: beside a parent, null throws and undefined has the wrong type."""
    options = site.creator.options
    if options is None or options.position is None or len(site.values) <= options.position:
        return []
    value = site.values[options.position]
    invalid = _EMPTY_VALUES if site.creator.callback else {"null"}
    return [Edit(range_of(value), b"{}")] if unwrapped(value).type in invalid else []


def _set_property(site: Site, literal: Node, key: str, entry: str) -> list[Edit] | None:
    current = option(site.file.tree, literal, key)
    if current is not None:
        return [Edit(range_of(current), b"true")] if current.type == "false" else None
    entries = [child for child in literal.named_children if child.type != "comment"]
    if entries:
        return insert_after(site.file, entries[-1], [entry])
    if literal.named_child_count:
        return [insertion(literal.start_byte + 1, f" {entry},")]
    return [Edit(range_of(literal), f"{{ {entry} }}".encode())]
