"""The program called as a function says what the program says."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from spanlint.cli.main import main
from tests.cli.program import PYTHON_ACTIVE, PYTHON_BAD, TYPESCRIPT_BAD, run_program, write

pytestmark = [pytest.mark.program, pytest.mark.measured]

CONFIGURATION = """\
extend-select = ["SPN006"]
exclude = ["generated"]
output-format = "concise"
context-manager-decorators = ["resource"]

[per-file-ignores]
"active.py" = ["SPN006"]

[apis]
sentry = true

[session-context.python]
expression = "current()"
imports = ["from app import current"]

[[wrappers]]
language = "python"
name = "start_step"
parent = { position = 1 }
"""
FILES = {"bad.py": PYTHON_BAD, "active.py": PYTHON_ACTIVE, "src/bad.ts": TYPESCRIPT_BAD, "spanlint.toml": CONFIGURATION}


@pytest.mark.parametrize(
    "arguments",
    [
        ["--show-settings", "bad.py"],
        ["--show-settings", "active.py"],
        ["--statistics", "."],
        ["--statistics", "--output-format", "json", "."],
        ["--output-format", "text", "."],
        ["--diff", "."],
        ["--fix", "."],
        ["--explain", "SPN103"],
        ["--print-completion", "bash"],
    ],
    ids=" ".join,
)
def test_the_function_and_the_program_agree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    program, function = write(tmp_path / "program", FILES), write(tmp_path / "function", FILES)
    run = run_program(program, *arguments)
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.chdir(function)
    code = main(arguments)
    out, err = capsys.readouterr()
    assert (code, out, err) == (run.code, run.out.replace(str(program), str(function)), run.err)
    for name in FILES:
        assert (program / name).read_bytes() == (function / name).read_bytes()


@pytest.mark.parametrize("options", [[], ["--fix"], ["--diff"], ["--output-format", "json"]], ids=" ".join)
def test_standard_input_is_judged_as_the_file_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes], options: list[str]
) -> None:
    write(tmp_path, FILES)
    expected = run_program(tmp_path, *options, "bad.py")
    fixed = (tmp_path / "bad.py").read_bytes()
    write(tmp_path, FILES)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PYTHON_BAD.encode())))
    code = main([*options, "--stdin-filename", "bad.py", "-"])
    out = capsysbinary.readouterr().out.decode()
    assert code == expected.code
    assert out == (fixed.decode() if options == ["--fix"] else expected.out)
    assert (tmp_path / "bad.py").read_bytes() == PYTHON_BAD.encode()
