"""The configuration file to write: which one it is, what it contains, and what is added to it."""

from __future__ import annotations

import os

from spanlint.config.errors import ConfigError
from spanlint.config.files import PYPROJECT, config_in, find_config
from spanlint.disk.reading import Unread, read_file
from spanlint.disk.writing import WriteError, write_file, write_output
from spanlint.lean.records import Record

_NEW = "spanlint.toml"


class ConfigTarget(Record):
    """A configuration file: its absolute path, and its contents, None for a file to make.

    `prefix` is what the names of tables begin with in it. `is_configured` is whether spanlint reads it already.
    """

    path: str
    before: bytes | None
    prefix: str
    is_configured: bool

    @property
    def folder(self) -> str:
        """The folder that paths in the file are relative to."""
        return os.path.dirname(self.path)

    @property
    def shown(self) -> str:
        """The path for people."""
        inner = os.path.relpath(self.path)
        return self.path if inner.startswith(os.pardir) else inner

    def after(self, lines: list[str], head: list[str]) -> bytes:
        """Returns the contents with lines added, below the `head` in a new file. Keeps the line ends of the file."""
        before = self.before or b""
        end = b"\r\n" if b"\r\n" in before else b"\n"
        gap = end if before.strip() else b""
        missing = end if before and not before.endswith(b"\n") else b""
        added = [*([] if before else [*head, ""]), *lines]
        return before + missing + gap + b"".join(line.encode() + end for line in added)


def target_of(folder: str, in_pyproject: bool) -> ConfigTarget:
    """Returns the file to write for a project in a folder: the configuration that applies there, or a new one.

    Raises ConfigError.
    """
    if not os.path.isdir(folder):
        raise ConfigError(f"{folder}: {'not a folder' if os.path.lexists(folder) else 'no such folder'}")
    found = config_in(os.path.abspath(folder)) if in_pyproject else find_config(folder)
    path = found or os.path.join(os.path.abspath(folder), PYPROJECT if in_pyproject else _NEW)
    if in_pyproject and os.path.basename(path) != PYPROJECT:
        raise ConfigError(f"--pyproject: {os.path.basename(path)} exists and comes first: leave out --pyproject")
    if in_pyproject and not os.path.isfile(path):
        raise ConfigError(f"--pyproject: {path}: no such file")
    before = read_file(path) if os.path.lexists(path) else None
    if isinstance(before, Unread):
        raise ConfigError(f"{path}: cannot be read: {before.reason}")
    return ConfigTarget(path, before, "tool.spanlint." if path.endswith(PYPROJECT) else "", found is not None)


def refuse_protected(target: ConfigTarget) -> None:
    """Raises ConfigError if the file cannot be written: what a person has read and agreed to should not be lost."""
    place = target.path if target.before is not None else target.folder
    protected = target.before is not None and not os.stat(place).st_mode & 0o222
    if protected or not os.access(place, os.W_OK):
        raise ConfigError(f"{target.shown}: cannot be written: permission denied")


def write(target: ConfigTarget, after: bytes) -> None:
    """Write the file, completely or not at all. Raises OSError, and ConfigError if it was changed meanwhile."""
    if target.before is None:
        if os.path.lexists(target.path):
            raise ConfigError(f"{target.shown}: not written: it exists now")
        write_output(target.path, after)
        return
    try:
        write_file(target.path, target.before, after, target.folder)
    except WriteError as error:
        raise ConfigError(f"{target.shown}: {error}") from error
