"""The journal of a sweep, `repos.jsonl`: a line for each repository, written when everything else of it is on disk.

So whatever kills a sweep costs the jobs that were running, and nothing that has a line.
"""

from __future__ import annotations

import json
import os
from hashlib import sha256

from spanlint.lean.records import Record
from spanlint.sweep.repositories import Repository
from spanlint.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any, BinaryIO

    from spanlint.sweep.results import JobSettings, Result

NAME = "repos.jsonl"
_HEAD, _PROGRAM = "options", "program"
_DIGITS = 16  # of a digest


class JournalEntry(Record):
    """What the journal says of one repository; the keys of `fields` are those of docs/sweep.md.

    `digest` is that of its findings file, empty if there is none.
    """

    name: str
    status: str
    commit: str
    digest: str
    fields: dict[str, Any]


def repository_of(entry: JournalEntry) -> Repository:
    """Returns the repository that an entry is about."""
    texts = (str(entry.fields.get(key) or "") for key in ("url", "ref", "owner", "subdir"))
    return Repository(entry.name, *texts)


def options_digest(settings: JobSettings, config: bytes) -> str:
    """Returns what the files of a repository depend on beside it: the version, the options, and the files they name."""
    said = json.dumps(
        [
            *(__version__, list(settings.lint_options), sha256(config).hexdigest()),
            *(settings.has_sarif, settings.owners, settings.has_history, settings.since, settings.every),
            settings.has_authors,
        ]
    )
    return sha256(said.encode()).hexdigest()[:_DIGITS]


def digest_of(data: bytes) -> str:
    """Returns the digest of a findings file."""
    return sha256(data).hexdigest()[:_DIGITS]


def load(folder: str) -> tuple[str, dict[str, JournalEntry]]:
    """Returns the digest of the options of the sweep in a folder, and its entries by name; none if there was no sweep.

    A line that a kill has cut is dropped. Raises OSError for a file that cannot be read.
    """
    try:
        with open(os.path.join(folder, NAME), "rb") as file:
            lines = file.read().split(b"\n")
    except FileNotFoundError:
        return "", {}
    options, entries = "", dict[str, JournalEntry]()
    for fields in _whole(lines):
        if _HEAD in fields:
            options = str(fields[_HEAD])
        elif isinstance(fields.get("name"), str):
            entry = JournalEntry(
                fields["name"],
                str(fields.get("status", "")),
                str(fields.get("commit", "")),
                str(fields.get("digest", "")),
                fields,
            )
            entries[entry.name] = entry
    return options, entries


def started_at(folder: str) -> float:
    """Returns when the sweep in a folder was started, as seconds since 1970; 0 if that is not known."""
    started = _head(folder).get("started")
    return float(started) if isinstance(started, int | float) else 0.0


def program_of(folder: str) -> str:
    """Returns the digest of the program that ran the sweep in a folder; empty if that is not known."""
    return str(_head(folder).get(_PROGRAM, ""))


def _head(folder: str) -> dict[str, Any]:
    try:
        with open(os.path.join(folder, NAME), "rb") as file:
            return next(_whole([file.readline()]), {})
    except FileNotFoundError:
        return {}


def _whole(lines: list[bytes]) -> Iterator[dict[str, Any]]:
    for line in lines:
        try:
            fields = json.loads(line)
        except ValueError:
            continue
        if isinstance(fields, dict):
            yield fields


class Journal:
    """The journal of a running sweep. Each line is on the disk when `add` returns.

    It begins with the entries that are `kept`, and those that are `old`, which hold until a line of this sweep replaces
    them: `entries` has only what is kept and added. `program` is the digest of what judges.
    """

    def __init__(
        self, folder: str, options: str, kept: Sequence[JournalEntry], started: float = 0.0, program: str = "",
        old: Sequence[JournalEntry] = (),
    ) -> None:  # fmt: skip
        self._path = os.path.join(folder, NAME)
        self._head = {_HEAD: options, "version": __version__, _PROGRAM: program, "started": started}
        self._has_old = bool(old)
        self._rewrite((*kept, *old))
        self._file = open(self._path, "ab")  # noqa: SIM115 - until `close`
        self.entries = {entry.name: entry for entry in kept}

    def add(self, result: Result, digest: str, counts: dict[str, Any]) -> JournalEntry:
        """Write the line of a result, with the counts of its findings."""
        repository = result.repository
        fields = {
            "name": repository.name,
            "url": repository.address,
            "ref": repository.ref,
            "owner": repository.owner,
            "subdir": repository.subdir,
            "commit": result.commit,
            "status": result.status,
            "reason": result.reason,
            "attempts": result.attempts,
            "seconds": result.seconds,
            "clone_seconds": result.clone_seconds,
            "files": result.files,
            "sites": result.sites,
            "judged": result.judged,
            "reused": result.reused,
            **counts,
            "worker": result.worker,
            "digest": digest,
        }
        if result.history is not None:
            fields["history"] = {"commits": result.history.commits, "linted": result.history.linted}
        entry = JournalEntry(repository.name, result.status, result.commit, digest, fields)
        self._file.write(_line(fields))
        _sync(self._file)
        self.entries[entry.name] = entry
        return entry

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def leave_out_old(self) -> None:
        """Leave one line for each repository, once all have one of this sweep."""
        if self._has_old:
            self._rewrite(self.entries.values())

    def _rewrite(self, entries: Iterable[JournalEntry]) -> None:
        with open(f"{self._path}.new", "wb") as file:
            file.write(_line(self._head))
            file.writelines(_line(entry.fields) for entry in entries)
            _sync(file)
        os.replace(f"{self._path}.new", self._path)


def _line(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields).encode() + b"\n"


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
