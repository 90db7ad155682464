"""Writes the imports that a file lacks: into an import it has of the same module, else on lines of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spanlint.languages.trees.tree import range_of
from spanlint.languages.typescript.fixes.layout import (
    File,
    indentation,
    insert_after,
    insertion,
    line_end,
    quote,
    starts_line,
    writes_semicolons,
)
from spanlint.languages.typescript.fixes.modules import (
    DEFAULT,
    EVERYTHING,
    Wanted,
    declares_import,
    imports_types,
    is_from,
    module_of,
)
from spanlint.lean.records import Record
from spanlint.text.edits import Edit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_REST_OF_LINE = re.compile(rb"[ \t]*(?://[^\r\n]*|/\*[^\r\n]*?\*/[ \t]*)?(?=[\r\n]|\Z)")
_FOR_THE_FILE = re.compile(rb"#!|/\*!|.*(?:@ts-|@jsx|@license|@file|copyright|eslint|licen[cs]e)", re.S | re.I)


class New(Record):
    """A wanted name under the local name it is to be imported by."""

    wanted: Wanted
    local: str


def additions(file: File, at: Node, new: list[New]) -> list[Edit] | None:
    """The edits that import each name, as the file imports others; None where it cannot be told how."""
    edits: list[Edit] = []
    lines: dict[tuple[str, str], list[New]] = {}
    for each in new:
        whole = each.wanted.name in (EVERYTHING, DEFAULT)
        target = None if whole else next(_lists(file, at, each.wanted), None)
        if target is None:
            lines.setdefault((each.wanted.module, each.local if whole else ""), []).append(each)
        elif target.has_error:
            return None
        else:
            edits += _extended(file, target, _specifier(each, commonjs=target.type == "object_pattern"))
    added = _new_lines(file, at, lines) if lines else []
    return None if added is None else edits + added


def _lists(file: File, at: Node, wanted: Wanted) -> Iterator[Node]:
    """The lists of names that an import of the module has, or its lone default name."""
    for statement in file.tree.root.named_children:
        if statement.type == "import_statement" and not imports_types(statement):
            clauses = [each for each in statement.named_children if each.type == "import_clause"]
            named = [each for clause in clauses for each in clause.named_children if each.type == "named_imports"]
            lone = [each for clause in clauses if clause.named_child_count == 1 for each in clause.named_children]
            module = module_of(file.tree, statement)
            if module is not None and is_from(module, wanted, file.source.path):
                yield from named or (each for each in lone if each.type == "identifier")
        elif declares_import(file.tree, statement) and statement.end_byte <= at.start_byte:
            yield from _patterns(file, statement, wanted)


def _patterns(file: File, statement: Node, wanted: Wanted) -> Iterator[Node]:
    for each in statement.named_children:
        pattern, value = each.child_by_field_name("name"), each.child_by_field_name("value")
        module = module_of(file.tree, each) if each.type == "variable_declarator" else None
        if pattern is None or pattern.type != "object_pattern" or value is None or value.type != "call_expression":
            continue
        has_rest = any(part.type == "rest_pattern" for part in pattern.named_children)
        if module is not None and is_from(module, wanted, file.source.path) and not has_rest:
            yield pattern


def _specifier(new: New, commonjs: bool) -> str:
    name, local = new.wanted.name, new.local
    return name if name == local else f"{name}: {local}" if commonjs else f"{name} as {local}"


def _extended(file: File, target: Node, specifier: str) -> list[Edit]:
    if target.type == "identifier":
        return [insertion(target.end_byte, f", {{ {specifier} }}")]
    names = [each for each in target.named_children if each.type != "comment"]
    if names:
        return insert_after(file, names[-1], [specifier])
    if target.named_child_count:
        return [insertion(target.start_byte + 1, f" {specifier},")]
    return [Edit(range_of(target), f"{{ {specifier} }}".encode())]


def _new_lines(file: File, at: Node, lines: dict[tuple[str, str], list[New]]) -> list[Edit] | None:
    """Whole import statements after the last one, or at the top."""
    commonjs = _is_commonjs(file)
    if commonjs is None:
        return None
    last = last_import(file, at)
    mark, end = quote(file.text), ";" if writes_semicolons(file, last) else ""
    written = [_statement(module, new, commonjs, mark) + end for (module, _), new in lines.items()]
    if last is None:
        top = _top(file)
        newline = line_end(file.text, top)
        return [insertion(top, "".join(line + newline for line in written) + newline)]
    rest = _REST_OF_LINE.match(file.text, last.end_byte)
    if rest is None or not starts_line(file.text, last.start_byte):
        return None
    margin = line_end(file.text, rest.end()) + indentation(file.text, last.start_byte)
    return [insertion(rest.end(), "".join(margin + line for line in written))]


def _statement(module: str, new: list[New], commonjs: bool, mark: str) -> str:
    source, name, local = f"{mark}{module}{mark}", new[0].wanted.name, new[0].local
    if name in (EVERYTHING, DEFAULT):
        if commonjs:
            return f"const {local if name == EVERYTHING else f'{{ default: {local} }}'} = require({source})"
        return f"import {local if name == DEFAULT else f'* as {local}'} from {source}"
    names = ", ".join(_specifier(each, commonjs) for each in new)
    return f"const {{ {names} }} = require({source})" if commonjs else f"import {{ {names} }} from {source}"


def _is_commonjs(file: File) -> bool | None:
    """Which kind of module a file is; None where it does not say."""
    kinds = {each.type for each in file.tree.root.named_children}
    if kinds & {"import_statement", "export_statement"}:
        return False
    path = file.source.path
    if path.endswith(".cjs") or any(declares_import(file.tree, each) for each in file.tree.root.named_children):
        return True
    if path.endswith((".js", ".jsx")):
        return True if b"module.exports" in file.text or b"exports." in file.text else None
    return False


def last_import(file: File, at: Node) -> Node | None:
    """The last statement before a node that imports something at the top level, ES imports before `require`."""
    before = [each for each in file.tree.root.named_children if each.end_byte <= at.start_byte]
    found = [each for each in before if each.type == "import_statement"]
    found = found or [each for each in before if declares_import(file.tree, each)]
    return found[-1] if found else None


def _top(file: File) -> int:
    """The start of the first statement with its own comments, after directives and the comments for the whole file."""
    start = 0
    children = file.tree.root.children
    for index, each in enumerate(children):
        text = file.text[each.start_byte : each.end_byte]
        following = children[index + 1].start_byte if index + 1 < len(children) else len(file.text)
        gap = file.text[each.end_byte : following]
        directive = each.type == "expression_statement" and each.named_children[0].type == "string"
        apart = gap.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") > 1
        if each.type == "comment" and not (apart or _FOR_THE_FILE.match(text)):
            continue
        if each.type not in ("comment", "hash_bang_line") and not directive:
            break
        start = following
    return start
