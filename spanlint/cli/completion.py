"""The shell completion script of `--print-completion`, which shtab generates from the options."""

from __future__ import annotations

from argparse import Action

from spanlint.cli.argparse_parser import parser
from spanlint.config.errors import ConfigError
from spanlint.config.run_settings import known_codes
from spanlint.report import FORMATS
from spanlint.rulebook.rules import rules

_FILE_OPTIONS = ("paths", "stdin_filename", "config", "show_settings", "baseline", "write_baseline", "output_file")
_CODE_OPTIONS = ("select", "extend_select", "ignore")
_LIST_REFS = "git rev-parse --symbolic --branches --tags --remotes"
# In `SPN001,SP`, only the part after the last comma is completed.
_BASH_PREAMBLE = """\
_spanlint_codes() {{
  local before=""
  [[ "$1" == *,* ]] && before="${{1%,*}},"
  compgen -P "$before" -W "{codes}" -- "${{1##*,}}"
}}
_spanlint_refs() {{
  compgen -W "$({refs} 2>/dev/null)" -- "$1"
}}
"""


def completion(shell: str) -> str:
    """Returns the script for a shell of `options.SHELLS`. Raises ConfigError if shtab is not installed."""
    try:
        import shtab
    except ImportError as error:
        raise ConfigError("--print-completion: needs shtab; install `spanlint[completion]`") from error
    top = parser()
    selectors = ["ALL", *known_codes()]
    for action in top._actions:
        _set_completion(action, selectors)
        if action.dest in _FILE_OPTIONS:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
    preamble = _BASH_PREAMBLE.format(codes=" ".join(selectors), refs=_LIST_REFS) if shell == "bash" else ""
    script: str = shtab.complete(top, shell=shell, preamble=preamble)
    return script


def _set_completion(action: Action, selectors: list[str]) -> None:
    """Set the possible values of an option: shtab reads `choices` and `complete` of each action."""
    listed = " ".join(selectors)
    if action.dest == "output_format":
        action.choices = sorted(FORMATS)  # argparse takes FORMAT=FILE, too
    elif action.dest == "explain":
        action.choices = [*selectors, *(rule.name for rule in rules())]
    elif action.dest in _CODE_OPTIONS:
        choice = {"bash": "_spanlint_codes", "zsh": f"_values -s , code {listed}", "tcsh": f"({listed})"}
        action.complete = choice  # type: ignore[attr-defined]
    elif action.dest == "diff_base":
        action.complete = {"bash": "_spanlint_refs", "zsh": f"(\\$({_LIST_REFS}))", "tcsh": f"`{_LIST_REFS}`"}  # type: ignore[attr-defined]
