"""The record of a configuration."""

from __future__ import annotations

from spanlint.config.selection import RuleChoice
from spanlint.lean.records import Record
from spanlint.model.settings import MAX_FILE_SECONDS, MAX_FILE_SIZE, Forbidden, SessionContext

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.model.apis import Creator, Opener


class Patterns(Record):
    """The patterns of one key in one file, and the folder of that file, which the patterns are relative to."""

    root: str
    patterns: tuple[str, ...]


class Config(Record):
    """The values of a configuration file and the files it extends, or the defaults; `keys.KEYS` documents the keys.

    `select` is None if the default rules run, `fixable` if the fixes of all rules are applied. `source` is the path of
    the file and `root` its folder. `extends` are the paths of the files that it extends, the nearest first; `inherited`
    and `inherited_fixable` are their choices of rules and of rules whose fixes are applied, the farthest first.
    `per_file_ignores` are relative to `ignores_root`. `max_file_size` is in bytes. `jobs` is 0 for one process per
    processor. If the file at `source` cannot be used, `load_error` is the reason in one line, and all other fields have
    their defaults. `session_problems` are lines about session contexts that were left out, and
    `lost_sessions` their languages.
    """

    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    fixable: tuple[str, ...] | None = None
    extend_fixable: tuple[str, ...] = ()
    unfixable: tuple[str, ...] = ()
    extend_safe_fixes: tuple[str, ...] = ()
    extend_unsafe_fixes: tuple[str, ...] = ()
    tests: bool = False
    include: tuple[Patterns, ...] = ()
    searched_folders: tuple[str, ...] = ()
    exclude: tuple[Patterns, ...] = ()
    extend_exclude: tuple[Patterns, ...] = ()
    extend: str | None = None
    apis: tuple[tuple[str, bool], ...] = ()
    creators: tuple[tuple[str, Creator], ...] = ()
    openers: tuple[tuple[str, Opener], ...] = ()
    wrappers: tuple[tuple[str, Creator], ...] = ()
    context_manager_decorators: tuple[str, ...] = ()
    session_context: tuple[tuple[str, SessionContext], ...] = ()
    forbid: tuple[Forbidden, ...] = ()
    require: tuple[Patterns, ...] = ()
    trace: tuple[tuple[str, object], ...] = ()
    max_file_size: int = MAX_FILE_SIZE
    max_file_seconds: int = MAX_FILE_SECONDS
    output_format: str = "text"
    fail_on: str = "warning"
    force_exclude: bool = False
    include_docs: bool = False
    baseline: str | None = None
    jobs: int = 0
    root: str = "."
    source: str | None = None
    extends: tuple[str, ...] = ()
    inherited: tuple[RuleChoice, ...] = ()
    inherited_fixable: tuple[RuleChoice, ...] = ()
    ignores_root: str = "."
    load_error: str = ""
    session_problems: tuple[str, ...] = ()
    lost_sessions: tuple[str, ...] = ()

    def rules(self) -> RuleChoice:
        """Returns the choice of rules to run, without what is inherited."""
        return RuleChoice(self.select, self.extend_select, self.ignore)

    def fixable_rules(self) -> RuleChoice:
        """Returns the choice of rules whose fixes are applied, without what is inherited."""
        return RuleChoice(self.fixable, self.extend_fixable, self.unfixable)
