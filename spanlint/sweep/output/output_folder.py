"""The folder of a sweep: findings by repository, what failed, the summary, and what the run was.

Each file is written beside its place and renamed into it: it is there as a whole, or not at all.
"""

from __future__ import annotations

import json
import os
import time
from contextlib import contextmanager

from spanlint.config.errors import ConfigError
from spanlint.report.escape import visible
from spanlint.sweep.lists import listed
from spanlint.sweep.output import journal
from spanlint.sweep.processes.scratch import is_free
from spanlint.sweep.results import FAILED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from spanlint.sweep.output.journal import JournalEntry
    from spanlint.sweep.repositories import Repository

RUN, SUMMARY, FAILURES, TREND, PAGE = "run.json", "summary.txt", "failed.txt", "trend.jsonl", "index.html"
FINDINGS, GONE, FORMER, HISTORY, STATE = "findings", "gone", "former", "history", "state"
"""Folders with a file for each repository: its findings, those that are gone, those of the former sweep, and the
lifetimes of all that ever were; and the folder of what is known of blobs."""

SARIF = ".sarif"
"""The suffix of a SARIF log, beside the findings."""
_PATIENCE, _PAUSE = 5.0, 0.05  # seconds


class OutputFolder:
    """The folder of one sweep."""

    def __init__(self, path: str) -> None:
        self.path = path

    def prepare(self) -> None:
        """Make the folder. Raises ConfigError for one that holds something else, and OSError."""
        self.check()
        os.makedirs(self.path, exist_ok=True)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Gives a block in which no other sweep writes into the folder. Raises ConfigError if one goes on writing; one
        that has been killed holds the folder until its last process is gone."""
        lock = os.open(self.path, os.O_RDONLY) if hasattr(os, "geteuid") else -1  # else no folder can be opened
        try:
            end = time.monotonic() + _PATIENCE
            while lock >= 0 and not is_free(lock, without_locks=True):
                if time.monotonic() > end:
                    raise ConfigError(f"--out: another sweep writes into {self.path}")
                time.sleep(_PAUSE)
            yield
        finally:
            if lock >= 0:
                os.close(lock)

    def check(self) -> None:
        """Raises ConfigError for a folder that holds something else, and OSError."""
        names = set(os.listdir(self.path)) if os.path.lexists(self.path) else set()
        if names and journal.NAME not in names and not names <= {FINDINGS, STATE, f"{journal.NAME}.new"}:
            raise ConfigError(f"--out: {self.path} holds other files; name a new folder")

    def is_finished(self) -> bool:
        """Whether the sweep in the folder ran to its end."""
        try:
            run = json.loads(self.read_text(RUN))
        except ValueError:
            return False
        return isinstance(run, dict) and run.get("started") == journal.started_at(self.path)

    def begin(self) -> None:
        """Mark the sweep as not finished."""
        self._remove(os.path.join(self.path, RUN))

    def is_own_failures(self, word: str) -> bool:
        """Whether a word of the command line is the list of what failed in this folder."""
        path = os.path.join(self.path, FAILURES)
        return os.path.exists(word) and os.path.exists(path) and os.path.samefile(word, path)

    def forget_failures(self) -> None:
        """Remove the list of what failed in an earlier sweep."""
        self._remove(os.path.join(self.path, FAILURES))

    def write(self, name: str, data: bytes, kind: str = FINDINGS, suffix: str = ".jsonl") -> None:
        """Write a file of a repository."""
        self._write(self._path(name, kind, suffix), data)

    def read(self, name: str, kind: str = FINDINGS, suffix: str = ".jsonl") -> bytes | None:
        """Returns a file of a repository; None if there is none."""
        try:
            with open(self._path(name, kind, suffix), "rb") as file:
                return file.read()
        except FileNotFoundError:
            return None

    def remove(self, name: str, kind: str = FINDINGS, suffix: str = ".jsonl") -> None:
        """Remove a file of a repository, if it is there."""
        self._remove(self._path(name, kind, suffix))

    def write_findings(self, name: str, data: bytes) -> str:
        """Write the findings of a repository. Returns their digest; empty, and no file is left, if there are none."""
        if not data:
            self.remove(name)
            return ""
        self.write(name, data)
        return journal.digest_of(data)

    def holds(self, entry: JournalEntry) -> bool:
        """Whether the findings file of an entry is there as the entry says."""
        data = self.read(entry.name)
        return data is None if not entry.digest else data is not None and journal.digest_of(data) == entry.digest

    def has_log(self, entry: JournalEntry) -> bool:
        """Whether the SARIF log of a repository is there."""
        return os.path.exists(self._path(entry.name, FINDINGS, SARIF))

    def has_history(self, name: str) -> bool:
        """Whether the lifetimes of a repository's findings are there."""
        return os.path.exists(self._path(name, HISTORY, ".jsonl"))

    def forget_others(self, names: Iterable[str], has_sarif: bool = False) -> None:
        """Remove the files of repositories that are no longer swept, and SARIF logs if none are wanted."""
        kinds = [(kind, ".jsonl") for kind in (FINDINGS, GONE, FORMER, HISTORY)] + [(FINDINGS, SARIF)] * has_sarif
        kept = {self._path(name, *kind) for name in names for kind in kinds}
        for top in (FINDINGS, GONE, FORMER, HISTORY):
            for folder, _, files in os.walk(os.path.join(self.path, top)):
                for file in files:
                    path = os.path.join(folder, file)
                    if path not in kept:
                        os.unlink(path)

    def _path(self, name: str, kind: str, suffix: str) -> str:
        return os.path.join(self.path, kind, *f"{name}{suffix}".split("/"))

    def write_failures(self, repositories: Iterable[Repository], entries: dict[str, JournalEntry]) -> None:
        """Write the list of what failed, each with its reason: `spanlint sweep` takes it as a list of repositories."""
        lines = list[str]()
        for repository in repositories:
            entry = entries.get(repository.name)
            if entry is not None and entry.status == FAILED:
                lines.append(f"# {visible(' '.join(str(entry.fields['reason']).split()))}\n{listed(repository)}\n")
        self.write_text(FAILURES, "".join(lines))

    def write_run(self, fields: dict[str, Any]) -> None:
        """Say what the run was, which marks it as finished."""
        self.write_text(RUN, json.dumps(fields, indent=2) + "\n")

    def remove_page(self) -> None:
        """Remove the page of an earlier sweep, if there is one."""
        self._remove(os.path.join(self.path, PAGE))

    @staticmethod
    def _remove(path: str) -> None:
        if os.path.exists(path):
            os.unlink(path)

    def read_text(self, name: str) -> str:
        """Returns a file of the folder; empty if there is none."""
        try:
            with open(os.path.join(self.path, name), encoding="utf-8", errors="surrogateescape") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def write_text(self, name: str, text: str) -> None:
        """Write a file of the folder."""
        self.write_data(name, text.encode("utf-8", "surrogateescape"))

    def write_data(self, name: str, data: bytes) -> None:
        """Write a file of the folder."""
        self._write(os.path.join(self.path, name), data)

    def _write(self, path: str, data: bytes) -> None:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        temporary = f"{path}.new"
        with open(temporary, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
