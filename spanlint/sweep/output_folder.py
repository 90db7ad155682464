"""The folder of a sweep: findings by repository, what failed, the summary, and what the run was.

Each file is written beside its place and renamed into it: it is there as a whole, or not at all.
"""

from __future__ import annotations

import json
import os

from spanlint.config.errors import ConfigError
from spanlint.sweep import journal
from spanlint.sweep.results import FAILED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from spanlint.sweep.journal import JournalEntry
    from spanlint.sweep.repositories import Repository
    from spanlint.sweep.results import Result

RUN, SUMMARY, FAILURES, STATE = "run.json", "summary.txt", "failed.txt", "state"
_FINDINGS = "findings"


class OutputFolder:
    """The folder of one sweep."""

    def __init__(self, path: str) -> None:
        self.path = path

    def prepare(self) -> None:
        """Make the folder. Raises ConfigError for one that holds something else, and OSError."""
        os.makedirs(self.path, exist_ok=True)
        names = set(os.listdir(self.path))
        if names and journal.NAME not in names and not names <= {_FINDINGS, STATE, f"{journal.NAME}.new"}:
            raise ConfigError(f"--out: {self.path} holds other files; name a new folder")

    def is_finished(self) -> bool:
        """Whether the sweep in the folder ran to its end."""
        return os.path.exists(os.path.join(self.path, RUN))

    def begin(self) -> None:
        """Mark the sweep as not finished."""
        if self.is_finished():
            os.unlink(os.path.join(self.path, RUN))

    def write_findings(self, result: Result) -> str:
        """Write the findings of a repository. Returns their digest; empty, and no file is left, if there are none."""
        path = self.findings_path(result.repository.name)
        if not result.findings:
            if os.path.exists(path):
                os.unlink(path)
            return ""
        data = findings_data(result)
        self._write(path, data)
        return journal.digest_of(data)

    def holds(self, entry: JournalEntry) -> bool:
        """Whether the findings file of an entry is there as the entry says."""
        path = self.findings_path(entry.name)
        if not entry.digest:
            return not os.path.exists(path)
        try:
            with open(path, "rb") as file:
                return journal.digest_of(file.read()) == entry.digest
        except OSError:
            return False

    def forget_others(self, names: Iterable[str]) -> None:
        """Remove the findings of repositories that are no longer swept."""
        kept = {self.findings_path(name) for name in names}
        for folder, _, files in os.walk(os.path.join(self.path, _FINDINGS)):
            for file in files:
                path = os.path.join(folder, file)
                if path not in kept:
                    os.unlink(path)

    def findings_path(self, name: str) -> str:
        """Returns the path of the findings file of a repository."""
        return os.path.join(self.path, _FINDINGS, *f"{name}.jsonl".split("/"))

    def write_failures(self, repositories: Iterable[Repository], entries: dict[str, JournalEntry]) -> None:
        """Write the list of what failed, each with its reason: `spanlint sweep` takes it as a list of repositories."""
        lines = list[str]()
        for repository in repositories:
            entry = entries.get(repository.name)
            if entry is not None and entry.status == FAILED:
                options = ("name", "ref", "owner", "subdir")
                said = "".join(f" {key}={value}" for key in options if (value := getattr(repository, key)))
                lines.append(f"# {' '.join(str(entry.fields['reason']).split())}\n{repository.address}{said}\n")
        self.write_text(FAILURES, "".join(lines))

    def write_run(self, fields: dict[str, Any]) -> None:
        """Say what the run was, which marks it as finished."""
        self.write_text(RUN, json.dumps(fields, indent=2) + "\n")

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


def findings_data(result: Result) -> bytes:
    """Returns the findings file: a line for each object of the JSON report, with the repository and the commit."""
    head = {"repo": result.repository.name, "commit": result.commit}
    lines = (
        {**head, **({"owner": owner} if (owner := result.repository.owner) else {}), **finding}
        for finding in result.findings
    )
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)
