"""What a run was told, as far as judging a file depends on it."""

from __future__ import annotations

from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from spanlint.model.apis import Creator, Opener
    from spanlint.text.source import Source

Lines = tuple[tuple[int, int], ...]

MAX_FILE_SIZE = 5_000_000
"""The size, in bytes, of the largest file that is read unless the configuration says otherwise. A bundle of 22 MB that
starts one span takes 9 s and 1.4 GB."""

MAX_FILE_SECONDS = 60
"""The processor time, in seconds, that one file may take unless the configuration says otherwise: hundreds of times
what the slowest file takes of those that people write."""


class ApiChoices(Record):
    """What a configuration says: libraries judged on request or left out, and the project's own entries, as pairs of a
    language and an entry."""

    switched_on: frozenset[str] = frozenset()
    switched_off: frozenset[str] = frozenset()
    creators: tuple[tuple[str, Creator], ...] = ()
    openers: tuple[tuple[str, Opener], ...] = ()


def is_judged(api: str, judged: str, choices: ApiChoices) -> bool:
    """Whether the calls of a library are judged; `judged` is `default`, `opt-in` or `never`."""
    return api not in choices.switched_off and (
        judged == "default" or (judged == "opt-in" and api in choices.switched_on)
    )


class SessionContext(Record):
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


class Settings(Record):
    """`codes` are the rules that run, `chosen` what the configuration adds to the API tables; `session_contexts` are
    pairs of a language and its session context. `show_fixes` asks that every diagnostic says how it can be fixed,
    `noqa` that Python's `# noqa` is obeyed, which flake8 does by itself, `counts_apis` that the library of each call is
    counted. `context_manager_decorators` are the names of decorators that make a context manager of a generator, beside
    those that spanlint knows. `touched` tells of a source whether any of some lines (pairs of a first and a last one,
    1-based) has changed since the commit that the run compares with: only there is anything reported or repaired. A
    larger file than `max_file_size` bytes is not read, and one that takes more than `max_file_seconds` of processor
    time is given up.
    """

    codes: frozenset[str]
    apis: ApiChoices = ApiChoices()
    session_contexts: tuple[tuple[str, SessionContext], ...] = ()
    may_show_fixes: bool = False
    may_obey_noqa: bool = True
    context_manager_decorators: tuple[str, ...] = ()
    change_test: Callable[[Source], Callable[[Lines], bool]] | None = None
    may_count_apis: bool = False
    max_file_size: int = MAX_FILE_SIZE
    max_file_seconds: int = MAX_FILE_SECONDS
