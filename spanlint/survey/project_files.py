"""The files of a project that run its checks: of CI systems and of hooks."""

from __future__ import annotations

import os
from collections.abc import Iterator

from spanlint.disk.reading import read_file
from spanlint.lean.records import Record

_FILES = (
    ".pre-commit-config.yaml",
    ".pre-commit-config.yml",
    ".lefthook.yml",
    "lefthook.yml",
    ".husky/pre-commit",
    ".gitlab-ci.yml",
    ".circleci/config.yml",
    "azure-pipelines.yml",
    "bitbucket-pipelines.yml",
    ".travis.yml",
    "Jenkinsfile",
)
_WORKFLOWS = ".github/workflows"
_MAX_BYTES = 1_000_000


class CheckFile(Record):
    """A file that runs checks, as its path below the project's folder; `runs_spanlint` is whether it names spanlint."""

    path: str
    runs_spanlint: bool


def check_files(folder: str) -> tuple[CheckFile, ...]:
    """Returns the files in a project's folder that run checks."""
    return tuple(CheckFile(name, _names_spanlint(os.path.join(folder, name))) for name in _names(folder))


def _names(folder: str) -> Iterator[str]:
    try:
        workflows = sorted(os.listdir(os.path.join(folder, _WORKFLOWS)))
    except OSError:
        workflows = []
    yield from (name for name in _FILES if os.path.isfile(os.path.join(folder, name)))
    yield from (f"{_WORKFLOWS}/{name}" for name in workflows if name.endswith((".yml", ".yaml")))


def _names_spanlint(path: str) -> bool:
    data = read_file(path, _MAX_BYTES)
    return isinstance(data, bytes) and b"spanlint" in data
