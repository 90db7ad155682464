"""Shell completion: what `--print-completion` prints, made by shtab from the options themselves."""

from __future__ import annotations

from argparse import Action

from spanlint.cli.argparse_parser import parser
from spanlint.config.errors import ConfigError
from spanlint.config.resolved import known_codes

_FILES = ("paths", "stdin_filename", "config", "show_settings", "baseline", "write_baseline", "output_file")
_LISTS = ("select", "extend_select", "ignore")
_REFS = "git rev-parse --symbolic --branches --tags --remotes"
# Of `SPN001,SP` only what stands behind the last comma is completed.
_BASH = """\
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
    """The script for a shell of `options.SHELLS`. Raises ConfigError where shtab is not installed."""
    try:
        import shtab
    except ImportError as error:
        raise ConfigError("--print-completion: needs shtab; install `spanlint[completion]`") from error
    top = parser()
    selectors = ["ALL", *known_codes()]
    for action in top._actions:
        _describe(action, selectors)
        if action.dest in _FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
    preamble = _BASH.format(codes=" ".join(selectors), refs=_REFS) if shell == "bash" else ""
    script: str = shtab.complete(top, shell=shell, preamble=preamble)
    return script


def _describe(action: Action, selectors: list[str]) -> None:
    """Tell shtab, which asks each action for `choices` and `complete`, what the value of an option can be."""
    listed = " ".join(selectors)
    if action.dest == "explain":
        action.choices = selectors[1:]
    elif action.dest in _LISTS:
        choice = {"bash": "_spanlint_codes", "zsh": f"_values -s , code {listed}", "tcsh": f"({listed})"}
        action.complete = choice  # type: ignore[attr-defined]
    elif action.dest == "diff_base":
        action.complete = {"bash": "_spanlint_refs", "zsh": f"(\\$({_REFS}))", "tcsh": f"`{_REFS}`"}  # type: ignore[attr-defined]
