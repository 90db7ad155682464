"""An expression as one call of a file writes it: the names in it by the file's own imports, or by new ones."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from spanlint.apis import spellings
from spanlint.languages.python.fixes.modules import modules
from spanlint.languages.python.fixes.names import Place, join
from spanlint.languages.python.names.bindings import scope_of
from spanlint.lean.records import Record

_NOT_HERE = (ast.NamedExpr, ast.Yield, ast.YieldFrom)


class NewImport(Record):
    """An import that a file lacks: `from module import name as alias`, or `import module as alias` without a name.

    `modules` are all the ways to write the module, the first one to be used; `alias` is empty for none, `project` says
    that the module is known to be the project's own.
    """

    modules: tuple[str, ...]
    name: str
    alias: str = ""
    project: bool = False

    @property
    def paths(self) -> tuple[str, ...]:
        """The dotted paths of what it binds."""
        return tuple(join(module, self.name) if self.name else module for module in self.modules)


class Spelled(Record):
    """An expression as it can stand in a call, once the imports are there."""

    text: str
    imports: tuple[NewImport, ...] = ()


class _Replaced(Record):
    """A range of the expression, 0-based in bytes of UTF-8, and what stands there instead."""

    start: int
    end: int
    text: Spelled


def spelled(place: Place, path: str, expression: str, imports: tuple[str, ...], folder: str) -> Spelled | None:
    """The expression for the call at a place of the file at `path`; None where a name in it can't be proven right.

    Relative modules in `imports` are relative to `folder`.
    """
    expression = expression.strip()
    tree, wanted = _parsed(expression), _imported(imports)
    if tree is None or wanted is None or not _may_stand(tree, place):
        return None
    above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    pieces = []
    for node in _free_names(tree):
        if node.id in wanted:
            piece = _by_import(place, path, folder, _chain(node, above), wanted[node.id])
            if piece is None:
                return None
            pieces.append(piece)
        elif place.scopes.bindings(node.id) if hasattr(builtins, node.id) else not place.is_bound(node.id):
            return None
    text = expression.encode()
    for piece in sorted(pieces, reverse=True):
        text = text[: piece.start] + piece.text.text.encode() + text[piece.end :]
    return Spelled(text.decode(), tuple(dict.fromkeys(new for piece in pieces for new in piece.text.imports)))


def lacking(place: Place, new: NewImport) -> Spelled | None:
    """What stands for a new import's name at the place, under another name where its own is taken."""
    own = new.alias or new.name or new.modules[0].partition(".")[0]
    local = next((each for each in (own, _other_name(new)) if place.is_free(each, new.paths)), None)
    if local is None or not place.can_import(new.modules[0] or new.name):
        return None
    if local == own:
        return Spelled(new.alias or new.name or new.modules[0], (new,))
    return Spelled(local, (new._replace(alias=local),))


def _parsed(expression: str) -> ast.expr | None:
    """The expression as the value of a keyword; None where it would not be one, on one line."""
    try:
        call = ast.parse(f"f(k={expression})", mode="eval").body
        tree = ast.parse(expression, mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return None
    alone = isinstance(call, ast.Call) and not call.args and len(call.keywords) == 1
    return tree if alone and not {"\n", "\r", "\f"} & set(expression) else None


def _imported(imports: tuple[str, ...]) -> dict[str, list[tuple[ast.ImportFrom | None, ast.alias]]] | None:
    """Import statements by the names they bind; None where one is no plain import."""
    found: dict[str, list[tuple[ast.ImportFrom | None, ast.alias]]] = {}
    try:
        statements = [each for text in imports for each in ast.parse(text.strip()).body]
    except (SyntaxError, ValueError):
        return None
    for statement in statements:
        if not isinstance(statement, (ast.Import, ast.ImportFrom)) or statement.names[0].name == "*":
            return None
        for alias in statement.names:
            local = alias.asname or alias.name.partition(".")[0]
            found.setdefault(local, []).append((statement if isinstance(statement, ast.ImportFrom) else None, alias))
    return found


def _may_stand(tree: ast.expr, place: Place) -> bool:
    """Whether the call's surroundings allow what the expression does."""
    nodes = list(ast.walk(tree))
    names = [getattr(node, "id", getattr(node, "attr", "")) for node in nodes]
    mangled = any(name.startswith("__") and not name.endswith("__") for name in names)
    waits = any(isinstance(node, (ast.Await, ast.AsyncFor)) for node in nodes)
    function = scope_of(place.tree, place.call)
    if waits and not (function.type == "function_definition" and function.children[0].type == "async"):
        return False
    in_class = any(above.type == "class_definition" for above in place.around)
    return not (mangled and in_class) and not any(isinstance(node, _NOT_HERE) for node in nodes)


def _free_names(tree: ast.expr) -> Iterator[ast.Name]:
    nodes = list(ast.walk(tree))
    own = {node.arg for node in nodes if isinstance(node, ast.arg)}
    own |= {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return (node for node in nodes if isinstance(node, ast.Name) and node.id not in own)


def _chain(node: ast.Name, above: dict[ast.AST, ast.AST]) -> list[ast.expr]:
    """A name, and what its attributes and at last a call make of it: `a`, `a.b`, `a.b()`."""
    chain: list[ast.expr] = [node]
    holder = above.get(node)
    while isinstance(holder, ast.Attribute):
        chain.append(holder)
        holder = above.get(holder)
    if isinstance(holder, ast.Call) and holder.func is chain[-1]:
        chain.append(holder)
    return chain


def _by_import(
    place: Place,
    path: str,
    folder: str,
    chain: list[ast.expr],
    statements: list[tuple[ast.ImportFrom | None, ast.alias]],
) -> _Replaced | None:
    attributes = [each.attr for each in chain if isinstance(each, ast.Attribute)]
    for statement, alias in statements:
        inner = alias.name.split(".")[1:] if statement is None and alias.asname is None else []
        if attributes[: len(inner)] != inner:
            continue
        new = _new_import(place, path, folder, statement, alias)
        if new is None:
            return None
        if not new.modules:  # this file defines it
            own = any(each.scope == place.tree.root for each in place.bindings(new.name)) and place.is_bound(new.name)
            return _replaced(chain[0], chain[0], Spelled(new.name)) if own else None
        return _named(place, new, chain[len(inner) :], attributes[len(inner) :], chain[0])
    return None


def _new_import(
    place: Place, path: str, folder: str, statement: ast.ImportFrom | None, alias: ast.alias
) -> NewImport | None:
    if statement is None:
        return NewImport((alias.name,), "", alias.asname or "")
    above = [each.path for each in place.imports]
    found = modules(statement.module or "", statement.level, alias.name, folder, path, above)
    return None if found is None else NewImport(found.written, alias.name, alias.asname or "", found.project)


def _named(
    place: Place, new: NewImport, chain: list[ast.expr], attributes: list[str], first: ast.expr
) -> _Replaced | None:
    """The name by an import that the file has: of the same thing, of an attribute of it, of its module."""
    same = spellings("python").same
    for depth in range(len(attributes) + 1):
        rest = "".join(f".{each}" for each in attributes[:depth])
        paths = tuple(path + rest for path in new.paths)
        found = place.spelling((*paths, *(same[path] for path in paths if path in same)))
        if found is not None:
            return _replaced(first, chain[depth], Spelled(found))
    # What is called is no module, so that it is certain to be an attribute of its own.
    called = len(chain) == 2 and isinstance(chain[1], ast.Call)
    found = place.spelling(new.modules) if called and new.name else None
    text = Spelled(f"{found}.{new.name}") if found is not None else lacking(place, new)
    return None if text is None else _replaced(first, chain[0], text)


def _replaced(first: ast.expr, last: ast.expr, text: Spelled) -> _Replaced:
    return _Replaced(first.col_offset, last.end_col_offset or 0, text)


def _other_name(new: NewImport) -> str:
    """A name that tells where it comes from: `otel_get_current`, `OtelContext`, `session_get_context`."""
    name = new.alias or new.name or new.modules[0].replace(".", "_")
    module = new.modules[0].strip(".")
    prefix = "otel" if module.startswith("opentelemetry") else module.rpartition(".")[2] or "project"
    return f"{prefix.capitalize()}{name}" if name[:1].isupper() else f"{prefix}_{name}"
