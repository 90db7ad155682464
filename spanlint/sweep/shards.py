"""Joins the folders of a sweep's parts, as `--shard` makes them, into one."""

from __future__ import annotations

from spanlint.config.errors import ConfigError
from spanlint.sweep.output import former_findings, journal
from spanlint.sweep.output.former_findings import compare, lines_of
from spanlint.sweep.output.output_folder import FINDINGS, GONE, HISTORY, SARIF, OutputFolder
from spanlint.sweep.output.recording import with_states, write_gone
from spanlint.sweep.output.sarif_logs import log_with_states
from spanlint.sweep.results import FAILED
from spanlint.sweep.run import finish

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from spanlint.sweep.options import SweepRequest


def merge(parts: Sequence[str], out: str, request: SweepRequest) -> int:
    """Join finished parts into a folder. Returns the exit code of the whole. Raises ConfigError and OSError.

    What is new is what the last sweep in that folder did not have; for its first one, what the parts say.
    """
    target = OutputFolder(out)
    target.prepare()
    with target.alone():
        return _merge(parts, target, request)


def _merge(parts: Sequence[str], target: OutputFolder, request: SweepRequest) -> int:
    out = target.path
    options, sources, entries = "", dict[str, OutputFolder](), dict[str, journal.JournalEntry]()
    for part in parts:
        digest, found = _entries_of(part)
        if options not in ("", digest):
            raise ConfigError(f"--merge: {part} had other options, or was of another version of spanlint")
        options = digest
        for name, entry in found.items():
            if name in entries:
                raise ConfigError(f"--merge: {name} is in two of the folders")
            entries[name], sources[name] = entry, OutputFolder(part)
    started, programs = max(map(journal.started_at, parts)), set(map(journal.program_of, parts))
    program = programs.pop() if len(programs) == 1 else ""
    if journal.started_at(out) != started:  # the same parts are the same sweep
        former_findings.begin(target, journal.load(out)[1].values())
    target.begin()
    target.forget_failures()
    target.forget_others(entries, has_sarif=True)
    joined = {name: _join(sources[name], target, entries[name]) for name in sorted(entries)}
    journal.Journal(out, options, list(joined.values()), started, program).close()
    repositories = sorted(map(journal.repository_of, joined.values()))
    return finish(target, repositories, joined, request, started, options=options, merged=len(parts))


def _entries_of(part: str) -> tuple[str, dict[str, journal.JournalEntry]]:
    digest, found = journal.load(part)
    if not digest or not OutputFolder(part).is_finished():
        raise ConfigError(f"--merge: {part} holds no sweep that ran to its end")
    return digest, found


def _join(source: OutputFolder, target: OutputFolder, entry: journal.JournalEntry) -> journal.JournalEntry:
    """Copy the files of a repository. Returns its entry, with the states that the target's last sweep gives."""
    name, fields = entry.name, entry.fields
    data, log = source.read(name) or b"", source.read(name, suffix=SARIF)
    lines = lines_of(data)
    comparison = compare(target, name, lines, entry.status != FAILED)
    if comparison is not None:
        data = with_states(lines, comparison)
        log = log_with_states(log, comparison) if log is not None else None
        fields = {**fields, "new": len(comparison.new), "gone": len(comparison.gone)}
        write_gone(target, name, comparison)
    else:
        _put(target, name, source.read(name, GONE), GONE)
    _put(target, name, log, suffix=SARIF)
    _put(target, name, source.read(name, HISTORY), HISTORY)
    digest = target.write_findings(name, data)
    return entry._replace(digest=digest, fields={**fields, "digest": digest})


def _put(target: OutputFolder, name: str, data: bytes | None, kind: str = FINDINGS, suffix: str = ".jsonl") -> None:
    if data is None:
        target.remove(name, kind, suffix)
    else:
        target.write(name, data, kind, suffix)
