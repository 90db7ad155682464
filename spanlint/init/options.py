"""The options of `spanlint init` as data, and the request that a command line makes."""

from __future__ import annotations

from spanlint.cli.options import HELP, PATHS, SWITCH, Option
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any


class InitRequest(Record):
    """The options of one command line, each under its long name."""

    paths: tuple[str, ...] = ()
    dry_run: bool = False
    yes: bool = False
    pyproject: bool = False

    @property
    def folder(self) -> str:
        """The folder to look at."""
        return self.paths[0] if self.paths else "."


INIT_OPTIONS = (
    Option("what to do", ("paths",), PATHS, "the folder of the project (default: the current one)", "FOLDER", ()),
    Option("what to do", ("--dry-run",), SWITCH, "print what would be written, and write nothing"),
    Option("what to do", ("-y", "--yes"), SWITCH, "write without asking"),
    Option(
        "what to do",
        ("--pyproject",),
        SWITCH,
        "write the table [tool.spanlint] of pyproject.toml (default: spanlint.toml, or the configuration that applies)",
    ),
    Option("about", ("-h", "--help"), HELP, "print this help, and exit"),
)

_USAGE = "spanlint init [OPTIONS] [FOLDER]"
_DESCRIPTION = """\
Look at a project, and write the configuration that its own tracing code needs:
helpers that start spans for other files, whose calls are then judged too, and
the function that gives the parent. Prints what it saw, with places, and what
the configuration changes. Never overwrites a file without asking, and only adds
to one that exists."""
_EPILOG = """\
examples:
  spanlint init --dry-run       look, and write nothing
  spanlint init                 look, ask, and write spanlint.toml
  spanlint init --yes services/agent

exit codes: 0 done or nothing to do, 2 something could not be read or written, 130 interrupted"""


def parse(argv: Sequence[str]) -> InitRequest:
    """Returns the request. Raises SystemExit after printing help or an error in the options."""
    from spanlint.cli.argparse_parser import parser_of

    top = parser_of(INIT_OPTIONS, usage=_USAGE, description=_DESCRIPTION, epilog=_EPILOG)
    values: dict[str, Any] = vars(top.parse_args(argv))
    if len(values["paths"]) > 1:
        top.error("expected one folder")
    return InitRequest(**{**values, "paths": tuple(values["paths"])})
