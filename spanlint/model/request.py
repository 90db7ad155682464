"""The request of a command line."""

from __future__ import annotations

from spanlint.lean.records import Record


class ReportTarget(Record):
    """A report to write: its format, and its file, `-` for standard output; empty where the format alone is named."""

    format: str
    file: str = ""


class Request(Record):
    """The options of one command line, each under its long name.

    An option that is not on the command line is None, empty or False. `paths` are as typed. `select`, `extend_select`
    and `ignore`, and `fixable`, `extend_fixable` and `unfixable`, are codes and prefixes of codes, not yet looked up.
    `remedy` is the parent to pass, `add_ignores` the
    reason to write, `diff_base` a git revision, `jobs` a number of processes (0: one for each processor), `output_file`
    a path or `-`. `max_warnings` is a number of findings, `explain` the code or name of a rule, or ALL. `config` is a
    path, `config_settings` are lines of TOML, `exclude` are .gitignore patterns.
    """

    paths: tuple[str, ...] = (".",)
    stdin_filename: str | None = None
    diff_base: str | None = None
    exclude: tuple[str, ...] = ()
    force_exclude: bool = False
    no_ignore: bool = False
    include_docs: bool = False
    watch: bool = False
    no_cache: bool = False
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fixable: tuple[str, ...] | None = None
    extend_fixable: tuple[str, ...] = ()
    unfixable: tuple[str, ...] = ()
    fix: bool = False
    unsafe_fixes: bool = False
    fix_only: bool = False
    diff: bool = False
    remedy: str | None = None
    interactive: bool = False
    baseline: str | None = None
    write_baseline: str | None = None
    prune_baseline: bool = False
    add_ignores: str | None = None
    output_format: tuple[ReportTarget, ...] = ()
    output_file: str = "-"
    no_show_fixes: bool = False
    statistics: bool = False
    verbose: bool = False
    quiet: bool = False
    color: str = "auto"
    jobs: int | None = None
    fail_on: str = ""
    max_warnings: int | None = None
    exit_zero: bool = False
    exit_non_zero_on_fix: bool = False
    config: str | None = None
    config_settings: tuple[str, ...] = ()
    isolated: bool = False
    show_settings: str | None = None
    show_files: bool = False
    explain: str | None = None
    list_rules: bool = False
    list_apis: bool = False
    print_completion: str | None = None
