"""What a run was told, as far as judging a file depends on it."""

from __future__ import annotations

from typing import NamedTuple

from spanlint.apis import Chosen


class SessionContext(NamedTuple):
    """The project's own parent expression in one language, from `[tool.spanlint.session-context.LANGUAGE]`.

    `imports` are import statements of that language for the names in `expression`; a relative module in them is
    relative to `folder`, the absolute path of the configuration file's. `helper_call`, `helper_returns` and
    `helper_imports` describe the project's own span-starting helper, empty when it has none.
    """

    expression: str
    imports: tuple[str, ...] = ()
    folder: str = ""
    helper_call: str = ""
    helper_returns: str = ""
    helper_imports: tuple[str, ...] = ()


class Settings(NamedTuple):
    """`codes` are the rules that run, `chosen` what the configuration adds to the API tables; `session_contexts` are
    pairs of a language and its session context. `show_fixes` asks that every diagnostic says how it can be fixed,
    `noqa` that Python's `# noqa` is obeyed, which flake8 does by itself. `context_manager_decorators` are the names of
    decorators that make a context manager of a generator, beside those that spanlint knows.
    """

    codes: frozenset[str]
    chosen: Chosen = Chosen()
    session_contexts: tuple[tuple[str, SessionContext], ...] = ()
    show_fixes: bool = False
    noqa: bool = True
    context_manager_decorators: tuple[str, ...] = ()
