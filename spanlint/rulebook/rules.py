"""The rules: joins the words of each (`rules/missing-parent/`) with its check (`checks/missing_parent.py`)."""

from __future__ import annotations

import os
import sys
from itertools import pairwise

from spanlint.lean import prebuilt
from spanlint.lean.lazy import memoized
from spanlint.lean.records import Record
from spanlint.lean.toml_tables import kept_tables

TYPE_CHECKING = False
if TYPE_CHECKING:  # a run over files without a span call needs only the codes
    from collections.abc import Callable, Iterator
    from typing import Any

    from spanlint.model.facts import Facts
    from spanlint.model.findings import Finding, Severity
    from spanlint.model.settings import Settings

    Check = Callable[[Facts, Settings], Iterator[Finding]]


CODE, TRACES = "code", "traces"
"""What a rule judges: files of source, or exported traces."""

_CHECKS = {CODE: "spanlint.checks", TRACES: "spanlint.trace.checks"}

_FIELDS = {
    "passes-entered": "is_silent_on_entered",
    "quiet-in-tests": "is_quiet_in_tests",
    "quiet-in-docs": "is_quiet_in_docs",
    "follows-helpers": "may_follow_helpers",
    "judges-statuses": "may_judge_statuses",
    "wants-parent": "wants_parent",
}
"""The field of a rule that each switch in its rule.toml sets."""


class RuleError(Exception):
    """A rule lacks one of its parts; the message is one line that names the file and the part."""


class Rule(Record):
    """The words of a rule. `what`, `why` and `do` are one sentence each; `options` configures the lint of its examples.

    `is_silent_on_entered` is whether the rule never reports a file in which a `with` enters every span call and no call
    passes a parent (spanlint/prefilter/entered_calls.py). `is_quiet_in_tests` is whether it reports nothing in test
    files unless it is selected by its full code, and `is_quiet_in_docs` whether it reports nothing in Markdown then.
    `may_follow_helpers` is whether it reports uses of the project's own helpers, in files that name no span call too
    (spanlint/run/helper_files.py). `may_judge_statuses` is whether it reports calls that set a status or record an
    exception: a file with such calls is then judged in any case. `wants_parent` is whether its findings are errors
    where a project requires a parent. `judges` is CODE or TRACES, which `spanlint trace` reads. `fix` is `safe` if
    `--fix` repairs some of its findings, `unsafe` if only `--unsafe-fixes` does, else empty.
    """

    code: str
    name: str
    severity: Severity
    is_default: bool
    since: str
    what: str
    why: str
    do: str
    options: dict[str, Any]
    is_silent_on_entered: bool = False
    is_quiet_in_tests: bool = False
    may_follow_helpers: bool = False
    may_judge_statuses: bool = False
    judges: str = CODE
    wants_parent: bool = False
    fix: str = ""
    is_quiet_in_docs: bool = False

    @property
    def folder(self) -> str:
        """The folder of its page and examples."""
        return os.path.join(_folder(), self.name)


@memoized
def rules() -> tuple[Rule, ...]:
    """Returns every rule over code, by code. Raises RuleError for an incomplete rule or a code that two rules share."""
    return tuple(rule for rule in all_rules() if rule.judges == CODE)


@memoized
def trace_rules() -> tuple[Rule, ...]:
    """Returns every rule over exported traces, by code. Raises RuleError, as `rules` does."""
    return tuple(rule for rule in all_rules() if rule.judges == TRACES)


@memoized
def all_rules() -> tuple[Rule, ...]:
    """Returns every rule, whatever it judges, by code. Raises RuleError, as `rules` does."""
    built = prebuilt.tables()
    words = rule_tables(_folder()) if built is None else built.RULES
    sorted_rules = sorted(_rule(name, table) for name, table in words.items())
    for one, next_one in pairwise(sorted_rules):
        if one.code == next_one.code:
            raise RuleError(f"{one.name} and {next_one.name} share the code {one.code}")
    return tuple(sorted_rules)


def rule_of(code: str) -> Rule | None:
    """Returns the rule with this code, whatever it judges, or None."""
    return next((rule for rule in all_rules() if rule.code == code), None)


def missing_files(rule: Rule) -> list[str]:
    """Returns which files a rule lacks, one line each. It runs without a page and examples, while somebody adds it."""
    from spanlint.rulebook.rule_faults import file_faults

    return list(file_faults(rule.name, rule.folder, _check_path(rule.name, rule.judges)))


def check_of(rule: Rule) -> Check:
    """Returns the check of a rule over code. Raises RuleError if it has none."""
    check: Check | None = getattr(check_module(rule), "check", None)
    if check is None:
        raise RuleError(f"{_check_path(rule.name, rule.judges)}: no function `check`")
    return check


@memoized
def checks_of(codes: frozenset[str]) -> tuple[tuple[Rule, Check], ...]:
    """Returns the rules over code with these codes, each with its check. Raises RuleError if one has none."""
    return tuple((rule, check_of(rule)) for rule in rules() if rule.code in codes)


def check_module(rule: Rule) -> Any:
    """Returns the module of a rule's check. Raises RuleError if there is none."""
    return _module(rule.name, rule.judges)


@memoized
def _module(rule_name: str, judges: str) -> Any:
    from importlib import import_module

    module = f"{_CHECKS[judges]}.{rule_name.replace('-', '_')}"
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name not in (_CHECKS[judges], module):
            raise
        raise RuleError(f"rules/{rule_name}: no check in {_check_path(rule_name, judges)}") from error


def _check_path(rule_name: str, judges: str) -> str:
    return f"{_CHECKS[judges].replace('.', '/')}/{rule_name.replace('-', '_')}.py"


def rule_tables(folder: str) -> dict[str, dict[str, Any]]:
    """Returns the contents of each rule.toml in a folder of rules, by rule name.

    Raises RuleError for the first that cannot be read, lacks a key, or has a key or a value that means nothing.
    """
    names = [name for name in sorted(os.listdir(folder)) if _may_be_rule(os.path.join(folder, name))]
    paths = [os.path.join(folder, name, "rule.toml") for name in names]
    kept = os.path.join(folder, "__pycache__", "tables.marshal")
    return dict(zip(names, kept_tables(paths, kept, _table), strict=True))


def _may_be_rule(path: str) -> bool:
    return not os.path.basename(path).startswith(("_", ".")) and os.path.isdir(path)


def _table(path: str) -> dict[str, Any]:
    from importlib import import_module

    from spanlint.rulebook.rule_faults import word_faults  # a wheel has the tables as they were built

    name = os.path.basename(os.path.dirname(path))
    toml = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    try:
        with open(path, "rb") as file:
            table: dict[str, Any] = toml.load(file)
    except OSError as error:
        raise RuleError(f"rules/{name}/rule.toml: {(error.strerror or type(error).__name__).lower()}") from error
    except ValueError as error:
        raise RuleError(f"rules/{name}/rule.toml: {error}") from error
    for fault in word_faults(name, table):
        raise RuleError(fault)
    return table


@memoized
def _folder() -> str:
    """The folder of `spanlint.rules`, which is not imported: in the package, its name would hide `spanlint.rules()`."""
    package = sys.modules[__name__.partition(".")[0]]
    specs = (finder.find_spec("spanlint.rules", package.__path__) for finder in sys.meta_path)
    spec = next(filter(None, specs), None)
    if spec is None or spec.origin is None:
        raise RuleError("spanlint.rules: no such package")
    return os.path.dirname(spec.origin)


def _rule(name: str, table: dict[str, Any]) -> Rule:
    from spanlint.model.findings import Severity

    words = {"options": {}, **table, "name": name}
    switches = {field: words.pop(key, False) for key, field in _FIELDS.items()}
    severity, is_default = Severity(words.pop("severity")), words.pop("default")
    return Rule(severity=severity, is_default=is_default, **switches, **words)
