"""The baseline: findings that a project has accepted, identified by their content instead of their lines.

An entry is a path, a code, a fingerprint of the finding's own text, and the number of findings that share the three.
Edits elsewhere in a file therefore revive no finding, but editing the call or renaming the file does.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Container, Iterable, Sequence
from hashlib import sha256

from spanlint.config.errors import ConfigError
from spanlint.disk.reading import Unread, read_file
from spanlint.disk.writing import refuse_link_out, write_output
from spanlint.lean.records import Record
from spanlint.model.findings import Diagnostic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_VERSION = 1
_MAX_SIZE = 100_000_000  # bytes: some 700,000 entries
_DIGITS = 16  # of the digest: enough to tell a file's lines apart, and short enough for readable diffs


class Entry(Record):
    """A number of identical findings. `path` is relative to the baseline's folder, with `/` between its parts."""

    path: str
    code: str
    fingerprint: str
    number: int = 1


class Baseline(Record):
    """The content of a baseline file. The entries' paths are relative to the folder `root`."""

    root: str
    entries: tuple[Entry, ...]


class BaselineMatch(Record):
    """The diagnostics that no entry covers, the number of diagnostics that are covered, and the stale entries.

    The `number` of a stale entry counts the findings in the baseline that no longer exist.
    """

    kept: list[Diagnostic]
    matched: int
    stale: tuple[Entry, ...]


def write(diagnostics: Iterable[Diagnostic], root: str) -> str:
    """Returns the text of a baseline in the folder `root` that covers these diagnostics: JSON, one entry per line."""
    counts = Counter(_entry_of(diagnostic, root) for diagnostic in diagnostics)
    return dump(entry._replace(number=count) for entry, count in counts.items())


def dump(entries: Iterable[Entry]) -> str:
    """Returns the text of a baseline with these entries: sorted, ASCII, and independent of the machine."""
    lines = ",".join(f"\n    {json.dumps(entry._asdict())}" for entry in sorted(entries))
    return f'{{\n  "version": {_VERSION},\n  "findings": [{lines}{lines and chr(10) + "  "}]\n}}\n'


def record(path: str, diagnostics: Sequence[Diagnostic]) -> None:
    """Write a baseline that covers these diagnostics, and say so.

    Raises OSError, and ConfigError if the file has contents that look like nothing of a baseline.
    """
    refuse_link_out(path)
    before = read_file(path, _MAX_SIZE)
    if isinstance(before, bytes) and before.strip() and b'"findings"' not in before:
        raise ConfigError(f"--write-baseline: {path}: exists, and is not a baseline")
    write_output(path, write(diagnostics, os.path.dirname(path) or ".").encode("utf-8"))
    print(f"Recorded {len(diagnostics)} finding{'' if len(diagnostics) == 1 else 's'} in {path}.")


def load(path: str) -> Baseline:
    """Returns the baseline in a file. Raises ConfigError if the file cannot be read or is not a baseline."""
    data = read_file(path, _MAX_SIZE)
    if isinstance(data, Unread) and data.is_too_large:
        raise ConfigError(f"{path}: has more than {_MAX_SIZE} bytes")
    if isinstance(data, Unread):
        raise ConfigError(f"{path}: cannot be read: {data.reason}")
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8") from error
    except (ValueError, RecursionError) as error:
        place = f" (at line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise ConfigError(f"{path}: not JSON{place}") from error
    if not isinstance(content, dict) or not isinstance(content.get("findings"), list):
        raise ConfigError(f"{path}: not a baseline: no list of findings")
    if content.get("version") != _VERSION:
        raise ConfigError(f"{path}: a baseline version that this spanlint does not support; write the baseline again")
    entries = tuple(
        _parsed_entry(value, f"{path}: findings[{number}]") for number, value in enumerate(content["findings"])
    )
    return Baseline(os.path.dirname(path) or ".", entries)


def apply(
    diagnostics: Iterable[Diagnostic], baseline: Baseline, could_find: Callable[[Entry], bool] = lambda _entry: True
) -> BaselineMatch:
    """Separate the diagnostics that the baseline covers. Of identical ones, it covers the first in the given order.

    An entry is stale only if this run would have found its finding: `could_find` returns this (see `could_find_in`).
    """
    remaining = Counter[Entry]()
    for entry in baseline.entries:
        remaining[entry._replace(number=1)] += entry.number
    kept: list[Diagnostic] = []
    matched = 0
    for diagnostic in diagnostics:
        entry = _entry_of(diagnostic, baseline.root)
        if remaining[entry] > 0:
            remaining[entry] -= 1
            matched += 1
        else:
            kept.append(diagnostic)
    stale = (entry._replace(number=count) for entry, count in remaining.items() if count > 0 and could_find(entry))
    return BaselineMatch(kept, matched, tuple(sorted(stale)))


def could_find_in(files: Iterable[str], codes: Container[str], root: str) -> Callable[[Entry], bool]:
    """Returns a test of whether a run over these files with these rules would find the finding of an entry.

    It would not find one in any other file, unless that file no longer exists.
    """
    paths = {_relative_path(file, root) for file in files}

    def could_find(entry: Entry) -> bool:
        return entry.code in codes and (entry.path in paths or not os.path.lexists(os.path.join(root, entry.path)))

    return could_find


def prune(baseline: Baseline, stale: Iterable[Entry]) -> str:
    """Returns the text of the baseline without its stale entries."""
    counts = Counter[Entry]()
    for entry in baseline.entries:
        counts[entry._replace(number=1)] += entry.number
    for entry in stale:
        counts[entry._replace(number=1)] -= entry.number
    return dump(entry._replace(number=count) for entry, count in counts.items() if count > 0)


def own_text(diagnostic: Diagnostic) -> str:
    """Returns the text that identifies a finding: its whole call, or its line if it has no call."""
    return diagnostic.call or diagnostic.frame


def _entry_of(diagnostic: Diagnostic, root: str) -> Entry:
    text = " ".join(own_text(diagnostic).split())
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
    return Entry(_relative_path(diagnostic.path, root), diagnostic.code, digest)


def _relative_path(path: str, root: str) -> str:
    absolute = os.path.abspath(path)
    try:
        return os.path.relpath(absolute, os.path.abspath(root)).replace(os.sep, "/")
    except ValueError:  # on another drive
        return absolute.replace(os.sep, "/")


def _parsed_entry(value: Any, where: str) -> Entry:
    if not isinstance(value, dict) or not value.keys() <= set(Entry._fields):
        raise ConfigError(f"{where}: not a baseline entry")
    number = value.get("number", 1)
    for name in ("path", "code", "fingerprint"):
        if not isinstance(value.get(name), str):
            raise ConfigError(f"{where}: {name}: expected a string")
    if type(number) is not int or number < 1:
        raise ConfigError(f"{where}: number: expected an integer of 1 or more")
    return Entry(value["path"], value["code"], value["fingerprint"], number)
