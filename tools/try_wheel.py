"""Tries a wheel as its users install it: with pip, pipx and uvx, each in clean folders that are removed afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

_PROGRAMS = Path(sys.executable).parent
_BAD = 'from opentelemetry import trace\n\ntrace.get_tracer("shop").start_span("checkout")\n'
_PLACES = [("bad.py", 3, "SPN001")]
_ASK = "import spanlint; print(len(spanlint.lint_paths('bad.py', select=['SPN001']).findings))"


def main() -> int:
    """Try the wheel in each way. Returns 1 if one of them fails, and says which."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("wheel", type=Path)
    wheel = parser.parse_args().wheel.resolve()
    failed = [way.__name__.strip("_") for way in (_pip, _pipx, _uvx) if not _works(way, wheel)]
    for name in failed:
        print(f"{wheel.name} does not work with {name}", file=sys.stderr)
    return 1 if failed else 0


def _works(way: Callable[[Path, Path], list[str]], wheel: Path) -> bool:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "bad.py").write_text(_BAD, encoding="utf-8")
        program = way(wheel, folder)
        version = wheel.name.split("-")[1]
        return (
            _output(folder, *program, "--version") == f"spanlint {version}\n"
            and _found(_output(folder, *program, "--isolated", "--output-format", "json", "bad.py", code=1)) == _PLACES
            and "# SPN001 missing-parent" in _output(folder, *program, "--explain", "SPN001")
        )


def _found(report: str) -> list[tuple[str, int, str]]:
    return [(finding["path"], finding["line"], finding["code"]) for finding in json.loads(report)]


def _pip(wheel: Path, folder: Path) -> list[str]:
    _output(folder, sys.executable, "-m", "venv", "venv")
    programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    _output(folder, str(programs / "python"), "-m", "pip", "install", "--quiet", f"{wheel}[flake8]")
    assert _output(folder, str(programs / "python"), "-c", _ASK) == "1\n"
    assert "spanlint" in _output(folder, str(programs / "flake8"), "--version")
    return [str(programs / "spanlint")]


def _pipx(wheel: Path, folder: Path) -> list[str]:
    _output(folder, str(_PROGRAMS / "pipx"), "install", "--quiet", str(wheel))
    return [str(folder / "pipx-bin" / "spanlint")]


def _uvx(wheel: Path, _: Path) -> list[str]:
    return [str(_PROGRAMS / "uvx"), "--quiet", "--from", str(wheel), "spanlint"]


def _output(folder: Path, *command: str, code: int = 0) -> str:
    """Returns what a command prints. It keeps what it installs in the folder. Raises RuntimeError for another code."""
    kept = {"PIPX_HOME": "pipx", "PIPX_BIN_DIR": "pipx-bin", "UV_CACHE_DIR": "uv-cache", "UV_TOOL_DIR": "uv-tools"}
    passed_on = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    environment = {**passed_on, **{name: str(folder / place) for name, place in kept.items()}}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)
    if done.returncode != code:
        raise RuntimeError(f"{' '.join(command)}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
