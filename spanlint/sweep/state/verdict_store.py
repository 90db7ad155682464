"""The verdicts that sweeps keep: an SQLite database in the state folder.

A verdict is found by a key that says all that it depends on, so there is nothing to be brought up to date: what depends
on anything else has another key. A sweep's own process writes; the processes that lint read.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from contextlib import closing

from spanlint.memory.verdict import Verdict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from spanlint.sweep.learned import Learned, SilentBlobs, UsedVerdicts

FILE_NAME = "verdicts.db"
_VERSION = 4  # of the tables
_PATIENCE = 30.0  # seconds to wait for another sweep that writes
_MAX_LINTS = 4  # of a repository whose verdicts are kept: a change may be taken back
_DAY = 86_400  # seconds
_MAX_AGE = 30  # days since the last sweep that had a repository
_PLAIN = frozenset(b"/-._~" + bytes(byte for byte in range(128) if chr(byte).isalnum()))  # bytes of a URI
MAX_ROWS = 8
"""Verdicts on one file that are kept, of different neighbours."""

_TABLES = f"""
CREATE TABLE silent (id INTEGER PRIMARY KEY, blob TEXT, kind TEXT, UNIQUE (blob, kind));
CREATE TABLE judged (id INTEGER PRIMARY KEY, key TEXT, answers TEXT, questions TEXT, outcome TEXT, seal TEXT,
    UNIQUE (key, answers));
CREATE TABLE wanted (repository TEXT, path TEXT, PRIMARY KEY (repository, path)) WITHOUT ROWID;
CREATE TABLE repositories (id INTEGER PRIMARY KEY, name TEXT UNIQUE, lints INTEGER, seen INTEGER);
CREATE TABLE uses_silent (repository INTEGER, id INTEGER, lint INTEGER, PRIMARY KEY (repository, id)) WITHOUT ROWID;
CREATE TABLE uses_judged (repository INTEGER, id INTEGER, lint INTEGER, PRIMARY KEY (repository, id)) WITHOUT ROWID;
CREATE TABLE trees (repository TEXT PRIMARY KEY, key TEXT, data BLOB);
PRAGMA user_version = {_VERSION};
"""
_PUT_JUDGED = """
INSERT INTO judged (key, answers, questions, outcome, seal) VALUES (?, ?, ?, ?, ?) ON CONFLICT (key, answers)
DO UPDATE SET questions = excluded.questions, outcome = excluded.outcome, seal = excluded.seal
"""
_ADD = """
INSERT INTO repositories (name, lints, seen) VALUES (?, 0, ?) ON CONFLICT (name) DO UPDATE SET seen = excluded.seen
"""
_USE_SILENT = """
INSERT OR REPLACE INTO uses_silent SELECT ?, id, ? FROM silent WHERE blob = ? AND kind = ?
"""
_USE_JUDGED = """
INSERT OR REPLACE INTO uses_judged SELECT ?, id, ? FROM judged WHERE key = ? AND answers = ?
"""
_FORGET = (
    "DELETE FROM uses_silent WHERE repository = ? AND lint <= ?",
    "DELETE FROM uses_judged WHERE repository = ? AND lint <= ?",
)
_SEE = "UPDATE repositories SET seen = ? WHERE name IN (SELECT value FROM json_each(?))"
_PRUNE = (
    "DELETE FROM repositories WHERE seen < ?",
    "DELETE FROM uses_silent WHERE repository NOT IN (SELECT id FROM repositories)",
    "DELETE FROM uses_judged WHERE repository NOT IN (SELECT id FROM repositories)",
    "DELETE FROM wanted WHERE repository NOT IN (SELECT name FROM repositories)",
    "DELETE FROM trees WHERE repository NOT IN (SELECT name FROM repositories)",
    "DELETE FROM silent WHERE id NOT IN (SELECT id FROM uses_silent)",
    "DELETE FROM judged WHERE id NOT IN (SELECT id FROM uses_judged)",
)


class StateError(Exception):
    """What is wrong with a state, in one line."""


class VerdictReader:
    """Reads verdicts. Each method raises StateError for a database that cannot be read."""

    def __init__(self, folder: str, may_roll_back: bool = False) -> None:
        """Raises StateError if there is no database. With `may_roll_back`, what a killed sweep has not written to its
        end is undone, for which SQLite has to write; without, such a database cannot be read."""
        path = os.path.abspath(os.path.join(folder, FILE_NAME))
        mode = "rw" if may_roll_back else "ro"
        try:
            self._base = sqlite3.connect(f"file:{_quoted(path)}?mode={mode}", uri=True, timeout=_PATIENCE)
        except sqlite3.Error as error:
            raise StateError(str(error)) from error

    def close(self) -> None:
        """Let go of the database."""
        self._base.close()

    def nothing_in(self, blobs: Iterable[str]) -> SilentBlobs:
        """Returns which of the blobs hold nothing, for every kind that is known."""
        query = "SELECT blob, kind FROM json_each(?) JOIN silent ON blob = value"
        found: SilentBlobs = {}
        for blob, kind in self._rows(query, json.dumps(list(set(blobs)))):
            found.setdefault(kind, set()).add(blob)
        return found

    def judged(self, key: str) -> list[Verdict]:
        """Returns the verdicts of a key, the latest first."""
        query = "SELECT key, answers, questions, outcome, seal FROM judged WHERE key = ? ORDER BY id DESC"
        rows = ((Verdict(*map(str, verdict)), seal) for *verdict, seal in self._rows(query, key))
        return [verdict for verdict, seal in rows if verdict.seal() == seal]

    def wanted(self, repository: str) -> set[str]:
        """Returns the paths of a repository's files that were read although there is nothing to judge in them."""
        return {_read_path(path) for (path,) in self._rows("SELECT path FROM wanted WHERE repository = ?", repository)}

    def tree(self, repository: str, key: str) -> bytes:
        """Returns what was learned of a repository's tree under a key; empty if nothing was."""
        rows = self._rows("SELECT data FROM trees WHERE repository = ? AND key = ?", repository, key)
        return bytes(rows[0][0]) if rows else b""

    def is_whole(self) -> bool:
        """Whether the database is one of this version that can be read through."""
        ((said,),) = self._rows("PRAGMA quick_check(1)")
        ((version,),) = self._rows("PRAGMA user_version")
        return said == "ok" and version in (0, _VERSION)

    def _rows(self, query: str, *values: str) -> list[Any]:
        try:
            return self._base.execute(query, values).fetchall()  # no cursor is left open when the database is closed
        except (sqlite3.Error, TypeError, AttributeError) as error:
            raise StateError(str(error)) from error


class VerdictWriter:
    """Writes verdicts. Two sweeps may write into one state: each waits for the other."""

    def __init__(self, folder: str) -> None:
        """Open the database of a folder, and make both if need be. Raises StateError and OSError."""
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, FILE_NAME)
        try:
            self._base = sqlite3.connect(path, timeout=_PATIENCE, check_same_thread=False)
        except sqlite3.Error as error:
            raise StateError(str(error)) from error
        try:
            self._base.execute("PRAGMA synchronous = NORMAL")
            self._base.execute("BEGIN IMMEDIATE")
            (found,) = self._base.execute("PRAGMA user_version").fetchone()
            if found != _VERSION:
                self._make_tables()
            self._base.commit()
        except sqlite3.Error as error:
            self._base.close()
            raise StateError(str(error)) from error

    def close(self) -> None:
        """Let go of the database."""
        self._base.close()

    def add(self, repository: str, learned: Learned) -> None:
        """Keep what a lint of a repository has found out. Raises StateError."""
        judged = [(*verdict, verdict.seal()) for verdict in learned.judged]
        try:
            with self._base:
                self._base.executemany("INSERT OR IGNORE INTO silent (blob, kind) VALUES (?, ?)", learned.nothing)
                self._base.executemany(_PUT_JUDGED, judged)
                older = "DELETE FROM judged WHERE key = ? AND id NOT IN (SELECT id FROM judged WHERE key = ?"
                keys = {(verdict.key, verdict.key, MAX_ROWS) for verdict in learned.judged}
                self._base.executemany(f"{older} ORDER BY id DESC LIMIT ?)", keys)
                rows = [(repository, _kept_path(path)) for path in learned.wanted]
                self._base.executemany("INSERT OR IGNORE INTO wanted VALUES (?, ?)", rows)
                if learned.tree:
                    row = (repository, learned.tree_key, learned.tree)
                    self._base.execute("INSERT OR REPLACE INTO trees VALUES (?, ?, ?)", row)
                self._base.execute(_ADD, (repository, _today()))
                if learned.uses is not None:
                    self._use(repository, learned.uses)
        except sqlite3.Error as error:
            raise StateError(str(error)) from error

    def prune(self, repositories: Iterable[str]) -> None:
        """Remove what no repository has used when it was linted the last times, and all of those that no sweep has had
        for a month. A sweep has these `repositories` now. Raises StateError."""
        oldest, *others = _PRUNE
        try:
            with self._base:
                self._base.execute(_SEE, (_today(), json.dumps(list(repositories))))
                self._base.execute(oldest, (_today() - _MAX_AGE,))
                for statement in others:
                    self._base.execute(statement)
        except sqlite3.Error as error:
            raise StateError(str(error)) from error

    def _make_tables(self) -> None:
        for (name,) in self._base.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            self._base.execute(f'DROP TABLE "{name}"')
        for statement in filter(str.strip, _TABLES.split(";")):
            self._base.execute(statement)

    def _use(self, repository: str, uses: UsedVerdicts) -> None:
        """Take note of what a repository uses now, and forget what it has not used for some lints."""
        self._base.execute("UPDATE repositories SET lints = lints + 1 WHERE name = ?", (repository,))
        found = self._base.execute("SELECT id, lints FROM repositories WHERE name = ?", (repository,))
        number, lint = found.fetchone()
        for statement, rows in ((_USE_SILENT, uses.silent), (_USE_JUDGED, uses.judged)):
            self._base.executemany(statement, ((number, lint, *row) for row in rows))
        for statement in _FORGET:
            self._base.execute(statement, (number, lint - _MAX_LINTS))


def _today() -> int:
    """Returns the days since 1970."""
    return int(time.time() // _DAY)


def _kept_path(path: str) -> str | bytes:
    """Returns a path as SQLite takes it, which keeps no text that is not Unicode: then its bytes."""
    data = path.encode("utf-8", "surrogateescape")
    return path if path.isascii() or data.decode("utf-8", "replace") == path else data


def _read_path(kept: str | bytes) -> str:
    return kept if isinstance(kept, str) else kept.decode("utf-8", "surrogateescape")


def is_readable(folder: str) -> bool:
    """Whether the database of a folder can be read through, after what was left unfinished is undone."""
    try:
        with closing(VerdictReader(folder, may_roll_back=True)) as reader:
            return reader.is_whole()
    except StateError:
        return False


def _quoted(path: str) -> str:
    """Returns a path as a URI has it; to import `urllib` takes as long as to read a small database."""
    return "".join(chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in os.fsencode(path))
