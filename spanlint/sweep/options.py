"""The options of `spanlint sweep` as data, and the request that a command line makes."""

from __future__ import annotations

from spanlint.cli.options import COUNT, HELP, OPTIONS, PATHS, SWITCH, VALUE, VALUES, Option
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_LIKE_LINT = ("select", "extend_select", "ignore", "jobs", "exit_zero", "config", "isolated", "quiet")
_MEGABYTE = 1_000_000


class SweepRequest(Record):
    """The options of one command line, each under its long name. `memory` and `max_clone_mb` are megabytes."""

    repositories: tuple[str, ...] = ()
    out: str = "spanlint-sweep"
    ref: str | None = None
    shard: str | None = None
    merge: tuple[str, ...] = ()
    engine: str = "local"
    scheduler: str | None = None
    tls_ca: str | None = None
    tls_cert: str | None = None
    tls_key: str | None = None
    insecure_scheduler: bool = False
    state: str | None = None
    no_state: bool = False
    history: bool = False
    since: str | None = None
    every: int = 1
    authors: bool = False
    resume: bool = False
    dry_run: bool = False
    retries: int = 2
    timeout: int = 600
    memory: int = 2048
    clone_rate: int = 60
    clones: int = 4
    max_files: int = 2_000_000
    max_clone_mb: int = 2000
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    jobs: int | None = None
    fail_on: str = ""
    only_new: bool = False
    exit_zero: bool = False
    exclude: tuple[str, ...] = ()
    config: str | None = None
    config_settings: tuple[str, ...] = ()
    isolated: bool = False
    quiet: bool = False
    output_format: str = "jsonl"
    owners: str = "auto"


_WHAT, _HOW, _CLUSTER = "what to sweep", "how to sweep", "on a cluster"
_BOUNDS, _ABOUT = "bounds for one repository", "about"

SWEEP_OPTIONS = (
    Option(
        _WHAT,
        ("repositories",),
        PATHS,
        "list files of repositories, folders of local repositories, URLs, or - for a list on standard input",
        "REPOS",
        (),
    ),
    Option(_WHAT, ("--ref",), VALUE, "branch, tag or commit where the list names none (default: the remote's)", "REF"),
    Option(
        _WHAT,
        ("--shard",),
        VALUE,
        "only the repositories whose names fall into part I of N, for as many machines: 1/3, 2/3, 3/3",
        "I/N",
    ),
    Option(_WHAT, ("--merge",), VALUES, "join the folders of such parts into --out; may be repeated", "DIR", ()),
    Option(_WHAT, ("--history",), SWITCH, "say of each finding which commit brought it, and which one ended it"),
    Option(_WHAT, ("--since",), VALUE, "with --history: only commits since a date, as 2026-01-31, or after a commit",
           "WHEN"),
    Option(_WHAT, ("--every",), COUNT, "with --history: only each Nth commit, counted from the last one", "N", 1),
    Option(_WHAT, ("--authors",), SWITCH, "with --history: also name the authors of the commits"),
    Option(_HOW, ("--out",), VALUE, "the folder for everything that is written (default: spanlint-sweep)", "DIR",
           "spanlint-sweep"),
    Option(
        _HOW,
        ("--output-format",),
        VALUE,
        "what is written of each repository: jsonl, or sarif, which adds a SARIF log (default: jsonl)",
        "FORMAT",
        "jsonl",
        ("jsonl", "sarif"),
    ),
    Option(
        _HOW,
        ("--owners",),
        VALUE,
        "auto: whom each CODEOWNERS names, or else the list; off: whom the list names; or a CODEOWNERS for all, whose"
        " paths begin with the names of repositories (default: auto)",
        "FILE",
        "auto",
    ),
    Option(
        _HOW,
        ("--fail-on",),
        VALUE,
        "what makes the exit code 1: error, warning, or new for findings that the last sweep did not have (default:"
        " warning)",
        "WHAT",
        "",
        ("error", "warning", "new"),
    ),
    Option(_HOW, ("--only-new",), SWITCH, "report and count only what is new since the last sweep; the files have all"),
    Option(_HOW, ("--state",), VALUE, "the folder for verdicts that later sweeps reuse (default: `state` in --out)",
           "DIR"),
    Option(_HOW, ("--no-state",), SWITCH, "neither reuse verdicts nor keep any"),
    Option(_HOW, ("--resume",), SWITCH, "go on with the sweep in --out that did not end, or try again what failed"),
    Option(_HOW, ("--dry-run",), SWITCH, "list what would be cloned, linted and skipped, and write nothing"),
    Option(_HOW, ("--clones",), COUNT, "fetch at most this many at a time from one host (default: 4)", "N", 4),
    Option(_HOW, ("--clone-rate",), COUNT, "begin at most this many fetches a minute from one host (default: 60)", "N",
           60),
    Option(
        _CLUSTER,
        ("--engine",),
        VALUE,
        "local, or dask, which needs spanlint[sweep]: the jobs run on workers of Dask (default: local)",
        "NAME",
        "local",
        ("local", "dask"),
    ),
    Option(
        _CLUSTER,
        ("--scheduler",),
        VALUE,
        "the scheduler, as tcp://HOST:PORT, tls://HOST:PORT or its file (default: a cluster of this machine)",
        "ADDRESS",
    ),
    Option(_CLUSTER, ("--tls-ca",), VALUE, "the certificate that signed the scheduler's", "FILE"),
    Option(_CLUSTER, ("--tls-cert",), VALUE, "the certificate to show to the scheduler", "FILE"),
    Option(_CLUSTER, ("--tls-key",), VALUE, "the key of that certificate", "FILE"),
    Option(_CLUSTER, ("--insecure-scheduler",), SWITCH, "take a scheduler that others can reach without TLS"),
    Option(_BOUNDS, ("--timeout",), COUNT, "seconds, with cloning (default: 600)", "S", 600),
    Option(_BOUNDS, ("--memory",), COUNT, "megabytes of memory, also for git (default: 2048)", "MB", 2048),
    Option(_BOUNDS, ("--retries",), COUNT, "how often a lint that dies or a fetch that breaks off is tried again"
           " (default: 2)", "N", 2),
    Option(_BOUNDS, ("--max-files",), COUNT, "files of a commit (default: 2000000)", "N", 2_000_000),
    Option(_BOUNDS, ("--max-clone-mb",), COUNT, "megabytes of a clone (default: 2000)", "MB", 2000),
    Option(
        "what to lint",
        ("--exclude",),
        VALUES,
        "also leave out the files and folders that this .gitignore pattern matches, relative to the root of each"
        " repository; may be repeated",
        "PATTERN",
        (),
    ),
    *(option for option in OPTIONS if option.attribute() in _LIKE_LINT),
    Option(_ABOUT, ("-h", "--help"), HELP, "print this help, and exit"),
)  # fmt: skip

_USAGE = "spanlint sweep [OPTIONS] REPOS ..."
_DESCRIPTION = """\
Lint many repositories: each at one commit, in a process of its own, and one
report on all of them. A repository that fails stops no other."""
_EPILOG = """\
examples:
  spanlint sweep repositories.txt              every repository of a list
  spanlint sweep --out nightly repositories.csv
  spanlint sweep --resume repositories.txt     go on after an interruption
  spanlint sweep spanlint-sweep/failed.txt     try again what failed

exit codes: 0 all done, without findings that --fail-on counts; 1 all done,
with findings; 2 a repository failed, or the options are wrong; 130 interrupted"""


def parse(argv: Sequence[str]) -> SweepRequest:
    """Returns the request. Raises SystemExit after printing help or an error in the options."""
    from spanlint.cli.argparse_parser import parser_of
    from spanlint.cli.quick_parser import frozen_values

    top = parser_of(SWEEP_OPTIONS, usage=_USAGE, description=_DESCRIPTION, epilog=_EPILOG)
    return SweepRequest(**frozen_values(vars(top.parse_args(argv))))


def lint_options(request: SweepRequest, config: str | None) -> tuple[str, ...]:
    """Returns the options of each lint; `config` is the absolute path of a configuration."""
    options = ["--isolated"] if request.isolated else []
    options += ["--config", config] if config is not None else []
    options += [f"--config={setting}" for setting in request.config_settings]
    options += [f"--exclude={pattern}" for pattern in request.exclude]
    options += ["--select", ",".join(request.select)] if request.select is not None else []
    options += ["--extend-select", ",".join(request.extend_select)] if request.extend_select else []
    options += ["--ignore", ",".join(request.ignore)] if request.ignore else []
    return tuple(options)


def megabytes(count: int) -> int:
    """Returns as many megabytes in bytes."""
    return count * _MEGABYTE
