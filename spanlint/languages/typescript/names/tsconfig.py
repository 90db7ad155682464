"""The `paths` and `baseUrl` of a tsconfig.json, which is JSON with comments and trailing commas."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache

from spanlint.disk.reading import Unread, read_file
from spanlint.languages.names.imports import is_inside
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_NOT_JSON = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_TRAILING = re.compile(r'("(?:\\.|[^"\\])*")|,(?=\s*[}\]])')
_PARENTS = 4
_LARGEST = 1_000_000  # bytes


class Aliases(Record):
    """What a configuration says of module names: the folder they are looked up in, and what some stand for."""

    base: str = ""
    paths: tuple[tuple[str, tuple[str, ...]], ...] = ()


def aliases(config: str, specifier: str, root: str) -> Iterator[str]:
    """The paths, without suffix, that a specifier stands for by the `paths` and the `baseUrl` of a tsconfig.json and of
    those it extends. None outside of `root` is read."""
    base, paths = _aliases(config, root, _PARENTS)
    for pattern, targets in paths:
        before, star, after = pattern.partition("*")
        if star and len(specifier) >= len(pattern) - 1 and specifier.startswith(before) and specifier.endswith(after):
            middle = specifier[len(before) : len(specifier) - len(after)]
            yield from (target.replace("*", middle, 1) for target in targets)
        elif specifier == pattern:
            yield from targets
    if base:
        yield os.path.normpath(os.path.join(base, specifier))


@cache
def _aliases(config: str, root: str, parents: int) -> Aliases:
    read = _read(config) if is_inside(config, root) else {}
    options = read.get("compilerOptions")
    options = options if isinstance(options, dict) else {}
    folder, found, url = os.path.dirname(config), options.get("paths"), options.get("baseUrl")
    base = os.path.join(folder, url) if isinstance(url, str) else ""
    inherited = [_aliases(each, root, parents - 1) for each in _others(folder, read)] if parents else []
    if not base:
        base = next((each.base for each in inherited if each.base), "")
    if not isinstance(found, dict):
        return Aliases(base, next((each.paths for each in inherited if each.paths), ()))
    return Aliases(base, tuple(_targets(found, base or folder)))


def _targets(found: dict[str, Any], base: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for pattern, targets in found.items():
        if isinstance(targets, list):
            yield pattern, tuple(os.path.normpath(os.path.join(base, str(each))) for each in targets)


def _others(folder: str, read: dict[str, Any]) -> Iterator[str]:
    """The configurations that one extends, the last one first, and those that it only refers to."""
    extended, referred = read.get("extends"), read.get("references")
    for each in reversed(extended) if isinstance(extended, list) else [extended]:
        if isinstance(each, str) and each.startswith("."):
            yield _config(os.path.join(folder, each))
    for each in referred if isinstance(referred, list) else ():
        if isinstance(each, dict) and isinstance(each.get("path"), str):
            yield _config(os.path.join(folder, each["path"]))


def _config(path: str) -> str:
    path = os.path.normpath(path)
    if os.path.isdir(path):
        return os.path.join(path, "tsconfig.json")
    return path if path.endswith(".json") else f"{path}.json"


def _read(config: str) -> dict[str, Any]:
    import json

    data = read_file(config)
    try:
        text = "" if isinstance(data, Unread) or len(data) > _LARGEST else data.decode("utf-8-sig")
        without_comments = _NOT_JSON.sub(lambda match: match[1] or "", text)
        read = json.loads(_TRAILING.sub(lambda match: match[1] or "", without_comments))
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}
