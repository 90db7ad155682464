"""The baseline: findings that a project has decided to live with, known by what they are and not by where they stand.

An entry is a path, a code and a fingerprint of the finding's own text, and how many findings share the three: so edits
elsewhere in a file revive nothing, and the edit of a call or the renaming of its file does.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Container, Iterable
from hashlib import sha256

from spanlint.config.errors import ConfigError
from spanlint.disk.reading import Unread, read_file
from spanlint.lean.records import Record
from spanlint.model.findings import Diagnostic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_VERSION = 1
_DIGITS = 16  # of the digest: enough to tell a file's lines apart, and short enough to read a change of the baseline


class Entry(Record):
    """A number of findings that are alike. `path` is relative to the baseline's folder, with `/` between its parts."""

    path: str
    code: str
    fingerprint: str
    number: int = 1


class Baseline(Record):
    """What a baseline file says. `root` is the folder that the entries' paths are relative to."""

    root: str
    entries: tuple[Entry, ...]


class BaselineMatch(Record):
    """The diagnostics that no entry covers, the number of those that one does, and what of the entries has no use.

    The `number` of a stale entry is how many findings fewer there are than the baseline says.
    """

    kept: list[Diagnostic]
    matched: int
    stale: tuple[Entry, ...]


def write(diagnostics: Iterable[Diagnostic], root: str) -> str:
    """The text of a baseline that covers these diagnostics and lies in the folder `root`: JSON, an entry a line."""
    counts = Counter(_key(each, root) for each in diagnostics)
    return dump(key._replace(number=count) for key, count in counts.items())


def dump(entries: Iterable[Entry]) -> str:
    """The text of a baseline with these entries: sorted, in ASCII, the same for the same entries everywhere."""
    lines = ",".join(f"\n    {json.dumps(entry._asdict())}" for entry in sorted(entries))
    return f'{{\n  "version": {_VERSION},\n  "findings": [{lines}{lines and chr(10) + "  "}]\n}}\n'


def load(path: str) -> Baseline:
    """The baseline in a file. Raises ConfigError, of one line, for a file that cannot be read or is no baseline."""
    data = read_file(path)
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
    entries = tuple(_entry(each, f"{path}: findings[{number}]") for number, each in enumerate(content["findings"]))
    return Baseline(os.path.dirname(path) or ".", entries)


def apply(
    diagnostics: Iterable[Diagnostic], baseline: Baseline, could_find: Callable[[Entry], bool] = lambda _entry: True
) -> BaselineMatch:
    """Set aside what the baseline covers. Of findings that are alike the first ones are, in the order given.

    An entry is stale only if this run would have met its finding: `could_find` tells (see `within`).
    """
    left = Counter[Entry]()
    for entry in baseline.entries:
        left[entry._replace(number=1)] += entry.number
    kept: list[Diagnostic] = []
    matched = 0
    for diagnostic in diagnostics:
        key = _key(diagnostic, baseline.root)
        if left[key] > 0:
            left[key] -= 1
            matched += 1
        else:
            kept.append(diagnostic)
    stale = (key._replace(number=count) for key, count in left.items() if count > 0 and could_find(key))
    return BaselineMatch(kept, matched, tuple(sorted(stale)))


def within(files: Iterable[str], codes: Container[str], root: str) -> Callable[[Entry], bool]:
    """Whether a run that judged these files by these rules would have met the finding of an entry.

    It would not in a file that it was not asked about, unless that file is gone.
    """
    judged = {_below(path, root) for path in files}

    def could_find(entry: Entry) -> bool:
        return entry.code in codes and (entry.path in judged or not os.path.lexists(os.path.join(root, entry.path)))

    return could_find


def prune(baseline: Baseline, stale: Iterable[Entry]) -> str:
    """The text of the baseline without its stale entries."""
    counts = Counter[Entry]()
    for entry in baseline.entries:
        counts[entry._replace(number=1)] += entry.number
    for entry in stale:
        counts[entry._replace(number=1)] -= entry.number
    return dump(key._replace(number=count) for key, count in counts.items() if count > 0)


def own_text(diagnostic: Diagnostic) -> str:
    """What of the file a finding is known by: its call, wherever that begins and ends; else its line."""
    return diagnostic.call or diagnostic.frame


def _key(diagnostic: Diagnostic, root: str) -> Entry:
    text = " ".join(own_text(diagnostic).split())
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
    return Entry(_below(diagnostic.path, root), diagnostic.code, digest)


def _below(path: str, root: str) -> str:
    whole = os.path.abspath(path)
    try:
        return os.path.relpath(whole, os.path.abspath(root)).replace(os.sep, "/")
    except ValueError:  # on another drive
        return whole.replace(os.sep, "/")


def _entry(value: Any, where: str) -> Entry:
    if not isinstance(value, dict) or not value.keys() <= set(Entry._fields):
        raise ConfigError(f"{where}: not a baseline entry")
    number = value.get("number", 1)
    for name in ("path", "code", "fingerprint"):
        if not isinstance(value.get(name), str):
            raise ConfigError(f"{where}: {name}: expected a string")
    if type(number) is not int or number < 1:
        raise ConfigError(f"{where}: number: expected an integer of 1 or more")
    return Entry(value["path"], value["code"], value["fingerprint"], number)
