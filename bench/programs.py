"""The compared commands: spanlint as users install it, and other tools at pinned versions."""

from __future__ import annotations

import os
from pathlib import Path

from bench.measure import Command
from spanlint.apis import tables
from spanlint.text.suffixes import SUFFIXES

ROOT = Path(__file__).resolve().parents[1]
TOOLS = ROOT / ".bench-venv"
BIN = TOOLS / "bin"
BARE = TOOLS / "bare"
"""A virtual environment with flake8 and no plugin."""


def spanlint(folder: Path, *arguments: str) -> Command:
    """spanlint with its default configuration, whatever the corpus configures, as if it had never run."""
    return again(folder, "--no-cache", *(arguments or (".",)))


def again(folder: Path, *arguments: str) -> Command:
    """The same, but with what the run before has kept."""
    known = {name: value for name, value in os.environ.items() if name not in ("CI", "SPANLINT_NO_CACHE")}
    environment = {**known, "SPANLINT_CACHE_DIR": str(ROOT / ".bench" / "cache")}
    words = ["--isolated", "--quiet", *(arguments or (".",))]
    return Command([str(BIN / "spanlint"), *words], str(folder), environment)


def interpreter(folder: Path) -> Command:
    """The fastest program that Python can run."""
    return Command([str(BIN / "python"), "-I", "-c", "pass"], str(folder))


def ast_grep(folder: Path) -> Command:
    """ast-grep with the rules beside this file."""
    rules = str(ROOT / "bench" / "sgconfig.yml")
    return Command([str(BIN / "ast-grep"), "scan", "--config", rules, "."], str(folder))


def ruff(folder: Path) -> Command:
    """ruff's pyflakes rules, without its cache."""
    options = ["--no-cache", "--isolated", "--quiet", "--select", "F"]
    return Command([str(BIN / "ruff"), "check", *options, "."], str(folder))


def ripgrep(folder: Path) -> Command:
    """ripgrep for the names that spanlint looks for, in files with the same suffixes."""
    names = "|".join(tables(language).mention.pattern.decode() for language in ("python", "typescript"))
    globs = [option for suffix in sorted(SUFFIXES) for option in ("--glob", f"*{suffix}")]
    return Command([str(BIN / "rg"), "--files-with-matches", *globs, names, "."], str(folder))


def flake8(folder: Path, files: tuple[str, ...], plugin: bool) -> Command:
    """flake8 in one process over some files, with or without the plugin."""
    program = (TOOLS if plugin else BARE) / "bin" / "flake8"
    return Command([str(program), "--isolated", "--jobs", "1", *files], str(folder))
