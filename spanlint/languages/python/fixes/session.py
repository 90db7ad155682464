"""Whether a configured session context can be written at all: its Python, and the modules that it imports."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.model.settings import SessionContext


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
