"""What keeps a configured session context from being written: its Python, its modules, names that nothing binds."""

from __future__ import annotations

import ast
import builtins
import os
from collections.abc import Iterator

from spanlint.languages.python.fixes.expression import free_names
from spanlint.languages.python.fixes.opened_file import opened

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.model.settings import SessionContext
    from spanlint.text.source import Source


def session_problems(session: SessionContext) -> Iterator[str]:
    """Yields each problem, one line that starts with the key, such as `expression: not a Python expression`."""
    if not _is_expression(session.expression):
        yield "expression: not a Python expression on one line"
    for number, text in enumerate(session.imports, 1):
        statements = _statements(text)
        if statements is None or not all(map(_is_plain_import, statements)):
            yield f"imports[{number}]: not a Python import of names"
        else:
            yield from (f"imports[{number}]: no module {module}" for module in _missing(statements, session.folder))


def unbound_names(source: Source, session: SessionContext) -> list[str]:
    """The names in the expression that neither the configured imports nor anything in the file binds."""
    scopes = opened(source).scopes
    tree = ast.parse(session.expression.strip(), mode="eval").body
    imported = {
        alias.asname or alias.name.partition(".")[0]
        for text in session.imports
        for statement in _statements(text) or ()
        if isinstance(statement, (ast.Import, ast.ImportFrom))
        for alias in statement.names
    }
    names = {node.id for node in free_names(tree)} - imported
    return sorted(name for name in names if not hasattr(builtins, name) and not scopes.bindings(name))


def _is_expression(text: str) -> bool:
    try:
        ast.parse(text.strip(), mode="eval")
        call = ast.parse(f"f(k={text.strip()})", mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return False
    is_alone = isinstance(call, ast.Call) and not call.args and len(call.keywords) == 1
    return is_alone and not {"\n", "\r", "\f"} & set(text.strip())


def _statements(text: str) -> list[ast.stmt] | None:
    try:
        return ast.parse(text.strip()).body
    except (SyntaxError, ValueError, RecursionError):
        return None


def _is_plain_import(statement: ast.stmt) -> bool:
    return isinstance(statement, (ast.Import, ast.ImportFrom)) and statement.names[0].name != "*"


def _missing(statements: list[ast.stmt], folder: str) -> Iterator[str]:
    """Yields the relative modules that have no file, as they are written."""
    for statement in statements:
        if not isinstance(statement, ast.ImportFrom) or not statement.level:
            continue
        start = os.path.join(folder, *[os.pardir] * (statement.level - 1))
        modules = [statement.module] if statement.module else [alias.name for alias in statement.names]
        for module in modules:
            if not _exists(os.path.join(start, *module.split("."))):
                yield f"{'.' * statement.level}{module}"


def _exists(path: str) -> bool:
    return os.path.isdir(path) or any(os.path.isfile(path + suffix) for suffix in (".py", ".pyi"))
