"""The table of configuration keys, from which files are validated and the schema and the reference are generated."""

from __future__ import annotations

from collections.abc import Mapping

from spanlint.config import validation as checks
from spanlint.config import value_types as shapes
from spanlint.config.errors import ConfigError, suggestion
from spanlint.config.fix_keys import FIX_KEYS
from spanlint.config.key import Key
from spanlint.config.run_keys import OF_RUN, RUN_KEYS
from spanlint.config.validation import KnownNames
from spanlint.config.value_types import toml_key
from spanlint.model.settings import MAX_FILE_SECONDS, MAX_FILE_SIZE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


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


KEYS = (
    Key(
        "select",
        shapes.CODES,
        checks.check_codes,
        None,
        "Rules to run instead of the default ones: codes, prefixes of codes, or ALL.",
        'select = ["SPN001", "SPN002"]',
    ),
    Key(
        "extend-select",
        shapes.CODES,
        checks.check_codes,
        [],
        "Rules to run in addition to the selected or default ones.",
        'extend-select = ["SPN003"]',
    ),
    Key(
        "ignore",
        shapes.CODES,
        checks.check_codes,
        [],
        "Rules to skip, unless a longer code or prefix selects them.",
        'ignore = ["SPN006"]',
    ),
    Key(
        "per-file-ignores",
        shapes.CODES_BY_PATTERN,
        checks.check_per_file,
        {},
        "Rules to skip in some files, as patterns with codes. A pattern is matched against the name of a file and "
        "against its path relative to the folder of this configuration file. `*` also matches slashes, `{a,b}` matches "
        "either, `tests/` matches everything in the folder, and a leading `!` negates the pattern.",
        '[per-file-ignores]\n"tests/" = ["SPN"]\n"*.gen.ts" = ["SPN001", "SPN002"]\n"!src/**" = ["SPN003"]',
    ),
    *FIX_KEYS,
    Key(
        "tests",
        shapes.SWITCH,
        None,
        False,
        "Whether `SPN001`, `SPN006`, `SPN110` to `SPN113`, `SPN121` and `SPN122` report findings in test files, too. "
        "Test files are those "
        "in folders called `test`, `tests`, `__tests__`, `e2e`, `*-tests` or `*_tests`, and `test_*.py`, `*_test.py`, "
        "`conftest.py`, `*.test.*` and `*.spec.*`; only the path below the folder of this configuration file counts. "
        "Without this key, a rule reports findings in them if its full code is selected: `SPN001`, not `SPN` or `ALL`. "
        "The summary counts what is left out.",
        "tests = true",
    ),
    Key(
        "include",
        shapes.STRINGS,
        checks.check_globs,
        [],
        "Patterns, as in `per-file-ignores`, for the files to lint in a folder. Without patterns, every file with a "
        "supported suffix is linted; patterns cannot add suffixes. A file that you name is linted anyway, unless "
        "`force-exclude` is set.",
        'include = ["src/", "*.ts"]',
    ),
    Key(
        "searched-folders",
        shapes.STRINGS,
        checks.check_folders,
        [],
        "Names of folders to search although they usually hold no source: version control, installed packages, "
        "caches and build output. These are `bower_components`, `buck-out`, `_build`, `build`, `.bzr`, `.direnv`,"
        " `dist`, `.eggs`, `.git`, `.hg`, `.ipynb_checkpoints`, `jspm_packages`, `.mypy_cache`, `.next`, "
        "`node_modules`, `.nox`, `.nuxt`, `.pnpm-store`, `__pycache__`, `__pypackages__`, `.pytest_cache`, "
        "`.pytype`, `.ruff_cache`, `site-packages`, `.svelte-kit`, `.svn`, `.tox`, `.turbo`, `.venv`, `venv`, "
        "`.yarn`. Files that git lists there are otherwise counted as skipped. Only the configuration of the "
        "folder that you name decides.",
        'searched-folders = ["build"]',
    ),
    Key(
        "exclude",
        shapes.STRINGS,
        checks.check_gitignore,
        [],
        "Files and folders to leave out, as .gitignore patterns relative to the folder of this file. A file that you "
        "name is linted anyway, unless `force-exclude` is set.",
        'exclude = ["/generated/", "*_pb2.py"]',
    ),
    Key(
        "extend-exclude",
        shapes.STRINGS,
        checks.check_gitignore,
        [],
        "More files and folders to leave out, in addition to `exclude` and to what the extended file leaves out.",
        'extend-exclude = ["/fixtures/"]',
    ),
    Key(
        "extend",
        shapes.STRING,
        None,
        None,
        "Another configuration file to start from, as a path relative to this file. A key here replaces the same key "
        "there, with these exceptions: `extend-exclude`, `extend-safe-fixes` and `extend-unsafe-fixes` add to it; "
        "`apis`, `session-context` and `trace` are merged name by name; `select`, `extend-select` and `ignore` start "
        "from the rules that run there, and `fixable`, `extend-fixable` and `unfixable` from those that are fixed "
        "there. Patterns and paths stay relative to the file that contains them.",
        'extend = "../spanlint.toml"',
    ),
    Key(
        "apis",
        shapes.APIS,
        checks.check_apis,
        {},
        "Tracing APIs, by name, whose calls to check (true) or skip (false).",
        "[apis]\nsentry = true\nddtrace = false",
    ),
    Key(
        "creators",
        shapes.CREATORS,
        None,
        [],
        "Your own methods and functions that create spans, as those of a tracer do. For a function that calls a tracer "
        "and passes a parameter on as the parent, a row in `wrappers` is enough. `module`, `class` and `receiver` tell "
        "its calls from others of the same name; of several, all must fit. A place, such as that of the parent, is a "
        "table of `position`, which counts from 0, `keyword` (in Python) and `key` (of the object at the position, in "
        "TypeScript).",
        '[[creators]]\nlanguage = "python"\nmethod = "begin"\nclass = "Recorder"\nmodule = "app.tracing"\n'
        'parent = { position = 1, keyword = "parent" }',
    ),
    Key(
        "openers",
        shapes.OPENERS,
        None,
        [],
        "Your own calls that make a context active.",
        '[[openers]]\nlanguage = "python"\nname = "with_session"\nform = "decorator"',
    ),
    Key(
        "wrappers",
        shapes.WRAPPERS,
        None,
        [],
        "Your own helpers that start a span and take its parent as an argument: in other files than their own, a call "
        "of one is judged like a call of the tracer. `spanlint init` finds them. `module`, `class` and `receiver` are "
        "as in `creators`.",
        '[[wrappers]]\nlanguage = "typescript"\nname = "startStep"\nmodule = "@acme/tracing"\n'
        "parent = { position = 1 }",
    ),
    Key(
        "context-manager-decorators",
        shapes.STRINGS,
        checks.check_decorators,
        [],
        "Decorators, by name, that turn a Python generator into a context manager, besides those of `contextlib`.",
        'context-manager-decorators = ["resource"]',
    ),
    Key(
        "session-context",
        shapes.SESSION_CONTEXTS,
        None,
        {},
        "The parent expression that fixes pass, for each language.",
        '[session-context.python]\nexpression = "session_context()"\n'
        'imports = ["from app.tracing import session_context"]',
    ),
    Key(
        "forbid",
        shapes.FORBIDDEN,
        checks.check_forbidden,
        [],
        "Span calls that are not to be used, each with a message that says what to use instead: `SPN007`. `module`, "
        "`class` and `receiver` are as in `creators`. Only judged calls can be forbidden.",
        '[[forbid]]\nlanguage = "typescript"\nmethod = "startSpan"\nallowed-in = ["src/telemetry/"]\n'
        'message = "call startStep of src/telemetry, which passes the session"',
    ),
    Key(
        "require",
        shapes.STRINGS,
        checks.check_globs,
        [],
        "Patterns, as in `per-file-ignores`, for the files in which calls must pass a parent: there, the findings of "
        "`SPN001`, and of `SPN006` if it runs, are errors.",
        'require = ["src/agents/"]',
    ),
    Key(
        "trace",
        shapes.TRACE,
        None,
        {},
        "How `spanlint trace` judges exported traces. `session-keys` are the attributes that hold a session's id "
        "(`extend-session-keys` adds some). `trace-id` says how the id of a session's trace is derived from the "
        "session's: `auto`, `none`, `sha256`, `sha1`, `md5`, `uuid`, or a table such as "
        '`{ hash = "sha256", of = "{session}:trace", digits = 32 }`. With keys of attributes in braces, as in '
        "`{session}:{turn.number}`, each session with each of their values is a session of its own. "
        "`traces-per-session` is `auto`, `one` or `many`. "
        "`roots` are patterns of the names that may be roots and turn `SPN208` on, `ignore-spans` those of spans that "
        "are not judged. `tolerance-ms` (5) is how far a clock may be off, `grace-seconds` (60) how long before the "
        "end of the export a span may still run, `max-trace-spans` (10000) and `max-trace-hours` (24) when a trace is "
        f"endless. `sources` are the folders of single services. {OF_RUN}",
        '[trace]\ntrace-id = "sha256"\nroots = ["agent.session", "GET *"]\nsources = { agent = "services/agent" }',
    ),
    Key(
        "max-file-size",
        shapes.SIZE,
        None,
        MAX_FILE_SIZE,
        "The size of the largest file to read, in bytes or with a unit, as in `1MB` (KB, MB and GB are powers of 1000, "
        "KiB, MiB and GiB of 1024). A larger file is skipped with a warning; if you name the file, that is a failure.",
        'max-file-size = "1MB"',
    ),
    Key(
        "max-file-seconds",
        shapes.COUNT,
        None,
        MAX_FILE_SECONDS,
        "The processor time that checking one file may take, in seconds; 0 means no limit. A file that takes longer is "
        "abandoned and counts as a failure. Not available on Windows or in flake8.",
        "max-file-seconds = 10",
    ),
    *RUN_KEYS,
)
