"""The table of configuration keys, from which files are validated and the schema and the reference are generated."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from spanlint.config import validation as checks
from spanlint.config import value_types as shapes
from spanlint.config.errors import ConfigError, suggestion
from spanlint.config.validation import KnownNames
from spanlint.config.value_types import ValueType, toml_key
from spanlint.lean.records import Record
from spanlint.model.settings import MAX_FILE_SECONDS, MAX_FILE_SIZE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Key(Record):
    """One key: its kebab-case name, its type, a further check of its value, its default as a TOML value, its
    description, and an example as it would appear in a spanlint.toml.

    `Config` has a field of the same name in snake_case. `check(value, known, where)` raises ConfigError. A default of
    None means that the key has no value unless it is set.
    """

    name: str
    value_type: ValueType
    check: Callable[[Any, KnownNames, str], None] | None
    default: object
    doc: str
    example: str


def read_keys(table: Mapping[str, object], place: str, known: KnownNames) -> dict[str, Any]:
    """Returns the fields of `Config` that a TOML table sets. Error messages put `place` before the key.

    Raises ConfigError for the first key, in file order, that is unknown or has an invalid value.
    """
    keys = {key.name: key for key in KEYS}
    fields: dict[str, Any] = {}
    for name, value in table.items():
        where = place + toml_key(name)
        if name not in keys:
            raise ConfigError(f"{where}: unknown key{suggestion(name, keys)}")
        key = keys[name]
        field_value = key.value_type.read(value, where)
        if key.check:
            key.check(field_value, known, where)
        fields[name.replace("-", "_")] = field_value
    return fields


_OF_RUN = "Only the configuration of the current folder is asked."

KEYS = (
    Key(
        "select",
        shapes.CODES,
        checks.check_codes,
        None,
        "Rules that run, in place of the default ones: codes, first characters of codes, or ALL.",
        'select = ["SPN001", "SPN002"]',
    ),
    Key(
        "extend-select",
        shapes.CODES,
        checks.check_codes,
        [],
        "Rules that run as well as the selected or default ones.",
        'extend-select = ["SPN003"]',
    ),
    Key(
        "ignore",
        shapes.CODES,
        checks.check_codes,
        [],
        "Rules that do not run, unless a longer code or prefix selects them.",
        'ignore = ["SPN006"]',
    ),
    Key(
        "per-file-ignores",
        shapes.CODES_BY_PATTERN,
        checks.check_per_file,
        {},
        "Rules that do not run in some files: a pattern and its codes. A pattern is held against the name of a file "
        "and against its path from the folder of this file; `*` crosses folders, `{a,b}` is either, `tests/` is all "
        "below, and a `!` in front turns it round.",
        '[per-file-ignores]\n"tests/" = ["SPN"]\n"*.gen.ts" = ["SPN001", "SPN002"]\n"!src/**" = ["SPN003"]',
    ),
    Key(
        "include",
        shapes.STRINGS,
        checks.check_globs,
        [],
        "Patterns, of the kind that `per-file-ignores` has, of the files to lint below a folder; none means every file "
        "of a suffix that spanlint reads, and no pattern adds a suffix to those. A file that is named is linted "
        "anyway, unless `force-exclude` holds.",
        'include = ["src/", "*.ts"]',
    ),
    Key(
        "exclude",
        shapes.STRINGS,
        checks.check_gitignore,
        [],
        "Files and folders to leave out: .gitignore patterns, relative to the folder of this file. A file that is "
        "named is linted anyway, unless `force-exclude` holds.",
        'exclude = ["/generated/", "*_pb2.py"]',
    ),
    Key(
        "extend-exclude",
        shapes.STRINGS,
        checks.check_gitignore,
        [],
        "Files and folders to leave out as well: added to `exclude`, and to what a file that is extended leaves out.",
        'extend-exclude = ["/fixtures/"]',
    ),
    Key(
        "extend",
        shapes.STRING,
        None,
        None,
        "Another configuration file to start from, relative to this one. A key here takes the place of the same key "
        "there; `extend-exclude` adds to it, `apis` and `session-context` are joined name by name, and `select`, "
        "`extend-select` and `ignore` start from the rules that run there. Patterns and paths stay relative to the "
        "file that they stand in.",
        'extend = "../spanlint.toml"',
    ),
    Key(
        "apis",
        shapes.APIS,
        checks.check_apis,
        {},
        "Tracing APIs, by name, whose calls are judged (true) or not (false).",
        "[apis]\nsentry = true\nddtrace = false",
    ),
    Key(
        "creators",
        shapes.CREATORS,
        None,
        [],
        "Methods and functions of the project's own that create spans.",
        '[[creators]]\nlanguage = "python"\nmethod = "begin_step"\nparent = { position = 1, keyword = "parent" }',
    ),
    Key(
        "openers",
        shapes.OPENERS,
        None,
        [],
        "Calls of the project's own that make a context active.",
        '[[openers]]\nlanguage = "python"\nname = "with_session"\nform = "decorator"',
    ),
    Key(
        "wrappers",
        shapes.WRAPPERS,
        None,
        [],
        "Helpers of the project's own that start a span and take its parent.",
        '[[wrappers]]\nlanguage = "typescript"\nname = "startStep"\nparent = { position = 1 }',
    ),
    Key(
        "context-manager-decorators",
        shapes.STRINGS,
        None,
        [],
        "Decorators, by name, that make a context manager of a Python generator, beside those of `contextlib`.",
        'context-manager-decorators = ["resource"]',
    ),
    Key(
        "session-context",
        shapes.SESSION_CONTEXTS,
        None,
        {},
        "The parent that fixes pass, in each language.",
        '[session-context.python]\nexpression = "session_context()"\n'
        'imports = ["from app.tracing import session_context"]',
    ),
    Key(
        "max-file-size",
        shapes.SIZE,
        None,
        MAX_FILE_SIZE,
        "The size of the largest file that is read, in bytes or as in `1MB` (KB, MB and GB are powers of 1000, KiB, "
        "MiB and GiB of 1024). A larger file is passed over with a warning; one that is named is a failure.",
        'max-file-size = "1MB"',
    ),
    Key(
        "max-file-seconds",
        shapes.COUNT,
        None,
        MAX_FILE_SECONDS,
        "The processor time that judging one file may take, in seconds; 0 is no bound. A file that takes longer is "
        "given up and is a failure. Not on Windows and not in flake8, which have no such clock.",
        "max-file-seconds = 10",
    ),
    Key(
        "output-format",
        shapes.OUTPUT_FORMATS,
        None,
        "text",
        f"How to report, unless `--output-format` says it. {_OF_RUN}",
        'output-format = "concise"',
    ),
    Key(
        "fail-on",
        shapes.SEVERITIES,
        None,
        "warning",
        f"The least severity that makes the exit code 1: error or warning. {_OF_RUN}",
        'fail-on = "error"',
    ),
    Key(
        "force-exclude",
        shapes.SWITCH,
        None,
        False,
        f"Whether files that are left out are left out even where they are named, as pre-commit names them. {_OF_RUN}",
        "force-exclude = true",
    ),
    Key(
        "baseline",
        shapes.STRING,
        None,
        None,
        f"The baseline of findings not to report, relative to this file. {_OF_RUN}",
        'baseline = "spanlint-baseline.json"',
    ),
    Key(
        "jobs",
        shapes.COUNT,
        None,
        0,
        f"The number of processes, unless `--jobs` says it; 0 is one a processor. {_OF_RUN}",
        "jobs = 4",
    ),
)
