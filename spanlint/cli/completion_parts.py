"""What the completion scripts hold beside the options: functions that complete codes, files and names of git.

Each completer is a mapping from the name of a shell to what shtab writes there: the name of a function in bash and
PowerShell, which is called with the word so far, and an expression elsewhere.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_LIST_REFS = "git rev-parse --symbolic --branches --tags --remotes"
_CODES, _TRACE_CODES, _REFS, _FILES = "_spanlint_codes", "_spanlint_trace_codes", "_spanlint_refs", "_spanlint_files"

# In `SPN001,SP`, only the part after the last comma is completed.
_BASH = """\
_spanlint_after_comma() {{
  local before=""
  [[ "$1" == *,* ]] && before="${{1%,*}},"
  compgen -P "$before" -W "$2" -- "${{1##*,}}"
}}
_spanlint_codes() {{
  _spanlint_after_comma "$1" "{codes}"
}}
_spanlint_trace_codes() {{
  _spanlint_after_comma "$1" "{trace_codes}"
}}
_spanlint_refs() {{
  compgen -W "$({refs} 2>/dev/null)" -- "$1"
}}
_spanlint_files() {{
  compgen -f -- "$1"
  [[ "$COMP_CWORD" -eq 1 ]] && compgen -W "{commands}" -- "$1"
}}
"""

# shtab's own function completes files or commands, and never both: this one chooses which, by the first word.
_ZSH = """\
functions[_spanlint_lint]=$functions[_shtab_spanlint]
_shtab_spanlint() {{
  if (( CURRENT > 2 )) && [[ " {commands} " == *" $words[2] "* ]]; then
    local options="_shtab_spanlint_$words[2]_options"
    shift words
    (( CURRENT-- ))
    _arguments -C -s "${{(@P)options}}"
  else
    _spanlint_lint
  fi
}}
_spanlint_files() {{
  (( CURRENT == 2 )) && compadd -X command -- {commands}
  _files
}}
"""

_POWERSHELL = """\
function _spanlint_words {{
  param([string]$WordToComplete, [string[]]$Words)
  $before = ''
  if ($WordToComplete -match '^(.*,)') {{ $before = $Matches[1] }}
  $Words | ForEach-Object {{ $before + $_ }} | Where-Object {{ $_ -like "$WordToComplete*" }}
}}
function _spanlint_codes {{
  param([string]$WordToComplete)
  _spanlint_words $WordToComplete '{codes}'.Split(' ')
}}
function _spanlint_trace_codes {{
  param([string]$WordToComplete)
  _spanlint_words $WordToComplete '{trace_codes}'.Split(' ')
}}
function _spanlint_refs {{
  param([string]$WordToComplete)
  {refs} 2>$null | Where-Object {{ $_ -like "$WordToComplete*" }}
}}
"""


def preambles(commands: Sequence[str], codes: Sequence[str], trace_codes: Sequence[str]) -> dict[str, str]:
    """Returns the functions that the script of a shell needs, by the name of the shell."""
    words = {
        "commands": " ".join(commands),
        "codes": " ".join(codes),
        "trace_codes": " ".join(trace_codes),
        "refs": _LIST_REFS,
    }
    templates = {"bash": _BASH, "zsh": _ZSH, "powershell": _POWERSHELL}
    return {shell: template.format(**words) for shell, template in templates.items()}


def codes_by_shell(codes: Sequence[str], is_trace: bool) -> dict[str, str]:
    """Returns the completer of a comma-separated list of codes."""
    listed, function = " ".join(codes), _TRACE_CODES if is_trace else _CODES
    return {
        "bash": function,
        "zsh": f"_values -s , code {listed}",
        "tcsh": f"({listed})",
        "fish": f"(__fish_append , {listed})",
        "powershell": function,
    }


def files_by_shell(with_commands: bool = False) -> dict[str, object]:
    """Returns the completer of files, with the commands as the first word."""
    import shtab

    return {**shtab.FILE, **({"bash": _FILES, "zsh": _FILES} if with_commands else {})}


def refs_by_shell() -> dict[str, str]:
    """Returns the completer of branches, tags and remote branches of git."""
    return {
        "bash": _REFS,
        "zsh": f"(\\$({_LIST_REFS}))",
        "tcsh": f"`{_LIST_REFS}`",
        "fish": f"({_LIST_REFS} 2>/dev/null)",
        "powershell": _REFS,
    }
