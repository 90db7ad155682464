"""Spells an expression for one call of a file, with names from the file's own imports or from new ones."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from spanlint.apis import spellings, tables
from spanlint.languages.python.fixes.modules import module_spellings
from spanlint.languages.python.fixes.names import InsertionPlace
from spanlint.languages.python.fixes.opened_file import join
from spanlint.languages.python.names.bindings import scope_of
from spanlint.lean.records import Record

_UNWRITABLE = (ast.NamedExpr, ast.Yield, ast.YieldFrom)


class NewImport(Record):
    """A missing import: `from module import name as alias`, or `import module as alias` without a name.

    `modules` are all spellings of the module; the first is used. `alias` is empty if there is none. `is_project` says
    that the module is known to be the project's own.
    """

    modules: tuple[str, ...]
    name: str
    alias: str = ""
    is_project: bool = False

    @property
    def paths(self) -> tuple[str, ...]:
        """The dotted paths of what the import binds."""
        return tuple(join(module, self.name) if self.name else module for module in self.modules)


class Spelled(Record):
    """The text of an expression for a call, and the imports that it needs."""

    text: str
    imports: tuple[NewImport, ...] = ()


class _Replacement(Record):
    """A range of the expression, in 0-based UTF-8 bytes, and its replacement."""

    start: int
    end: int
    spelled: Spelled


def spelled(place: InsertionPlace, path: str, expression: str, imports: tuple[str, ...], folder: str) -> Spelled | None:
    """The expression for the call at a place of the file at `path`; None if one of its names is not provably correct.

    Relative modules in `imports` are relative to `folder`.
    """
    expression = expression.strip()
    tree, wanted = _parsed(expression), _imported(imports)
    if tree is None or wanted is None or not _is_allowed(tree, place):
        return None
    above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    replacements = []
    for node in free_names(tree):
        if node.id in wanted:
            replacement = _by_import(place, path, folder, _chain(node, above), wanted[node.id])
            if replacement is None:
                return None
            replacements.append(replacement)
        elif place.scopes.bindings(node.id) if hasattr(builtins, node.id) else not place.is_bound(node.id):
            return None
    text = expression.encode()
    for replacement in sorted(replacements, reverse=True):
        text = text[: replacement.start] + replacement.spelled.text.encode() + text[replacement.end :]
    return Spelled(
        text.decode(), tuple(dict.fromkeys(new for replacement in replacements for new in replacement.spelled.imports))
    )


def spell_with_import(place: InsertionPlace, new: NewImport) -> Spelled | None:
    """The spelling of a new import's name at the place, with an alias if its own name is taken; None if impossible."""
    own = new.alias or new.name or new.modules[0].partition(".")[0]
    local = next((name for name in (own, _other_name(new)) if place.is_free(name, new.paths)), None)
    if local is None or not place.can_import(new.modules[0] or new.name):
        return None
    if local == own:
        return Spelled(new.alias or new.name or new.modules[0], (new,))
    return Spelled(local, (new._replace(alias=local),))


def _parsed(expression: str) -> ast.expr | None:
    """The parsed expression; None if it is not a single keyword value on one line."""
    try:
        call = ast.parse(f"f(k={expression})", mode="eval").body
        tree = ast.parse(expression, mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return None
    is_sole_argument = isinstance(call, ast.Call) and not call.args and len(call.keywords) == 1
    return tree if is_sole_argument and not {"\n", "\r", "\f"} & set(expression) else None


def _imported(imports: tuple[str, ...]) -> dict[str, list[tuple[ast.ImportFrom | None, ast.alias]]] | None:
    """Import statements by the names that they bind; None if one is not a plain import."""
    imported: dict[str, list[tuple[ast.ImportFrom | None, ast.alias]]] = {}
    try:
        statements = [node for text in imports for node in ast.parse(text.strip()).body]
    except (SyntaxError, ValueError):
        return None
    for statement in statements:
        if not isinstance(statement, (ast.Import, ast.ImportFrom)) or statement.names[0].name == "*":
            return None
        for alias in statement.names:
            local = alias.asname or alias.name.partition(".")[0]
            imported.setdefault(local, []).append((statement if isinstance(statement, ast.ImportFrom) else None, alias))
    return imported


def _is_allowed(tree: ast.expr, place: InsertionPlace) -> bool:
    """Whether the code around the call allows the constructs in the expression."""
    nodes = list(ast.walk(tree))
    names = [getattr(node, "id", getattr(node, "attr", "")) for node in nodes]
    has_mangled_name = any(name.startswith("__") and not name.endswith("__") for name in names)
    has_await = any(isinstance(node, (ast.Await, ast.AsyncFor)) for node in nodes)
    function = scope_of(place.tree, place.call)
    if has_await and not (function.type == "function_definition" and function.children[0].type == "async"):
        return False
    is_in_class = any(above.type == "class_definition" for above in place.around)
    return not (has_mangled_name and is_in_class) and not any(isinstance(node, _UNWRITABLE) for node in nodes)


def free_names(tree: ast.expr) -> Iterator[ast.Name]:
    """The names in an expression that it does not bind itself."""
    nodes = list(ast.walk(tree))
    own = {node.arg for node in nodes if isinstance(node, ast.arg)}
    own |= {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return (node for node in nodes if isinstance(node, ast.Name) and node.id not in own)


def _chain(node: ast.Name, above: dict[ast.AST, ast.AST]) -> list[ast.expr]:
    """A name followed by its attributes and possibly a call: `a`, `a.b`, `a.b()`."""
    chain: list[ast.expr] = [node]
    holder = above.get(node)
    while isinstance(holder, ast.Attribute):
        chain.append(holder)
        holder = above.get(holder)
    if isinstance(holder, ast.Call) and holder.func is chain[-1]:
        chain.append(holder)
    return chain


def _by_import(
    place: InsertionPlace,
    path: str,
    folder: str,
    chain: list[ast.expr],
    statements: list[tuple[ast.ImportFrom | None, ast.alias]],
) -> _Replacement | None:
    attributes = [part.attr for part in chain if isinstance(part, ast.Attribute)]
    for statement, alias in statements:
        inner = alias.name.split(".")[1:] if statement is None and alias.asname is None else []
        if attributes[: len(inner)] != inner:
            continue
        new = _new_import(place, path, folder, statement, alias)
        if new is None:
            return None
        if not new.modules:  # this file defines it
            is_own = any(binding.scope == place.tree.root for binding in place.bindings(new.name)) and place.is_bound(
                new.name
            )
            return _replacement(chain[0], chain[0], Spelled(new.name)) if is_own else None
        return _by_existing_import(place, new, chain[len(inner) :], attributes[len(inner) :], chain[0])
    return None


def _new_import(
    place: InsertionPlace, path: str, folder: str, statement: ast.ImportFrom | None, alias: ast.alias
) -> NewImport | None:
    if statement is None:
        return NewImport((alias.name,), "", alias.asname or "")
    above = [imported.path for imported in place.imports]
    modules = module_spellings(statement.module or "", statement.level, alias.name, folder, path, above)
    if modules is None:
        return None
    return NewImport(modules.written, alias.name, alias.asname or "", modules.is_project)


def _by_existing_import(
    place: InsertionPlace, new: NewImport, chain: list[ast.expr], attributes: list[str], first: ast.expr
) -> _Replacement | None:
    """The name by an existing import of the same thing, of an attribute of it or of its module, else by a new one."""
    defined_at = spellings("python").defined_at
    for depth in range(len(attributes) + 1):
        rest = "".join(f".{attribute}" for attribute in attributes[:depth])
        paths = tuple(path + rest for path in new.paths)
        spelling = place.spelling((*paths, *(defined_at[path] for path in paths if path in defined_at)))
        if spelling is not None:
            return _replacement(first, chain[depth], Spelled(spelling))
    # A module cannot be called, so a called name is certain to be an attribute of its module.
    is_called = len(chain) == 2 and isinstance(chain[1], ast.Call)
    spelling = place.spelling(new.modules) if is_called and new.name else None
    if spelling is not None:
        return _replacement(first, chain[0], Spelled(f"{spelling}.{new.name}"))
    is_of_api = new.modules[0].partition(".")[0] in tables("python").apis[0].packages
    spelling = place.reexported(new.name, attributes[0]) if is_of_api and attributes else None
    text = Spelled(spelling) if spelling is not None else spell_with_import(place, new)
    return None if text is None else _replacement(first, chain[0], text)


def _replacement(first: ast.expr, last: ast.expr, text: Spelled) -> _Replacement:
    return _Replacement(first.col_offset, last.end_col_offset or 0, text)


def _other_name(new: NewImport) -> str:
    """A name that says where it comes from: `otel_get_current`, `OtelContext`, `session_get_context`."""
    name = new.alias or new.name or new.modules[0].replace(".", "_")
    module = new.modules[0].strip(".")
    prefix = "otel" if module.startswith("opentelemetry") else module.rpartition(".")[2] or "project"
    return f"{prefix.capitalize()}{name}" if name[:1].isupper() else f"{prefix}_{name}"
