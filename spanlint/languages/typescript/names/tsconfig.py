"""The `paths` and `baseUrl` of a tsconfig.json, which is JSON with comments and trailing commas."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from spanlint.disk.reading import Unread, read_file
from spanlint.languages.names.containment import is_inside
from spanlint.languages.names.disk_memory import remembered
from spanlint.lean.patterns import lazy_pattern
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# What nothing closes ends with the text: else each quotation mark would be followed by a search to the end.
_STRING = r'("(?:\\.|[^"\\])*\\?(?:"|\Z))'
_COMMENT = lazy_pattern(_STRING + r"|//[^\n]*|/\*(?:.*?\*/|.*\Z)", re.DOTALL)
_TRAILING_COMMA = lazy_pattern(_STRING + r"|,(?=\s*[}\]])", re.DOTALL)
_MAX_PARENTS = 4
_MAX_SIZE = 1_000_000  # bytes


class Aliases(Record):
    """How a configuration resolves module names: the folder to look them up in, and the target paths of patterns."""

    base: str = ""
    paths: tuple[tuple[str, tuple[str, ...]], ...] = ()


def aliases(config: str, specifier: str, root: str) -> Iterator[str]:
    """Yields the paths, without suffix, that a specifier may mean by the `paths` and `baseUrl` of a tsconfig.json.

    Also reads the configurations that it extends or refers to; none outside `root`.
    """
    base, paths = _aliases(config, root, _MAX_PARENTS)
    for pattern, targets in paths:
        prefix, star, suffix = pattern.partition("*")
        if star and len(specifier) >= len(pattern) - 1 and specifier.startswith(prefix) and specifier.endswith(suffix):
            middle = specifier[len(prefix) : len(specifier) - len(suffix)]
            yield from (target.replace("*", middle, 1) for target in targets)
        elif specifier == pattern:
            yield from targets
    if base:
        yield os.path.normpath(os.path.join(base, specifier))


@remembered
def _aliases(config: str, root: str, parents: int) -> Aliases:
    config_data = _read_config(config) if is_inside(config, root) else {}
    options = config_data.get("compilerOptions")
    options = options if isinstance(options, dict) else {}
    folder, path_map, base_url = os.path.dirname(config), options.get("paths"), options.get("baseUrl")
    base = os.path.join(folder, base_url) if isinstance(base_url, str) else ""
    inherited = [_aliases(path, root, parents - 1) for path in _related_configs(folder, config_data)] if parents else []
    if not base:
        base = next((parent.base for parent in inherited if parent.base), "")
    if not isinstance(path_map, dict):
        return Aliases(base, next((parent.paths for parent in inherited if parent.paths), ()))
    return Aliases(base, tuple(_absolute_targets(path_map, base or folder)))


def _absolute_targets(paths: dict[str, Any], base: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for pattern, targets in paths.items():
        if isinstance(targets, list):
            yield pattern, tuple(os.path.normpath(os.path.join(base, str(target))) for target in targets)


def _related_configs(folder: str, config_data: dict[str, Any]) -> Iterator[str]:
    """Yields the configurations that one extends, the last one first, then its project references."""
    extended, references = config_data.get("extends"), config_data.get("references")
    for path in reversed(extended) if isinstance(extended, list) else [extended]:
        if isinstance(path, str) and path.startswith("."):
            yield _config_path(os.path.join(folder, path))
    for reference in references if isinstance(references, list) else ():
        if isinstance(reference, dict) and isinstance(reference.get("path"), str):
            yield _config_path(os.path.join(folder, reference["path"]))


def _config_path(path: str) -> str:
    path = os.path.normpath(path)
    if os.path.isdir(path):
        return os.path.join(path, "tsconfig.json")
    return path if path.endswith(".json") else f"{path}.json"


def _read_config(config: str) -> dict[str, Any]:
    import json

    data = read_file(config, _MAX_SIZE)
    try:
        text = "" if isinstance(data, Unread) else data.decode("utf-8-sig")
        without_comments = _COMMENT.sub(lambda match: match[1] or "", text)
        config_data = json.loads(_TRAILING_COMMA.sub(lambda match: match[1] or "", without_comments))
    except (ValueError, RecursionError):
        return {}
    return config_data if isinstance(config_data, dict) else {}
