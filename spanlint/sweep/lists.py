"""The lists of repositories: plain lines, JSON Lines, and CSV with a column `cloneUrl` (Moderne's `repos.csv`)."""

from __future__ import annotations

import csv
import json
import os
import sys

from spanlint.config.errors import ConfigError
from spanlint.disk.reading import Unread, read_file
from spanlint.sweep.repositories import Repository, is_url, repository, require_different_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_MAX_SIZE = 100_000_000  # bytes
_KEYS = ("ref", "name", "owner", "subdir")
_ADDRESSES = ("url", "cloneUrl", "path")
_COLUMNS = {"branch": "ref", **{key: key for key in _KEYS}}
STDIN = "-"


def repositories_of(words: Sequence[str]) -> list[Repository]:
    """Returns the repositories that the words of a command line name, each once, sorted by name.

    A word is a list file, `-` for a list on standard input, the folder of a repository, or a URL. Raises ConfigError.
    """
    found: list[Repository] = []
    for word in words:
        if word == STDIN:
            data = sys.stdin.buffer.read() if sys.stdin else b""  # None if it is closed
            found += _repositories_in(data, "standard input", os.curdir)
        elif is_url(word) or os.path.isdir(word):
            found.append(repository(word, "an address" if is_url(word) else word))
        else:
            read = read_file(word, _MAX_SIZE)
            if isinstance(read, Unread):
                raise ConfigError(f"{word}: {read.reason}")
            found += _repositories_in(read, word, os.path.dirname(word))
    found = sorted(dict.fromkeys(found))
    require_different_names(found)
    return found


def listed(repository: Repository) -> str:
    """Returns the line of a list that names a repository: of plain words, or of JSON where they would not do."""
    options = {key: value for key in ("name", "ref", "owner", "subdir") if (value := getattr(repository, key))}
    words = [repository.address, *(f"{key}={value}" for key, value in options.items())]
    if all(word.isprintable() and " " not in word for word in words) and not words[0].startswith(("#", "{")):
        return " ".join(words)
    return json.dumps({"url": repository.address, **options})


def _repositories_in(data: bytes, place: str, folder: str) -> list[Repository]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{place}: not UTF-8") from error
    lines = text.splitlines()
    head = next(iter(lines), "")
    if "cloneUrl" in head and not head.startswith("{"):
        rows = ((number, row) for number, row in enumerate(csv.DictReader(lines), 2) if any(row.values()))
        return [_of_table(row, f"{place}:{number}", folder) for number, row in rows]
    return list(_of_lines(lines, place, folder))


def _of_lines(lines: Sequence[str], place: str, folder: str) -> Iterator[Repository]:
    for number, line in enumerate(lines, 1):
        text, where = line.strip(), f"{place}:{number}"
        if text.startswith("{"):
            yield _of_json(text, where, folder)
        elif text and not text.startswith("#"):
            address, *words = text.partition(" #")[0].split()
            yield repository(address, where, folder, **_options(words, where))


def _options(words: Sequence[str], where: str) -> dict[str, str]:
    options: dict[str, str] = {}
    for word in words:
        key, sign, value = word.partition("=")
        if not sign or key not in _KEYS:
            raise ConfigError(f"{where}: expected an address and then {', '.join(f'{key}=' for key in _KEYS)}")
        options[key] = value
    return options


def _of_json(text: str, where: str, folder: str) -> Repository:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{where}: not JSON") from error
    return _of_table(value, where, folder)


def _of_table(row: Mapping[object, object], where: str, folder: str) -> Repository:
    texts = {str(key): value for key, value in row.items() if isinstance(value, str) and value}
    address = next((texts[key] for key in _ADDRESSES if key in texts), None)
    if address is None:
        raise ConfigError(f"{where}: no address of a repository, as `url` or `cloneUrl`")
    options = {known: texts[key] for key, known in _COLUMNS.items() if key in texts}
    return repository(address, where, folder, **options)
