"""The settings of a run that the judgement of a file depends on."""

from __future__ import annotations

from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    from spanlint.model.apis import Creator, Opener, Qualifier
    from spanlint.text.source import Source

    class ChangeTest(Protocol):
        """Tells what has changed in a source; see `Settings`."""

        def __call__(self, source: Source) -> Callable[[Lines], bool]:
            """Returns the test of a source."""


Lines = tuple[tuple[int, int], ...]

MAX_FILE_SIZE = 5_000_000
"""The default size limit of a file, in bytes. A bundle of 22 MB that starts one span takes 9 s and 1.4 GB."""

MAX_FILE_SECONDS = 60
"""The default limit of processor time for a file, in seconds: hundreds of times what the slowest handwritten file
takes."""


class ApiChoices(Record):
    """The API choices of a configuration: libraries switched on or off, and the project's own entries, as pairs of a
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


class FixChoices(Record):
    """The choices of fixes of a configuration, as codes of rules.

    The fixes of `unfixable` rules are alternatives, which no option applies. Those of `made_safe` that guess the intent
    count as safe, and the safe ones of `made_unsafe` as guesses.
    """

    unfixable: frozenset[str] = frozenset()
    made_safe: frozenset[str] = frozenset()
    made_unsafe: frozenset[str] = frozenset()


AS_PROPOSED = FixChoices()
"""The choices that leave every fix as safe as its rule says."""


class Forbidden(Record):
    """Calls that a project does not want, and what it wants instead (`message`).

    They are those of a library (`api`), of a `method`, or that a `qualifier` fits; of several, all must hold. `files`
    and `allowed_in` are patterns relative to `folder`: without `files`, the calls are forbidden everywhere but there.
    """

    language: str
    message: str
    api: str = ""
    method: str = ""
    qualifier: Qualifier | None = None
    files: tuple[str, ...] = ()
    allowed_in: tuple[str, ...] = ()
    folder: str = ""


class SessionContext(Record):
    """The project's own parent expression in one language, from `[tool.spanlint.session-context.LANGUAGE]`.

    `imports` are import statements of that language for the names in `expression`. Relative modules in them are
    relative to `folder`, the absolute path of the folder of the configuration file `source`. `helper_call`,
    `helper_returns` and `helper_imports` describe the project's own span-starting helper, and are empty without one.
    """

    expression: str
    imports: tuple[str, ...] = ()
    folder: str = ""
    helper_call: str = ""
    helper_returns: str = ""
    helper_imports: tuple[str, ...] = ()
    source: str = ""


class Settings(Record):
    """The settings that a file is judged by.

    `codes` are the enabled rules, `apis` the changes to the API tables. `session_contexts` are pairs of a language and
    its session context, `lost_sessions` the languages of those that cannot be written. `may_show_fixes` adds to
    every diagnostic the fixes that an option applies, `may_show_alternatives` all others, and `may_quote_code` the code
    around fixes and related places. `may_obey_noqa` obeys Python's
    `# noqa`; flake8 does that itself. `may_count_apis` counts the calls of each library,
    `may_count_packages` of each package. `context_manager_decorators`
    are additional names of decorators that turn a generator into a context manager. In a test file (`is_test_file`),
    the findings of the rules in `quiet_in_tests` are counted and left out. `hinting` are the rules whose hints are
    reported. `forbidden` are calls that the project does not want in the file; if `is_parent_required`, calls that pass
    no parent are errors in it. `fix_choices` say which fixes may be applied; without `has_safe_fixes`, each counts as
    unsafe at best. `off_in_docs` are the rules that do not run in Markdown; None if the run reads none.

    `change_test` returns, for a source, a test of whether any of the given lines (pairs of first and last, 1-based) has
    changed since the commit that the run compares with. Findings are reported and repaired only there. Files larger
    than `max_file_size` bytes are not read. A file that takes more than `max_file_seconds` of processor time is given
    up.
    """

    codes: frozenset[str]
    apis: ApiChoices = ApiChoices()
    session_contexts: tuple[tuple[str, SessionContext], ...] = ()
    may_show_fixes: bool = False
    may_obey_noqa: bool = True
    context_manager_decorators: tuple[str, ...] = ()
    change_test: ChangeTest | None = None
    may_count_apis: bool = False
    may_count_packages: bool = False
    may_quote_code: bool = False
    may_show_alternatives: bool = False
    max_file_size: int = MAX_FILE_SIZE
    max_file_seconds: int = MAX_FILE_SECONDS
    lost_sessions: tuple[str, ...] = ()
    quiet_in_tests: frozenset[str] = frozenset()
    is_test_file: bool = False
    forbidden: tuple[Forbidden, ...] = ()
    is_parent_required: bool = False
    hinting: frozenset[str] = frozenset()
    fix_choices: FixChoices = AS_PROPOSED
    has_safe_fixes: bool = True
    off_in_docs: frozenset[str] | None = None

    def codes_reported(self) -> frozenset[str]:
        """Returns the codes of the rules whose findings are reported."""
        return self.codes - self.quiet_in_tests if self.is_test_file else self.codes
