"""Adds imports at the top of a Python file, to an existing statement or as a new one."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby

from spanlint.apis import tables
from spanlint.languages.python.file import parse
from spanlint.languages.python.fixes.commas import Items, items_of, newline_of
from spanlint.languages.python.fixes.edit import minimal_edit
from spanlint.languages.python.fixes.expression import NewImport
from spanlint.languages.python.fixes.header import Gap, SortKey, find_gap, header_imports, sort_key
from spanlint.languages.python.fixes.names import InsertionPlace
from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.text.edits import Edit
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_PACKAGES = tables("python").apis[0].packages  # of OpenTelemetry
# Code points per line: the usual formatter's limit, and the most that longer lines of a file allow.
_WIDTH, _WIDEST = 88, 120


def import_edits(place: InsertionPlace, path: str, imports: tuple[NewImport, ...]) -> tuple[Edit, ...] | None:
    """The edits that add imports to the file at `path`; None if there is no place for one."""
    extended: dict[int, tuple[Node, list[str]]] = {}
    separate: dict[str, tuple[NewImport, list[str]]] = {}
    for new in imports:
        statement = _extensible_statement(place, new)
        if statement is not None:
            extended.setdefault(statement.start_byte, (statement, []))[1].append(new.name)
        else:
            is_separate = bool(new.alias or not new.name)
            separate.setdefault(f"{new}" if is_separate else new.modules[0], (new, []))[1].append(new.name)
    edits: list[Edit | None] = [_extension(place, *extension) for extension in extended.values()]
    if separate and place.is_optional(_PACKAGES):
        edits.append(_beside_optional(place, path, list(separate.values())))
    else:
        edits += _insertions(place, path, list(separate.values()))
    return tuple(edit for edit in edits if edit is not None) if None not in edits else None


def _extensible_statement(place: InsertionPlace, new: NewImport) -> Node | None:
    """The statement to extend: a `from` import of the same module with at least one name that has no alias."""
    if not new.name or new.alias or not new.modules[0]:
        return None
    for statement in header_imports(place):
        module, names = statement.child_by_field_name("module_name"), statement.children_by_field_name("name")
        binds_plain_name = any(name.type == "dotted_name" for name in names)
        if module is not None and binds_plain_name and place.tree.text_of(module) in new.modules:
            return statement
    return None


def _extension(place: InsertionPlace, statement: Node, names: list[str]) -> Edit | None:
    before = after = place.tree.text_of(statement)
    if _parsed(before).root.has_error:
        return None  # the grammar cannot read it by itself
    for name in names:
        after = _with_name(after, name)
    end = place.tree.text.find(b"\n", statement.end_byte)
    is_last_on_line = not place.tree.text[statement.end_byte : end if end >= 0 else None].strip()
    is_closed = after.endswith(")")
    if not is_closed and "\\" not in after and len(after) > _width(place) and is_last_on_line:
        after = _wrapped(after, _indent(place), newline_of(place.tree.text.decode()))
    return minimal_edit(range_of(statement), before, after)


def _with_name(statement: str, name: str) -> str:
    items, text = _names(statement), statement.encode()
    evaluated = [re.split(r"\s+as\s+", text[item.start : item.end].decode())[0] for item in items.items]
    index = _position(evaluated, name)
    longer = items.inserted(index, name) if index < len(evaluated) else items.appended(name)
    return (text[: items.inside.start] + longer + text[items.inside.end :]).decode()


@lru_cache(maxsize=64)  # the fixes of a file extend the same statement
def _parsed(statement: str) -> SyntaxTree:
    return parse(statement.encode())


def _names(statement: str) -> Items:
    """The names that a `from` import of one or more names imports."""
    text, node = statement.encode(), _parsed(statement).root.named_children[0]
    children = node.children[[child.type for child in node.children].index("import") + 1 :]
    if children[0].type != "(":
        return items_of(text, children, ByteRange(children[0].start_byte, children[-1].end_byte))
    return items_of(text, children[1:-1], ByteRange(children[0].end_byte, children[-1].start_byte))


def _position(names: list[str], new: str) -> int:
    """The index of a new name in a list, by the order of the list; its end if it is not sorted."""
    for key in (_type_key, str.lower, str):
        if sorted(names, key=key) == names:
            return next((index for index, name in enumerate(names) if key(name) > key(new)), len(names))
    return len(names)


def _type_key(name: str) -> str:
    kind = "A" if name.isupper() and len(name) > 1 else "B" if name[:1].isupper() else "C"
    return kind + name.lower()


def _wrapped(statement: str, indent: str, newline: str) -> str:
    """The statement with one name per line, in parentheses."""
    items, text = _names(statement), statement.encode()
    lines = [f"{indent}{text[item.start : item.end].decode()}," for item in items.items]
    return newline.join((f"{text[: items.inside.start].decode()}(", *lines, ")"))


def _width(place: InsertionPlace) -> int:
    return max(_WIDTH, min(place.file.longest(), _WIDEST))


def _indent(place: InsertionPlace) -> str:
    return "\t" if place.file.has_tabs() else "    "


def _beside_optional(place: InsertionPlace, path: str, separate: list[tuple[NewImport, list[str]]]) -> Edit | None:
    """The edit that adds statements where the file imports the tracing library, which it can do without.

    The session's module needs the library too, so at the top of the file it would be required.
    """
    beside, text = place.optional_import(_PACKAGES), place.tree.text
    if beside is None:
        return None
    start, end = text.rfind(b"\n", 0, beside.start_byte) + 1, text.find(b"\n", beside.end_byte)
    indent, end = text[start : beside.start_byte], len(text) if end < 0 else end
    if indent.strip() or text[beside.end_byte : end].strip():
        return None
    newline = newline_of(text.decode())
    lines = [_statement(path, new, sorted(names, key=_type_key))[0] for new, names in separate]
    at = beside.end_byte
    return Edit(ByteRange(at, at), "".join(f"{newline}{indent.decode()}{line}" for line in lines).encode())


def _insertions(place: InsertionPlace, path: str, separate: list[tuple[NewImport, list[str]]]) -> list[Edit | None]:
    """The edits that add new statements; those at the same place are one edit."""
    insertions: list[tuple[Gap, SortKey, str]] = []
    for new, names in separate:
        text, key = _statement(path, new, sorted(names, key=_type_key))
        place_in_header = find_gap(place, path, key)
        if place_in_header is None:
            return [None]
        insertions.append((place_in_header, key, text))
    insertions.sort(key=lambda insertion: (insertion[0].at, insertion[1]))
    return [_insertion(place, list(group)) for _, group in groupby(insertions, key=lambda insertion: insertion[0].at)]


def _statement(path: str, new: NewImport, names: list[str]) -> tuple[str, SortKey]:
    module, renamed = new.modules[0], f" as {new.alias}" if new.alias else ""
    if module and new.name:
        return f"from {module} import {', '.join(names)}{renamed}", sort_key(
            path, True, module, names[0], new.is_project
        )
    return f"import {module or new.name}{renamed}", sort_key(path, False, module or new.name, "", new.is_project)


def _insertion(place: InsertionPlace, statements: list[tuple[Gap, SortKey, str]]) -> Edit:
    text = place.tree.text
    newline = newline_of(text.decode())
    sections = groupby(statements, key=lambda insertion: insertion[1].section)
    inserted_text = (newline * 2).join(newline.join(insertion[2] for insertion in section) for _, section in sections)
    first, last = statements[0][0], statements[-1][0]
    at = first.at
    before, after = newline * first.before, newline * (1 + last.after)
    if at == len(text) and at and not text.endswith(b"\n"):  # the file's last line still ends without a line end
        before, after = before + newline, ""
    return Edit(ByteRange(at, at), f"{before}{inserted_text}{after}".encode())
