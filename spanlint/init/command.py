"""The command `spanlint init`: looks, prints what it saw and what to configure, asks, and writes."""

from __future__ import annotations

import os
import sys

from spanlint.cli.exit_codes import CLEAN, FAILED
from spanlint.config.errors import ConfigError
from spanlint.init.options import INIT_OPTIONS, InitRequest, parse
from spanlint.report.escape import charset_of, visible
from spanlint.report.wrapping import wrapped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from spanlint.init.effect import ConfigEffect
    from spanlint.init.target import ConfigTarget

_HEAD = ["# Written by `spanlint init`. What the keys mean: docs/configuration.md of spanlint."]

OPTIONS = INIT_OPTIONS
"""All options of the command."""


def command(argv: Sequence[str]) -> int:
    """Run the command. Returns the exit code. Raises ConfigError and OSError."""
    try:
        request = parse(argv)
    except SystemExit as error:  # help, or an error in the options has been printed
        return FAILED if error.code else CLEAN
    from spanlint.init.target import refuse_protected, target_of

    if not (request.dry_run or request.yes or _has_terminal()):
        raise ConfigError("spanlint init: no terminal to ask on: add --yes or --dry-run")
    target = target_of(request.folder, request.pyproject)
    if not request.dry_run:
        refuse_protected(target)
    return _configure(request, target)


def _has_terminal() -> bool:
    return bool(sys.stdin and sys.stdin.isatty() and sys.stderr.isatty())


def _configure(request: InitRequest, target: ConfigTarget) -> int:
    """Look at the project, print, ask and write. Returns the exit code."""
    from spanlint.cli.finish import report_problems
    from spanlint.init.effect import effect_of
    from spanlint.init.printed_survey import survey_lines
    from spanlint.init.project import project_in
    from spanlint.init.toml_rows import rows_of
    from spanlint.report.terminal import look_of
    from spanlint.survey.project_files import check_files
    from spanlint.survey.project_survey import survey

    project = project_in(request.folder)
    if project.discovery.problems:
        return report_problems(project.discovery.problems)
    seen = survey(project.tasks, target.folder)
    width = look_of("never", sys.stdout, os.environ).width
    _say([part for line in survey_lines(seen, check_files(request.folder)) for part in _broken(line, width)])
    rows = rows_of(seen, project.config, target.folder, target.prefix)
    if not rows:
        _say(
            [f"Nothing to configure: {target.shown} says it all." if target.is_configured else "Nothing to configure."]
        )
        return CLEAN
    after = target.after(rows, _HEAD)
    verb = "Add to" if target.before is not None else "Write"
    _say(["", f"{verb} {target.shown}:", *(f"  {line}".rstrip() for line in rows), ""])
    _say([_described(effect_of(project, target, after))])
    if request.dry_run:
        return CLEAN
    return _write(request, target, after, verb)


def _say(lines: list[str]) -> None:
    """Print lines, with all that a terminal could act on or standard output cannot encode escaped."""
    charset = charset_of(sys.stdout)
    sys.stdout.write("".join(f"{visible(line, charset)}\n" for line in lines))


def _broken(line: str, width: int) -> list[str]:
    """Returns a line of a survey as lines of a terminal, of which all but the first stand further in."""
    text = line.lstrip()
    indent = " " * (len(line) - len(text))
    first, *rest = wrapped(text, width - len(indent), width - len(indent) - 2)
    return [(indent + first).rstrip(), *(f"{indent}  {part}".rstrip() for part in rest)]


def _described(effect: ConfigEffect) -> str:
    findings = "finding" if effect.after == 1 else "findings"
    calls = {0: "no more calls", 1: "1 call now"}.get(effect.calls, f"{effect.calls} calls now")
    return f"{effect.before} -> {effect.after} {findings}, {calls} judged"


def _write(request: InitRequest, target: ConfigTarget, after: bytes, verb: str) -> int:
    from spanlint.init.target import write

    if not request.yes:
        sys.stdout.flush()
        question = visible(f"{verb} {target.shown}?", charset_of(sys.stderr))
        print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
        if sys.stdin.readline().strip().lower() not in ("y", "yes"):
            _say(["Nothing written."])
            return CLEAN
    write(target, after)
    _say([f"{'Added to' if target.before is not None else 'Wrote'} {target.shown}."])
    return CLEAN
