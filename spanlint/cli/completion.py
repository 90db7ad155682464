"""The shell completion script of `--print-completion`, which shtab generates from the options of all commands."""

from __future__ import annotations

from argparse import Action, ArgumentParser

from spanlint.cli.argparse_parser import add_options, parser
from spanlint.cli.commands import COMMANDS, LINT, options_of
from spanlint.cli.completion_parts import codes_by_shell, files_by_shell, preambles, refs_by_shell
from spanlint.cli.options import OPTIONS
from spanlint.config.errors import ConfigError
from spanlint.config.selection import ALL
from spanlint.report import FORMATS
from spanlint.rulebook.rules import rules, trace_rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from spanlint.rulebook.rules import Rule

_FILE_OPTIONS = (
    *("paths", "stdin_filename", "config", "show_settings", "baseline", "write_baseline", "output_file", "exclude"),
    *("source", "html", "repositories", "tls_ca", "tls_cert", "tls_key", "out", "merge"),
)
_CODE_OPTIONS = ("select", "extend_select", "ignore")
_DONE_BY = {
    "check": "lint, as without a command",
    "init": "write a configuration of your own",
    "mcp": "serve a coding agent",
    "server": "serve an editor",
    "sweep": "lint many repositories",
    "trace": "judge exported traces",
}
_WITHOUT_COMMANDS = "tcsh"
"""The shell whose script knows no options of commands: shtab's mixes them with the files to lint."""


def completion(shell: str) -> str:
    """Returns the script for a shell of `options.SHELLS`. Raises ConfigError if shtab is not installed."""
    try:
        import shtab
    except ImportError as error:
        raise ConfigError(
            "--print-completion: needs shtab; install it with `pip install 'spanlint[completion]'`"
        ) from error
    top = parser()
    _complete(top, rules())
    if shell != _WITHOUT_COMMANDS:
        _add_commands(top)
    parts = preambles(sorted(_DONE_BY), _codes(rules()), _codes(trace_rules()))
    script: str = shtab.complete(top, shell=shell, preamble=parts.get(shell, ""))
    return script


def _add_commands(top: ArgumentParser) -> None:
    """Add a parser for each command, which only shtab reads."""
    for action in top._get_positional_actions():
        action.complete = files_by_shell(with_commands=True)  # type: ignore[attr-defined]
    commands = top.add_subparsers()
    for name in (LINT, *COMMANDS):
        own = commands.add_parser(name, help=_DONE_BY[name], add_help=False)
        add_options(own, OPTIONS if name == LINT else options_of(name))
        _complete(own, trace_rules() if name == "trace" else rules())


def _codes(known: Sequence[Rule]) -> list[str]:
    return [ALL, *(rule.code for rule in known)]


def _complete(top: ArgumentParser, known: Sequence[Rule]) -> None:
    """Set the possible values of the options: shtab reads `choices` and `complete` of each action."""
    for action in top._actions:
        _set_completion(action, known)


def _set_completion(action: Action, known: Sequence[Rule]) -> None:
    if action.dest in _FILE_OPTIONS:
        action.complete = files_by_shell()  # type: ignore[attr-defined]
    elif action.dest == "output_format":
        action.choices = sorted(FORMATS)  # argparse takes FORMAT=FILE, too
    elif action.dest == "explain":
        action.choices = [*_codes(known), *(rule.name for rule in known)]
    elif action.dest in _CODE_OPTIONS:
        action.complete = codes_by_shell(_codes(known), is_trace=known == trace_rules())  # type: ignore[attr-defined]
    elif action.dest in ("diff_base", "ref"):
        action.complete = refs_by_shell()  # type: ignore[attr-defined]
