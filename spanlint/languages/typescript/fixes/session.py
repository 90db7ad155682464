"""What keeps a configured session context from being written: its code, its modules, names that nothing binds."""

from __future__ import annotations

import os
from collections.abc import Iterator

from spanlint.languages.typescript.fixes.expression import GLOBALS, NAMES, leaves_of
from spanlint.languages.typescript.fixes.layout import open_file, parsed
from spanlint.languages.typescript.fixes.modules import wanted_from
from spanlint.languages.typescript.names.scopes import Scopes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.model.settings import SessionContext
    from spanlint.text.source import Source

_SUFFIXES = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".d.ts", ".d.mts", ".d.cts")


def session_problems(session: SessionContext) -> Iterator[str]:
    """Yields each problem, one line that starts with the key, such as `expression: not a TypeScript expression`."""
    if not _is_expression(session.expression):
        yield "expression: not a TypeScript expression on one line"
    importer = os.path.join(session.folder, "spanlint.ts")
    for number, text in enumerate(session.imports, 1):
        names = wanted_from((text,), session.folder, importer)
        if not names:
            yield f"imports[{number}]: not a TypeScript import of names"
        else:
            modules = dict.fromkeys((name.module, name.path) for name in names if name.path)
            yield from (f"imports[{number}]: no module {module}" for module, path in modules if not _exists(path))


def unbound_names(source: Source, session: SessionContext) -> list[str]:
    """The names in the expression that neither the configured imports nor anything in the file binds."""
    file, tree = open_file(source), parsed(f"({session.expression.strip()})")
    own = Scopes(tree)
    leaves = (leaf for leaf in leaves_of(tree.root) if leaf.type in NAMES)
    names = {name for leaf in leaves if not own.visible(name := tree.text_of(leaf), leaf)}
    names -= {wanted.local for wanted in wanted_from(session.imports, session.folder, source.path) or ()}
    return sorted(name for name in names - GLOBALS if not file.scopes.bindings(name))


def _is_expression(text: str) -> bool:
    tree = parsed(f"(\n{text.strip()}\n)")
    children = tree.root.named_children
    is_alone = len(children) == 1 and children[0].type == "expression_statement"
    inner = children[0].named_children if is_alone else []
    is_one = len(inner) == 1 and inner[0].type == "parenthesized_expression"
    return is_one and not tree.root.has_error and not {"\n", "\r"} & set(text.strip())


def _exists(path: str) -> bool:
    """Whether a module's absolute path, without its suffix, leads to a source file or to a folder with an index."""
    index = os.path.join(path, "index")
    return os.path.isfile(path) or any(os.path.isfile(base + suffix) for base in (path, index) for suffix in _SUFFIXES)
