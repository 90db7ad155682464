"""Runs what a call hands to a thread in a copy of the context that is active at the call, one copy a task."""

from __future__ import annotations

import re

from spanlint.languages.python.calls.arguments import read_arguments
from spanlint.languages.python.fixes.expression import spelled
from spanlint.languages.python.fixes.imports import import_edits
from spanlint.languages.python.fixes.names import InsertionPlace, insertion_place
from spanlint.languages.python.fixes.opened_file import opened
from spanlint.model.current_spans import HandOver
from spanlint.model.findings import CopyContext
from spanlint.text.edits import Edit
from spanlint.text.source import ByteRange, Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_COPY, _IMPORTS = "copy_context()", ("from contextvars import copy_context",)
_BUILTIN, _LOCAL = "iter", "copied"


def copied_context(source: Source, remedy: CopyContext) -> tuple[Edit, ...] | None:
    """Returns the edits of the call, and those that add the import; None if they are not provably correct.

    Two tasks cannot share a copy: Context.run raises while another thread runs in it.
    """
    place = insertion_place(source, remedy.call) if not opened(source).has_lone_cr() else None
    target = place.call.descendant_for_byte_range(*remedy.target) if place is not None else None
    copy = spelled(place, source.path, _COPY, _IMPORTS, "") if place is not None else None
    if place is None or target is None or copy is None or source.encoding != "utf-8":
        return None
    if any(above.type in ("decorator", "interpolation") for above in place.around):
        return None
    imports, changes = import_edits(place, source.path, copy.imports), _changes(place, remedy, target, copy.text)
    return (*imports, *changes) if imports is not None and changes is not None else None


def _changes(place: InsertionPlace, remedy: CopyContext, target: Node, copy: str) -> tuple[Edit, ...] | None:
    holder = place.tree.parent(target)
    is_keyword = holder is not None and holder.type == "keyword_argument"
    if remedy.hand_over is HandOver.THREAD:
        return _of_thread(place, target, f"{copy}.run") if is_keyword else None
    if is_keyword:
        return None
    if remedy.hand_over is HandOver.ARGUMENTS:
        return (_insertion(target.start_byte, f"{copy}.run, "),)
    function, text = place.tree.text_of(target), place.tree.text
    argument_list = place.call.child_by_field_name("arguments")
    if argument_list is None or len(read_arguments(place.tree, argument_list).positional) < 2:
        return None  # without items, the copies would be endless
    if place.scopes.bindings(_BUILTIN) or re.search(rf"\b{_LOCAL}\b".encode(), text) or "\n" in function:
        return None
    tasks = f"lambda {_LOCAL}, *items: {_LOCAL}.run({function}, *items), {_BUILTIN}({copy.removesuffix('()')}, None)"
    return (Edit(ByteRange(target.start_byte, target.end_byte), tasks.encode()),)


def _of_thread(place: InsertionPlace, target: Node, run: str) -> tuple[Edit, ...] | None:
    """Returns the edits that make `run` the target, with the former target as its first argument."""
    argument_list = place.call.child_by_field_name("arguments")
    arguments = read_arguments(place.tree, argument_list) if argument_list is not None else None
    if arguments is None or arguments.is_open or arguments.spread is not None or len(arguments.positional) > 1:
        return None
    function, passed = place.tree.text_of(target), arguments.keywords.get("args")
    if "\n" in function:
        return None
    replaced = Edit(ByteRange(target.start_byte, target.end_byte), run.encode())
    if passed is None:
        return (replaced._replace(text=f"{run}, args=({function},)".encode()),)
    if passed.type not in ("tuple", "list"):
        text = f"({function}, *{place.tree.text_of(passed)})"
        is_simple = passed.type in ("identifier", "attribute", "call", "subscript")
        return (replaced, Edit(ByteRange(passed.start_byte, passed.end_byte), text.encode())) if is_simple else None
    is_empty, is_line_end = not passed.named_children, place.tree.text[passed.start_byte + 1] in b"\r\n"
    more = "," if is_line_end or (is_empty and passed.type == "tuple") else "" if is_empty else ", "
    return replaced, _insertion(passed.start_byte + 1, f"{function}{more}")


def _insertion(at: int, text: str) -> Edit:
    return Edit(ByteRange(at, at), text.encode())
