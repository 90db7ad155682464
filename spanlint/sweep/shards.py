"""Joins the folders of a sweep's parts, as `--shard` makes them, into one."""

from __future__ import annotations

import os

from spanlint.config.errors import ConfigError
from spanlint.sweep import journal
from spanlint.sweep.output_folder import OutputFolder
from spanlint.sweep.repositories import Repository
from spanlint.sweep.run import finish

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from spanlint.sweep.options import SweepRequest


def merge(parts: Sequence[str], out: str, request: SweepRequest) -> int:
    """Join finished parts into a folder. Returns the exit code of the whole. Raises ConfigError and OSError."""
    target = OutputFolder(out)
    target.prepare()
    options, entries, contents = "", dict[str, journal.JournalEntry](), dict[str, bytes]()
    for part in parts:
        source = OutputFolder(part)
        digest, found = journal.load(part)
        if not digest or not source.is_finished():
            raise ConfigError(f"--merge: {part} holds no sweep that ran to its end")
        if options not in ("", digest):
            raise ConfigError(f"--merge: {part} had other options, or was of another version of spanlint")
        options = digest
        for name, entry in found.items():
            if name in entries:
                raise ConfigError(f"--merge: {name} is in two of the folders")
            entries[name] = entry
            if entry.digest:
                with open(source.findings_path(name), "rb") as file:
                    contents[name] = file.read()
    target.begin()
    target.forget_others(contents)
    for name, data in contents.items():
        target.write_data(os.path.relpath(target.findings_path(name), out), data)
    journal.Journal(out, options, [entries[name] for name in sorted(entries)]).close()
    repositories = [_repository(entry) for entry in entries.values()]
    return finish(target, sorted(repositories), entries, request, {"options": options, "merged": len(parts)})


def _repository(entry: journal.JournalEntry) -> Repository:
    texts = (str(entry.fields.get(key) or "") for key in ("url", "ref", "owner", "subdir"))
    return Repository(entry.name, *texts)
