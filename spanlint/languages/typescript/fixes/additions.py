"""Adds missing imports to a file: to an existing import of the same module, else on new lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spanlint.apis import tables
from spanlint.languages.trees.tree import range_of
from spanlint.languages.typescript.fixes.extensions import specifier
from spanlint.languages.typescript.fixes.layout import (
    CONTINUATIONS,
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
    imports,
    imports_types,
    is_api,
    is_from,
    module_of,
)
from spanlint.lean.records import Record
from spanlint.text.edits import Edit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_CALLEES = frozenset({"call_expression", "member_expression"})
_BODIES = frozenset({"lexical_declaration", "variable_declaration", "expression_statement", "return_statement"})
_REST_OF_LINE = re.compile(rb"[ \t]*(?://[^\r\n]*|/\*[^\r\n]*?\*/[ \t]*)?(?=[\r\n]|\Z)")
_FILE_COMMENT = re.compile(
    rb"#!|/\*!|///\s*<|.*(?:@ts-|@jsx|@flow|@jest|@vitest|@license|@file|@format|@preserve|copyright|licen[cs]e|eslint"
    rb"|biome-|prettier-|(?:c8|istanbul|v8) ignore)",
    re.S | re.I,
)


class NewName(Record):
    """A wanted name, and the local name to import it as."""

    wanted: Wanted
    local: str


def additions(file: File, at: Node, names: list[NewName]) -> list[Edit] | None:
    """Returns the edits that import names in the style of the file; None if the file does not show how.

    They are above the first span call of the file, whichever call needs them: two calls would else import one name
    twice, each below the imports that it sees.
    """
    edits: list[Edit] = []
    before = _first_call(file, at) if names else 0
    statements: dict[tuple[str, str], list[NewName]] = {}
    for name in names:
        is_whole = name.wanted.name in (EVERYTHING, DEFAULT)
        target = None if is_whole else next(_import_targets(file, before, name.wanted), None)
        if target is None:
            statements.setdefault((specifier(file, name.wanted), name.local if is_whole else ""), []).append(name)
        elif target.has_error:
            return None
        else:
            edits += _extend_import(file, target, _specifier(name, is_commonjs=target.type == "object_pattern"))
    new_lines = _add_statements(file, at, before, statements) if statements else []
    return None if new_lines is None else edits + new_lines


def _first_call(file: File, at: Node) -> int:
    """Returns the byte where the first statement begins that holds a node or a call of a tracer's method."""
    leaves = (leaf for name in tables("typescript").creators for leaf in file.tree.leaves(name))
    calls = (leaf for leaf in leaves if (above := file.tree.parent(leaf)) is not None and above.type in _CALLEES)
    return min(file.tree.ancestors(node)[-2].start_byte for node in (at, *calls))


def _import_targets(file: File, before: int, wanted: Wanted) -> Iterator[Node]:
    """Yields the name lists of the imports of a module, or the default name of an import that has no other."""
    for statement in file.tree.root.named_children:
        if statement.type == "import_statement" and not imports_types(statement):
            clauses = [child for child in statement.named_children if child.type == "import_clause"]
            name_lists = [
                child for clause in clauses for child in clause.named_children if child.type == "named_imports"
            ]
            lone_children = [
                child for clause in clauses if clause.named_child_count == 1 for child in clause.named_children
            ]
            module = module_of(file.tree, statement)
            if module is not None and is_from(module, wanted, file.source.path):
                yield from name_lists or (child for child in lone_children if child.type == "identifier")
        elif declares_import(file.tree, statement) and statement.end_byte <= before:
            yield from _require_patterns(file, statement, wanted)


def _require_patterns(file: File, statement: Node, wanted: Wanted) -> Iterator[Node]:
    for declarator in statement.named_children:
        pattern, value = declarator.child_by_field_name("name"), declarator.child_by_field_name("value")
        module = module_of(file.tree, declarator) if declarator.type == "variable_declarator" else None
        if pattern is None or pattern.type != "object_pattern" or value is None or value.type != "call_expression":
            continue
        has_rest = any(part.type == "rest_pattern" for part in pattern.named_children)
        if module is not None and is_from(module, wanted, file.source.path) and not has_rest:
            yield pattern


def _specifier(new: NewName, is_commonjs: bool) -> str:
    name, local = new.wanted.name, new.local
    return name if name == local else f"{name}: {local}" if is_commonjs else f"{name} as {local}"


def _extend_import(file: File, target: Node, specifier: str) -> list[Edit]:
    if target.type == "identifier":
        return [insertion(target.end_byte, f", {{ {specifier} }}")]
    names = [child for child in target.named_children if child.type != "comment"]
    if names:
        return insert_after(file, names[-1], [specifier])
    if target.named_child_count:
        return [insertion(target.start_byte + 1, f" {specifier},")]
    return [Edit(range_of(target), f"{{ {specifier} }}".encode())]


def _add_statements(
    file: File, at: Node, before: int, statements: dict[tuple[str, str], list[NewName]]
) -> list[Edit] | None:
    """Returns the edits that insert whole import statements after the last one before a byte, or at the top."""
    is_commonjs = _is_commonjs(file)
    if is_commonjs is None:
        return None
    nested = _nested_requires(file)
    beside = (node for node in nested if _is_before(file, node, at))
    last = next(beside, None) if nested else last_import(file, before)
    if nested and last is None:
        return None  # the file does without the library here
    quotation_mark, semicolon = quote(file.text), ";" if writes_semicolons(file, last) else ""
    lines = [
        _statement(module, names, is_commonjs, quotation_mark) + semicolon for (module, _), names in statements.items()
    ]
    if last is None:
        top = _top(file)
        newline = line_end(file.text, top)
        if not semicolon and _continues(file, top):
            lines[-1] += ";"
        return [insertion(top, "".join(line + newline for line in lines) + newline)]
    rest = _REST_OF_LINE.match(file.text, last.end_byte)
    if rest is None or not starts_line(file.text, last.start_byte):
        return None
    margin = line_end(file.text, rest.end()) + indentation(file.text, last.start_byte)
    return [insertion(rest.end(), "".join(margin + line for line in lines))]


def _nested_requires(file: File) -> list[Node]:
    """Returns the declarations below the top level that require OpenTelemetry, the last one first; none if the top
    level imports it. Such a file can do without it, so what needs it must be required in the same place."""
    if any(is_api(imported.module) for imported in imports(file.tree)):
        return []
    leaves = (leaf for leaf in reversed(file.tree.leaves("require")))
    holders = (next((above for above in file.tree.ancestors(leaf) if above.type in _BODIES), None) for leaf in leaves)
    return [
        holder
        for holder in holders
        if holder is not None
        and declares_import(file.tree, holder)
        and any(is_api(module_of(file.tree, declarator) or "") for declarator in holder.named_children)
    ]


def _is_before(file: File, statement: Node, at: Node) -> bool:
    """Whether a statement has run wherever a node runs."""
    return statement.end_byte <= at.start_byte and file.tree.parent(statement) in file.tree.ancestors(at)


def _continues(file: File, at: int) -> bool:
    """Whether the first statement behind a byte offset would continue one that lacks a semicolon."""
    statements = (child for child in file.tree.root.children if child.type != "comment" and child.start_byte >= at)
    first = next(statements, None)
    return first is not None and file.text.startswith(CONTINUATIONS, first.start_byte)


def _statement(module: str, names: list[NewName], is_commonjs: bool, quotation_mark: str) -> str:
    source, name, local = f"{quotation_mark}{module}{quotation_mark}", names[0].wanted.name, names[0].local
    if name in (EVERYTHING, DEFAULT):
        if is_commonjs:
            return f"const {local if name == EVERYTHING else f'{{ default: {local} }}'} = require({source})"
        return f"import {local if name == DEFAULT else f'* as {local}'} from {source}"
    specifiers = ", ".join(_specifier(new_name, is_commonjs) for new_name in names)
    return (
        f"const {{ {specifiers} }} = require({source})" if is_commonjs else f"import {{ {specifiers} }} from {source}"
    )


def _is_commonjs(file: File) -> bool | None:
    """Whether a file is a CommonJS module, not an ES module; None if neither is evident."""
    kinds = {statement.type for statement in file.tree.root.named_children}
    if kinds & {"import_statement", "export_statement"}:
        return False
    path = file.source.path
    if path.endswith(".cjs") or any(
        declares_import(file.tree, statement) for statement in file.tree.root.named_children
    ):
        return True
    if path.endswith((".js", ".jsx")):
        return True if b"module.exports" in file.text or b"exports." in file.text else None
    return False


def last_import(file: File, before: int) -> Node | None:
    """Returns the last import at the top level that ends before a byte; a `require` only if there is no ES import."""
    above = [statement for statement in file.tree.root.named_children if statement.end_byte <= before]
    imports = [statement for statement in above if statement.type == "import_statement"]
    imports = imports or [statement for statement in above if declares_import(file.tree, statement)]
    return imports[-1] if imports else None


def _top(file: File) -> int:
    """Returns the byte offset of the first statement with its comments, after directives and file comments."""
    start = 0
    children = file.tree.root.children
    for index, child in enumerate(children):
        text = file.text[child.start_byte : child.end_byte]
        following = children[index + 1].start_byte if index + 1 < len(children) else len(file.text)
        gap = file.text[child.end_byte : following]
        is_directive = child.type == "expression_statement" and child.named_children[0].type == "string"
        is_apart = gap.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") > 1
        if child.type == "comment" and not (is_apart or _FILE_COMMENT.match(text)):
            continue
        if child.type not in ("comment", "hash_bang_line") and not is_directive:
            break
        start = following
    return start
