"""Real folders and real git repositories for the tests of discovery."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from spanlint.config.model import Config, Patterns
from spanlint.discovery.exclusion import Exclusion, excluded_below
from spanlint.discovery.named_paths import discover
from spanlint.discovery.with_git import list_with_git


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True, text=True)
    return done.stdout


def write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x = 1\n")


def repository(folder: Path, *tracked: str) -> Path:
    """A repository with these files in its first commit."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "--quiet")
    write(folder, *tracked)
    git(folder, "add", "--all", "--force")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "first")
    return folder


def program(path: Path, marker: Path) -> Path:
    """A program that leaves a marker behind when anything runs it."""
    path.write_text(f"#!/bin/sh\necho run >> '{marker}'\nexit 1\n")
    path.chmod(0o755)
    return path


def shown(*paths: str, exclude: Sequence[str] = (), exclude_root: str = ".") -> list[str]:
    """The paths found, after making sure that there was nothing to complain about."""
    discovery = discover(paths, excluding(exclude, exclude_root))
    assert discovery.problems == []
    return discovery.files


def excluding(exclude: Sequence[str], root: str = ".") -> Callable[[str, str], Exclusion]:
    """What one configuration for all folders leaves out."""
    config = Config(exclude=(Patterns(root, tuple(exclude)),), root=root)
    return partial(excluded_below, config_of=lambda _folder: config)


def listed_by_git(folder: Path) -> bool:
    """Whether git's answer is used for a folder, rather than a walk."""
    return list_with_git(str(folder.resolve()), (".py",)) is not None
