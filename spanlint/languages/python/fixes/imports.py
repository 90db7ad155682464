"""New imports at the top of a Python file: in a statement that is there, or in one of their own."""

from __future__ import annotations

import re
from itertools import groupby

import libcst as cst

from spanlint.languages.python.fixes.commas import NOTHING, appended, code, inserted, newline_of
from spanlint.languages.python.fixes.edit import minimal
from spanlint.languages.python.fixes.expression import NewImport
from spanlint.languages.python.fixes.header import Gap, Line, gap, header, line
from spanlint.languages.python.fixes.names import InsertionPlace
from spanlint.text.edits import Edit
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_WIDTH, _WIDEST = 88, 120  # code points in a line: the usual formatter's, and the most that a file's own lines allow


def import_edits(place: InsertionPlace, path: str, imports: tuple[NewImport, ...]) -> tuple[Edit, ...] | None:
    """The edits that add imports to the file at `path`; None where one has no place."""
    extended: dict[int, tuple[Node, list[str]]] = {}
    apart: dict[str, tuple[NewImport, list[str]]] = {}
    for new in imports:
        statement = _statement_of(place, new)
        if statement is not None:
            extended.setdefault(statement.start_byte, (statement, []))[1].append(new.name)
        else:
            alone = bool(new.alias or not new.name)
            apart.setdefault(f"{new}" if alone else new.modules[0], (new, []))[1].append(new.name)
    edits: list[Edit | None] = [_extension(place, *each) for each in extended.values()]
    edits += _insertions(place, path, list(apart.values()))
    return tuple(each for each in edits if each is not None) if None not in edits else None


def _statement_of(place: InsertionPlace, new: NewImport) -> Node | None:
    """The statement to extend: a `from` of the same module that does not only rename."""
    if not new.name or new.alias or not new.modules[0]:
        return None
    for each in header(place):
        module, names = each.child_by_field_name("module_name"), each.children_by_field_name("name")
        plain = any(name.type == "dotted_name" for name in names)
        if module is not None and plain and place.tree.text_of(module) in new.modules:
            return each
    return None


def _extension(place: InsertionPlace, statement: Node, names: list[str]) -> Edit | None:
    text = place.tree.text_of(statement)
    try:
        parsed = cst.parse_statement(text)
    except (cst.ParserSyntaxError, RecursionError, ValueError):
        return None
    small = parsed.body[0] if isinstance(parsed, cst.SimpleStatementLine) else None
    if not isinstance(small, cst.ImportFrom) or code(small, text) != text:
        return None
    for name in names:
        small = _with_name(small, name)
    after = code(small, text)
    end = place.tree.text.find(b"\n", statement.end_byte)
    alone = not place.tree.text[statement.end_byte : end if end >= 0 else None].strip()
    if small.lpar is None and "\\" not in after and len(after) > _width(place) and alone:
        after = _wrapped(small, after, _indent(place), newline_of(place.tree.text.decode()))
    return minimal(ByteRange(statement.start_byte, statement.end_byte), text, after)


def _with_name(statement: cst.ImportFrom, name: str) -> cst.ImportFrom:
    names = list(statement.names) if not isinstance(statement.names, cst.ImportStar) else []
    added = cst.ImportAlias(name=cst.Name(name))
    opening = statement.lpar.whitespace_after if statement.lpar is not None else NOTHING
    closing = statement.rpar.whitespace_before if statement.rpar is not None else NOTHING
    index = _position([each.evaluated_name for each in names], name)
    if index < len(names):
        return statement.with_changes(names=inserted(names, index, added, opening))
    names, closing = appended(names, added, opening, closing)
    rpar = statement.rpar.with_changes(whitespace_before=closing) if statement.rpar is not None else None
    return statement.with_changes(names=names, rpar=rpar)


def _position(names: list[str], new: str) -> int:
    """Where a name goes in a list, by the order that the list is in; at its end if it is in none."""
    for key in (_by_type, str.lower, str):
        if sorted(names, key=key) == names:
            return next((index for index, each in enumerate(names) if key(each) > key(new)), len(names))
    return len(names)


def _by_type(name: str) -> str:
    kind = "A" if name.isupper() and len(name) > 1 else "B" if name[:1].isupper() else "C"
    return kind + name.lower()


def _wrapped(statement: cst.ImportFrom, text: str, indent: str, newline: str) -> str:
    """The statement with a name a line, in parentheses."""
    names = list(statement.names) if not isinstance(statement.names, cst.ImportStar) else []
    lines = [indent + code(each.with_changes(comma=cst.MaybeSentinel.DEFAULT), text) + "," for each in names]
    head = re.split(r"(?<= import )", text, maxsplit=1)[0]
    return newline.join((f"{head}(", *lines, ")"))


def _width(place: InsertionPlace) -> int:
    longest = max(map(len, place.tree.text.decode("utf-8", "replace").splitlines()), default=0)
    return max(_WIDTH, min(longest, _WIDEST))


def _indent(place: InsertionPlace) -> str:
    return "\t" if re.search(rb"^\t", place.tree.text, re.MULTILINE) else "    "


def _insertions(place: InsertionPlace, path: str, apart: list[tuple[NewImport, list[str]]]) -> list[Edit | None]:
    """Statements of their own; those that go to the same place are one edit."""
    found: list[tuple[Gap, Line, str]] = []
    for new, names in apart:
        text, sorting = _statement(path, new, sorted(names, key=_by_type))
        at = gap(place, path, sorting)
        if at is None:
            return [None]
        found.append((at, sorting, text))
    found.sort(key=lambda each: (each[0].at, each[1]))
    return [_insertion(place, list(group)) for _, group in groupby(found, key=lambda each: each[0].at)]


def _statement(path: str, new: NewImport, names: list[str]) -> tuple[str, Line]:
    module, renamed = new.modules[0], f" as {new.alias}" if new.alias else ""
    if module and new.name:
        return f"from {module} import {', '.join(names)}{renamed}", line(path, True, module, names[0], new.project)
    return f"import {module or new.name}{renamed}", line(path, False, module or new.name, "", new.project)


def _insertion(place: InsertionPlace, statements: list[tuple[Gap, Line, str]]) -> Edit:
    text = place.tree.text
    newline = newline_of(text.decode())
    sections = groupby(statements, key=lambda each: each[1].section)
    written = (newline * 2).join(newline.join(each[2] for each in section) for _, section in sections)
    first, last = statements[0][0], statements[-1][0]
    at = first.at
    before, after = newline * first.before, newline * (1 + last.after)
    if at == len(text) and at and not text.endswith(b"\n"):  # the file's last line stays without an end
        before, after = before + newline, ""
    return Edit(ByteRange(at, at), f"{before}{written}{after}".encode())
