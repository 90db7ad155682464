"""Where in a creation call an argument goes, and how it gets there."""

from __future__ import annotations

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
from spanlint.languages.typescript.names.bindings import Kind
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
_EMPTY = frozenset({"undefined", "null"})


class Site(Record):
    """A creation call in its file: its arguments without the callback, and the position that its parent belongs in."""

    file: File
    call: SpanCall
    node: Node
    arguments: Node
    values: tuple[Node, ...]
    slot: int

    @property
    def creator(self) -> Creator:
        """What the call creates its span with."""
        return self.call.creator


def site_of(file: File, call: SpanCall) -> Site | None:
    """The call, when it is intact and it is certain which of its arguments is which."""
    creator, slot = call.creator, call.creator.parents[0]
    node = _node_of(file, call)
    arguments = node.child_by_field_name("arguments") if node is not None else None
    if node is None or arguments is None or slot.position is None or slot.key is not None or not creator.takes_context:
        return None
    values, spread = read_arguments(arguments)
    if spread is not None or call.is_decorator or _is_broken(file, node):
        return None
    if creator.callback:
        if not values or not _is_function(file, values[-1]):
            return None
        values = values[:-1]
    return Site(file, call, node, arguments, values, slot.position)


def statement_of(file: File, node: Node) -> Node | None:
    """The innermost statement, or member of a class, that a node stands in."""
    inner = node
    for above in file.tree.ancestors(node):
        if above.type in _BLOCKS:
            return inner
        inner = above
    return None


def fill(site: Site, value: str) -> list[Edit] | None:
    """Put a value in the parent slot, `{}` for the options that are left out before it."""
    if len(site.values) > site.slot:
        if site.call.parent.state is not ParentState.EMPTY:
            return None
        return [*_options_filled(site), Edit(range_of(site.values[site.slot]), value.encode())]
    new = [*_padding(site), value]
    if len(new) + len(site.values) != site.slot + 1:
        return None
    if not site.values:
        alone = not site.arguments.named_children and not site.creator.callback
        return [insertion(site.arguments.start_byte + 1, value)] if alone else None
    return [*_options_filled(site), *insert_after(site.file, site.values[-1], new)]


def declare_root(site: Site) -> list[Edit] | None:
    """Say `root: true` in the options; None where they are no literal."""
    declared, options = site.creator.root, site.creator.options
    if declared is None or options is None or declared.key is None or declared.position != options.position:
        return None
    if site.call.parent.state not in (ParentState.ABSENT, ParentState.EMPTY) or options.position is None:
        return None
    written = f"{declared.key}: true"
    if len(site.values) == options.position:
        return insert_after(site.file, site.values[-1], [f"{{ {written} }}"]) if site.values else None
    literal = unwrapped(site.values[options.position]) if len(site.values) > options.position else site.node
    if literal.type in _EMPTY:
        return [Edit(range_of(site.values[options.position]), f"{{ {written} }}".encode())]
    return _with_property(site, literal, declared.key, written) if literal.type == "object" else None


def move_context(site: Site, suffix: str = "") -> list[Edit] | None:
    """Put `{}` before the context that stands in the options slot, which moves it to its own; `suffix` follows it."""
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
        if site.call.parent.state is not ParentState.EMPTY or b"/" in _between(site, value, site.values[site.slot]):
            return None
        edits.append(Edit(ByteRange(value.end_byte, site.values[site.slot].end_byte), b""))
    return edits


def _between(site: Site, first: Node, second: Node) -> bytes:
    return site.file.text[first.end_byte : second.start_byte]


def _node_of(file: File, call: SpanCall) -> Node | None:
    leaf = file.tree.leaf_at(call.at)
    for above in file.tree.ancestors(leaf) if leaf is not None else ():
        if above.type == "call_expression" and range_of(above) == call.call:
            return above
    return None


def _is_broken(file: File, node: Node) -> bool:
    """Whether an error touches the statement: what is written into it could not be proven right."""
    statement = statement_of(file, node)
    return statement is None or statement.has_error or any(each.is_error for each in file.tree.ancestors(node))


def _is_function(file: File, value: Node) -> bool:
    value = unwrapped(value)
    if value.type != "identifier":
        return value.type in CALLBACKS
    visible = file.scopes.visible(file.tree.text_of(value), value)
    return bool(visible) and all(each.kind is Kind.FUNCTION for each in visible)


def _padding(site: Site) -> list[str]:
    """What goes between the last argument and the slot: options, where nothing else is missing."""
    options = site.creator.options
    return ["{}"] if options is not None and len(site.values) == options.position == site.slot - 1 else []


def _options_filled(site: Site) -> list[Edit]:
    """`{}` for empty options that would not do beside a parent: null throws, undefined has the wrong type."""
    options = site.creator.options
    if options is None or options.position is None or len(site.values) <= options.position:
        return []
    value = site.values[options.position]
    wrong = _EMPTY if site.creator.callback else {"null"}
    return [Edit(range_of(value), b"{}")] if unwrapped(value).type in wrong else []


def _with_property(site: Site, literal: Node, key: str, written: str) -> list[Edit] | None:
    present = option(site.file.tree, literal, key)
    if present is not None:
        return [Edit(range_of(present), b"true")] if present.type == "false" else None
    entries = [each for each in literal.named_children if each.type != "comment"]
    if entries:
        return insert_after(site.file, entries[-1], [written])
    if literal.named_child_count:
        return [insertion(literal.start_byte + 1, f" {written},")]
    return [Edit(range_of(literal), f"{{ {written} }}".encode())]
