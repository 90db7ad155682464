"""`--print-completion`: the scripts in the real shells, and what is said where shtab is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from spanlint.cli.argparse_parser import parser
from spanlint.cli.commands import COMMANDS, LINT
from spanlint.cli.options import SHELLS
from spanlint.report import FORMATS
from spanlint.rulebook.rules import rules
from tests.cli.program import Run, run_command, run_spanlint, write
from tests.cli.terminal import run_on_terminal
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
_ZSH_DONE = "\x18"  # the key to which the set-up binds the end
_ZSH_SETUP = (
    'autoload -U compinit; compinit -u -D; eval "$(<completion.zsh)"; bindkey -e;'
    " finish() { print -r -- $BUFFER >line.txt; exit }; zle -N finish; bindkey '^X' finish"
)


def script(folder: Path, shell: str) -> Run:
    run = run_spanlint(folder, "--print-completion", shell)
    write(folder, {f"completion.{shell}": run.out})
    return run


def bash(folder: Path, *words: str) -> list[str]:
    """What bash offers for the last of the words."""
    script(folder, "bash")
    return sorted(run_command(folder, ["bash", "-c", _ASK, "bash", "spanlint", *words]).out.split())


def needs(shell: str) -> None:
    """Skip where a shell is not installed, and fail there in CI."""
    if shutil.which(shell) is None:
        assert os.environ.get("CI") != "true", f"{shell} is not installed"
        pytest.skip(f"{shell} is not installed: `make shells` installs it")


def fish(folder: Path, line: str) -> list[str]:
    """What fish offers for a command line."""
    needs("fish")
    script(folder, "fish")
    run = run_command(folder, ["fish", "-c", "source completion.fish; complete -C $argv[1]", line])
    assert run.err == ""
    return sorted(each.split("\t")[0] for each in run.out.splitlines())


def zsh_line(folder: Path, line: str) -> str:
    """What zsh makes of a command line at the Tab key."""
    needs("zsh")
    script(folder, "zsh")
    typed = f"{_ZSH_SETUP}\r{line}\t{_ZSH_DONE}"
    run_on_terminal(folder, "-f", "-i", command=["zsh"], typed=typed)
    return (folder / "line.txt").read_text(encoding="utf-8").removesuffix("\n")


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_gets_a_script(tmp_path: Path, shell: str) -> None:
    run = script(tmp_path, shell)
    assert (run.code, run.err) == (0, "")
    assert all(name in run.out for name in ("exit-non-zero-on-fix", *FORMATS, *CODES))
    if shell != "tcsh":
        assert all(name in run.out for name in ("session-key", "otel-console-python", "SPN201", *COMMANDS, LINT))


@pytest.mark.program
@pytest.mark.parametrize("command", ["zsh -n", "tcsh -f -n", "fish -n"])
def test_a_script_can_be_parsed_by_its_shell(tmp_path: Path, command: str) -> None:
    shell, *options = command.split()
    needs(shell)
    script(tmp_path, shell)
    subprocess.run([shell, *options, f"completion.{shell}"], cwd=tmp_path, check=True, timeout=HANGS_AFTER)


@pytest.mark.program
def test_fish_completes_options_codes_and_commands(tmp_path: Path) -> None:
    write(tmp_path, {"src/a.py": "", "trees.json": ""})
    assert fish(tmp_path, "spanlint --sel") == ["--select"]
    assert fish(tmp_path, "spanlint --select SPN90") == ["SPN900", "SPN901"]
    assert fish(tmp_path, "spanlint --select SPN001,SPN90") == ["SPN001,SPN900", "SPN001,SPN901"]
    assert fish(tmp_path, "spanlint --output-format js") == ["json", "json-report", "jsonl"]
    assert fish(tmp_path, "spanlint --fix s") == ["server", "src/", "sweep"]
    assert fish(tmp_path, "spanlint tr") == ["trace", "trees.json"]
    assert fish(tmp_path, "spanlint trace --session") == ["--session", "--session-key"]
    assert fish(tmp_path, "spanlint trace --input-format ot") == ["otel-console-python", "otlp-json", "otlp-proto"]
    assert fish(tmp_path, "spanlint trace --select SPN90") == []
    assert fish(tmp_path, "spanlint trace tr") == ["trees.json"]


@pytest.mark.program
def test_bash_completes_commands_and_their_options(tmp_path: Path) -> None:
    write(tmp_path, {"src/a.py": "", "trees.json": ""})
    assert bash(tmp_path, "tr") == ["trace", "trees.json"]
    assert bash(tmp_path, "src", "tr") == ["trees.json"]
    assert bash(tmp_path, "") == sorted([*COMMANDS, LINT, "src", "trees.json", "completion.bash"])
    assert bash(tmp_path, "trace", "--session") == ["--session", "--session-key"]
    assert bash(tmp_path, "trace", "--select", "SPN201,SPN20") == [f"SPN201,SPN20{number}" for number in range(1, 10)]
    assert bash(tmp_path, "trace", "--input-format", "rows", "tr") == ["trees.json"]
    assert bash(tmp_path, "sweep", "--engine", "") == ["dask", "local"]
    assert bash(tmp_path, "init", "--dry") == ["--dry-run"]
    assert bash(tmp_path, "check", "--max") == ["--max-warnings"]


@pytest.mark.program
@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("spanlint tr", "spanlint trace "),
        ("spanlint sr", "spanlint src/"),
        ("spanlint --sel", "spanlint --select "),
        ("spanlint trace --inp", "spanlint trace --input-format "),
        ("spanlint trace --select SPN21", "spanlint trace --select SPN21"),
        ("spanlint sweep --engine d", "spanlint sweep --engine dask "),
    ],
)
def test_zsh_completes_commands_and_their_options(tmp_path: Path, line: str, completed: str) -> None:
    write(tmp_path, {"src/a.py": ""})
    assert zsh_line(tmp_path, line) == completed


@pytest.mark.program
def test_the_line_of_the_readme_tells_bash(tmp_path: Path) -> None:
    line = 'eval "$(spanlint --print-completion bash)"'
    assert f"\n{line} " in (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
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
    assert bash(tmp_path, "s") == ["server", "src", "suite.toml", "sweep"]
    for before in (("--fix",), ("other",), ("--config",), ("--baseline",), ("-o",), ("--output-format", "json")):
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
    assert run == (
        2,
        "",
        "spanlint: --print-completion: needs shtab; install it with `pip install 'spanlint[completion]'`\n",
    )


def test_another_shell_is_an_error(tmp_path: Path) -> None:
    run = run_spanlint(tmp_path, "--print-completion", "elvish")
    assert (run.code, run.out) == (2, "")
    assert "invalid choice: 'elvish'" in run.err
