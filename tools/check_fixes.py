"""Fixes copies of real repositories, and compares the calls that changed with those that the report names.

For each git work tree: the calls reported, the fixes that `--fix` counts, the calls that it changed, those among them
that no report named, and what a second run would still change or report anew. The last three must be 0.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from spanlint.apis import tables
from spanlint.languages import reader
from spanlint.model.settings import ApiChoices
from spanlint.text.decoding import UndecodableError, decode
from spanlint.text.source import LineIndex
from spanlint.text.suffixes import SUFFIXES, language_of

CONFIGURATION = """\
[session-context.python]
expression = "get_session_context()"
imports = ["from acme.session import get_session_context"]

[session-context.typescript]
expression = "getSessionContext() ?? context.active()"
imports = ["import { getSessionContext } from '@acme/session'", "import { context } from '@opentelemetry/api'"]
"""


class Call(NamedTuple):
    """A creation call: its file, the place of its name as the report gives it, its name and its text."""

    path: str
    place: tuple[int, int]
    name: str
    text: bytes


class Counts(NamedTuple):
    """What the fixes of one repository did; the last three must be 0."""

    reported: int
    fixed: int
    changed: int
    not_reported: int
    changed_again: int
    newly_reported: int


def calls_of(root: Path) -> Iterator[Call]:
    """Yields the creation calls of the files below a folder, each judged on its own."""
    for path in sorted(path for path in root.rglob("*") if path.suffix in SUFFIXES and path.is_file()):
        language = language_of(path.name) or ""
        try:
            source = decode(str(path), language, path.read_bytes())
        except UndecodableError:
            continue
        lines = LineIndex(source.text)
        for call in reader(language).read(source, tables(language, ApiChoices()), None).calls:
            position = lines.position(call.at.start)
            text = source.text
            name = text[slice(*call.at)].decode()
            yield Call(str(path.relative_to(root)), (position.line, position.column), name, text[slice(*call.call)])


def run(folder: Path, configuration: Path, *arguments: str) -> str:
    """The standard output of spanlint over a folder."""
    command = [sys.executable, "-m", "spanlint", "--config", str(configuration), *arguments, "."]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout


def reported(folder: Path, configuration: Path) -> dict[tuple[str, tuple[int, int]], str]:
    """The code of each finding, by file and place."""
    found = json.loads(run(folder, configuration, "--output-format", "json"))
    return {(entry["path"], (entry["line"], entry["column"])): entry["code"] for entry in found if entry["code"]}


def fix(folder: Path, configuration: Path) -> int:
    """Fix a folder. Returns the number of fixes that were applied."""
    report = json.loads(run(folder, configuration, "--fix", "--output-format", "json-report"))
    fixed: int = report["summary"]["fixed"]
    return fixed


def check(repository: Path, configuration: Path) -> Counts:
    """Fix a copy of a repository's tracked source files twice."""
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary)
        copy_sources(repository, copy)
        before, named = list(calls_of(copy)), reported(copy, configuration)
        fixed = fix(copy, configuration)
        after, left = list(calls_of(copy)), reported(copy, configuration)
        pairs = list(zip(before, after, strict=True))
        changed = [old for old, new in pairs if old.text != new.text]
        moved = {(new.path, new.place): (old.path, old.place) for old, new in pairs}
        again = fix(copy, configuration)
        new = [place for place in left if place in moved and moved[place] not in named]
        strays = [call for call in changed if (call.path, call.place) not in named]
        return Counts(len(named), fixed, len(changed), len(strays), again, len(new))


def copy_sources(repository: Path, copy: Path) -> None:
    """Copy the tracked source files, and what decides how imports are followed, into a new repository."""
    listed = subprocess.run(["git", "-C", repository, "ls-files", "-z"], capture_output=True, check=True).stdout
    for name in listed.decode("utf-8", "surrogateescape").split("\0"):
        source = repository / name
        if name and (source.suffix in {*SUFFIXES, ".json", ".toml", ".yaml"}) and source.is_file():
            target = copy / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
    for name in ("spanlint.toml", ".spanlint.toml"):
        (copy / name).unlink(missing_ok=True)
    subprocess.run(["git", "init", "--quiet", copy], check=True)


def main() -> int:
    """Print a line for each repository. Returns 1 if a fix changed what no report named, or does not come to rest."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("repositories", nargs="+", type=Path, help="git work trees")
    broken = False
    with tempfile.TemporaryDirectory() as folder:
        configuration = Path(folder) / "spanlint.toml"
        configuration.write_text(CONFIGURATION)
        for repository in parser.parse_args().repositories:
            counts = check(repository, configuration)
            broken = broken or any(counts[3:])
            words = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in counts._asdict().items())
            print(f"{repository.name}: {words}", flush=True)
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
