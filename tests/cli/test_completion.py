"""`--print-completion`: the scripts in the real shells, and what is said where shtab is missing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from spanlint.cli.argparse_parser import parser
from spanlint.cli.options import SHELLS
from spanlint.report import FORMATS
from spanlint.rulebook.rules import rules
from tests.cli.program import Run, run_command, run_spanlint, write
from tests.waiting import HANGS_AFTER

CODES = [rule.code for rule in rules()]
# Without a terminal bash has no line to complete: this gives the function what bash would.
_ASK = """
source ./completion.bash
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
compopt() { :; }
_shtab_spanlint
printf '%s\\n' "${COMPREPLY[@]}"
"""


def script(folder: Path, shell: str) -> Run:
    run = run_spanlint(folder, "--print-completion", shell)
    write(folder, {f"completion.{shell}": run.out})
    return run


def bash(folder: Path, *words: str) -> list[str]:
    """What bash offers for the last of the words."""
    script(folder, "bash")
    return sorted(run_command(folder, ["bash", "-c", _ASK, "bash", "spanlint", *words]).out.split())


@pytest.mark.program
@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_gets_a_script(tmp_path: Path, shell: str) -> None:
    run = script(tmp_path, shell)
    assert (run.code, run.err) == (0, "")
    assert all(name in run.out for name in ("exit-non-zero-on-fix", *FORMATS, *CODES))
    if shutil.which(shell):
        options = ["-f"] if shell == "tcsh" else []
        subprocess.run([shell, *options, "-n", f"completion.{shell}"], cwd=tmp_path, check=True, timeout=HANGS_AFTER)


@pytest.mark.program
def test_the_line_of_the_readme_tells_bash(tmp_path: Path) -> None:
    line = 'eval "$(spanlint --print-completion bash)"'
    assert f"\n{line}\n" in (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    program = f'spanlint() {{ "$PYTHON" -m spanlint "$@"; }}; {line}; complete -p spanlint'
    run = run_command(tmp_path, ["bash", "-c", program], env={"PYTHON": sys.executable})
    assert run == (0, "complete -o bashdefault -F _shtab_spanlint spanlint\n", "")


@pytest.mark.program
def test_bash_completes_every_option(tmp_path: Path) -> None:
    assert bash(tmp_path, "--sel") == ["--select"]
    offered = bash(tmp_path, "-")
    assert offered == sorted(name for action in parser()._actions for name in action.option_strings)


@pytest.mark.program
def test_bash_completes_codes(tmp_path: Path) -> None:
    assert bash(tmp_path, "--explain", "") == ["ALL", *CODES, *sorted(rule.name for rule in rules())]
    for option in ("--select", "--extend-select", "--ignore"):
        assert bash(tmp_path, option, "") == ["ALL", *CODES]
        assert bash(tmp_path, option, "SPN001,A") == ["SPN001,ALL"]
        assert bash(tmp_path, option, "SPN001,SPN90") == ["SPN001,SPN900", "SPN001,SPN901"]
        assert bash(tmp_path, option, "X") == []


@pytest.mark.program
def test_bash_completes_choices_and_files(tmp_path: Path) -> None:
    write(tmp_path, {"src/a.py": "", "suite.toml": "", "other": ""})
    assert bash(tmp_path, "--output-format", "j") == ["json", "json-report", "jsonl", "junit"]
    assert bash(tmp_path, "--output-format", "") == sorted(FORMATS)
    assert bash(tmp_path, "--fail-on", "") == ["error", "warning"]
    assert bash(tmp_path, "--print-completion", "") == sorted(SHELLS)
    for before in ((), ("--fix",), ("other",), ("--config",), ("--baseline",), ("-o",), ("--output-format", "json")):
        assert bash(tmp_path, *before, "s") == ["src", "suite.toml"]


@pytest.mark.program
def test_bash_completes_git_refs(tmp_path: Path) -> None:
    assert bash(tmp_path, "--diff-base", "m") == []
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b.example"]
    for command in (["init", "-q", "-b", "mine"], ["commit", "-q", "--allow-empty", "-m", "m"], ["tag", "m1"]):
        subprocess.run([*git, *command], cwd=tmp_path, check=True, timeout=HANGS_AFTER)
    assert bash(tmp_path, "--diff-base", "m") == ["m1", "mine"]


def test_zsh_completes_lists_of_codes_and_asks_git_only_when_it_has_to(tmp_path: Path) -> None:
    run = script(tmp_path, "zsh")
    assert f':CODES:_values -s , code ALL {" ".join(CODES)}"' in run.out
    assert ":REF:(\\$(git rev-parse --symbolic " in run.out


@pytest.mark.program
def test_without_shtab_one_line_says_how_to_get_it(tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['shtab'] = None; from spanlint.cli.main import main; sys.exit(main(sys.argv[1:]))"
    )
    run = run_command(tmp_path, [sys.executable, "-c", program, "--print-completion", "bash"])
    assert run == (2, "", "spanlint: --print-completion: needs shtab; install `spanlint[completion]`\n")


def test_another_shell_is_an_error(tmp_path: Path) -> None:
    run = run_spanlint(tmp_path, "--print-completion", "elvish")
    assert (run.code, run.out) == (2, "")
    assert "invalid choice: 'elvish'" in run.err
