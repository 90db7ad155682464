"""The options of `spanlint trace` as data, and the request that a command line makes."""

from __future__ import annotations

from spanlint.cli.options import HELP, OPTIONS, PATHS, SWITCH, VALUE, VALUES, Option
from spanlint.cli.quick_parser import frozen_values, plain_values
from spanlint.lean.records import Record
from spanlint.model.request import ReportTarget, Request
from spanlint.trace.formats import FORMATS, OTLP_PROTO

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

FORMAT_NAMES = (*FORMATS, OTLP_PROTO)
"""What `--input-format` takes."""

_LIKE_LINT = ("select", "extend_select", "ignore", "output_format", "output_file", "statistics", "quiet", "color",
              "jobs", "fail_on", "exit_zero", "config", "isolated", "baseline", "write_baseline")  # fmt: skip

_STATISTICS = "count the spans of each service and name instead of listing findings (text and json)"


class TraceRequest(Record):
    """The options of one command line, each under its long name, as typed."""

    paths: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    no_source: bool = False
    input_format: str | None = None
    session_key: tuple[str, ...] = ()
    trace_id: str | None = None
    session: str | None = None
    trace_of: str | None = None
    since: str | None = None
    until: str | None = None
    list_rules: bool = False
    explain: str | None = None
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    output_format: tuple[ReportTarget, ...] = ()
    output_file: str = "-"
    statistics: bool = False
    quiet: bool = False
    color: str = "auto"
    jobs: int | None = None
    fail_on: str = ""
    exit_zero: bool = False
    config: str | None = None
    config_settings: tuple[str, ...] = ()
    isolated: bool = False
    html: str | None = None
    baseline: str | None = None
    write_baseline: str | None = None

    def lint_request(self) -> Request:
        """Returns the options of a run that reads the same configuration."""
        return Request(config=self.config, config_settings=self.config_settings, isolated=self.isolated, jobs=self.jobs)


_READ, _JUDGE, _ABOUT = "what to read", "how to judge", "about"

TRACE_OPTIONS = (
    Option(
        _READ,
        ("paths",),
        PATHS,
        "files of exported traces, folders of such files, or - for standard input; all of them are one set of data",
        "FILES",
        (),
    ),
    Option(
        _READ,
        ("--input-format",),
        VALUE,
        f"the format of the files: {', '.join(FORMAT_NAMES)} (default: recognised by content)",
        "NAME",
        None,
        FORMAT_NAMES,
    ),
    Option(_READ, ("--since",), VALUE, "read only spans that start at this time or later: ISO, or seconds", "TIME"),
    Option(_READ, ("--until",), VALUE, "read only spans that start at this time or earlier", "TIME"),
    Option(
        _READ,
        ("--source",),
        VALUES,
        "the code that made the spans (default: the current folder), or SERVICE=DIR for one service; may be repeated",
        "DIR",
        (),
    ),
    Option(_READ, ("--no-source",), SWITCH, "look up no code"),
    Option(
        _JUDGE,
        ("--session-key",),
        VALUES,
        "an attribute that holds a session's id, instead of the usual ones; may be repeated, the first one wins",
        "KEY",
        (),
    ),
    Option(
        _JUDGE,
        ("--trace-id",),
        VALUE,
        "how the id of a session's trace is derived from the session's: auto, none, sha256, sha1, md5 or uuid"
        " (default: auto, the one that holds)",
        "NAME",
        None,
        ("auto", "none", "sha256", "sha1", "md5", "uuid"),
    ),
    Option(_JUDGE, ("--session",), VALUE, "judge only this session, and show all of its trees", "ID"),
    Option(_JUDGE, ("--trace-of",), VALUE, "judge only this trace, and show its whole tree", "ID"),
    *(
        option._replace(help=_STATISTICS) if option.attribute() == "statistics" else option
        for option in OPTIONS
        if option.attribute() in _LIKE_LINT
    ),
    Option("output", ("--html",), VALUE, "write a page with the trees into this file, too", "FILE"),
    Option(
        _ABOUT,
        ("--explain",),
        VALUE,
        "print the page of this rule, given by code or name, with its examples, and exit; ALL prints every page",
        "RULE",
    ),
    Option(_ABOUT, ("--list-rules",), SWITCH, "list all rules over traces, one per line or as json, and exit"),
    Option(_ABOUT, ("-h", "--help"), HELP, "print this help, and exit"),
)


_USAGE = "spanlint trace [OPTIONS] FILES ..."
_DESCRIPTION = """\
Find broken trees in exported traces, and the calls that break them: spans that
left the trace of their session, parents that were never exported, and more.
Sends nothing anywhere. Needs `pip install 'spanlint[trace]'`."""
_EPILOG = """\
examples:
  spanlint trace traces.jsonl                 with the code of the current folder
  spanlint trace --source src exports/        a folder of exports
  spanlint trace --session ID traces.jsonl    one session, with its trees
  spanlint trace --explain SPN201             explain a rule, with examples

exit codes: 0 no findings, 1 findings, 2 something could not be read, 130 interrupted"""


def parse(argv: Sequence[str]) -> TraceRequest:
    """Returns the request. Raises SystemExit after printing help or an error in the options."""
    values = plain_values(argv, TRACE_OPTIONS)
    if values is None:
        from spanlint.cli.argparse_parser import parser_of

        top = parser_of(TRACE_OPTIONS, usage=_USAGE, description=_DESCRIPTION, epilog=_EPILOG)
        values = vars(top.parse_args(argv))
    return TraceRequest(**frozen_values(values))
