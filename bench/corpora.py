"""The corpora that the programs read: git work trees, as users have them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from spanlint.disk.folders import SKIPPED_FOLDERS
from spanlint.text.suffixes import SUFFIXES


class Corpus(NamedTuple):
    """A git work tree: its folder, and the source files in its index, relative to it."""

    name: str
    folder: Path
    files: tuple[str, ...]


def open_corpus(folder: Path) -> Corpus:
    """Returns the corpus in the top folder of a git work tree. Raises subprocess.CalledProcessError for others."""
    listing = _git(folder, "ls-files", "-z")
    files = (name for name in listing.split("\0") if name.endswith(tuple(SUFFIXES)) and (folder / name).is_file())
    return Corpus(_name(folder), folder, tuple(sorted(set(files))))


def installed_packages(sources: Iterable[Path], target: Path) -> Corpus:
    """Returns a corpus of installed packages: each source file in the folders `sources`, and no other file.

    Folders that linters skip, such as `dist`, get an underscore in their name, as each program skips different ones.
    """
    if not target.exists():
        for source in sources:
            for path in _sources_in(source):
                place = target / _rename(source.name.lstrip(".") / path.relative_to(source))
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, place)
        _add_to_git(target)
    return open_corpus(target)


def repeat(corpus: Corpus, times: int, target: Path) -> Corpus:
    """Returns a corpus that contains the files of another one `times` times."""
    shutil.rmtree(target, ignore_errors=True)
    for number in range(times):
        for name in corpus.files:
            place = target / f"copy{number}" / name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(corpus.folder / name, place)
    _add_to_git(target)
    return open_corpus(target)


def write_corpus(files: dict[str, str], target: Path) -> Corpus:
    """Returns a corpus of files with the given texts, by name."""
    shutil.rmtree(target, ignore_errors=True)
    for name, text in files.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_text(text, encoding="utf-8")
    _add_to_git(target)
    return open_corpus(target)


def _name(folder: Path) -> str:
    """Returns `owner/name` from the remote of a work tree, else the name of its folder."""
    remotes = _git(folder, "remote", "--verbose").split()
    return "/".join(re.split("[/:]", remotes[1].removesuffix(".git"))[-2:]) if remotes else folder.resolve().name


def _sources_in(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.suffix in SUFFIXES and path.is_file() and not path.is_symlink():
            yield path


def _rename(path: Path) -> Path:
    return Path(*(f"{part}_" if part in SKIPPED_FOLDERS else part for part in path.parts))


def _add_to_git(folder: Path) -> None:
    _git(folder, "init", "--quiet")
    _git(folder, "add", "--force", "--all")


def _git(folder: Path, *arguments: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
