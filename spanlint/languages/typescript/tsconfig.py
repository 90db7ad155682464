"""The `paths` of a tsconfig.json, which is JSON with comments and trailing commas."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

_NOT_JSON = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_TRAILING = re.compile(r'("(?:\\.|[^"\\])*")|,(?=\s*[}\]])')
_PARENTS = 4


def aliases(config: str, specifier: str) -> Iterator[str]:
    """The paths, without suffix, that a specifier stands for by the `paths` of a tsconfig.json and those it extends."""
    for pattern, targets in _paths(config, _PARENTS):
        before, star, after = pattern.partition("*")
        if star and specifier.startswith(before) and specifier.endswith(after):
            middle = specifier[len(before) : len(specifier) - len(after)]
            yield from (target.replace("*", middle, 1) for target in targets)
        elif specifier == pattern:
            yield from targets


@cache
def _paths(config: str, parents: int) -> tuple[tuple[str, tuple[str, ...]], ...]:
    read = _read(config)
    options = read.get("compilerOptions")
    options = options if isinstance(options, dict) else {}
    found = options.get("paths")
    folder = os.path.dirname(config)
    if isinstance(found, dict):
        base = os.path.join(folder, str(options.get("baseUrl", ".")))
        return tuple(
            (pattern, tuple(os.path.normpath(os.path.join(base, str(each))) for each in targets))
            for pattern, targets in found.items()
            if isinstance(targets, list)
        )
    extended = read.get("extends")
    for each in extended if isinstance(extended, list) else [extended]:
        if isinstance(each, str) and each.startswith(".") and parents:
            path = os.path.normpath(os.path.join(folder, each))
            return _paths(path if path.endswith(".json") else f"{path}.json", parents - 1)
    return ()


def _read(config: str) -> dict[str, Any]:
    import json

    try:
        with open(config, encoding="utf-8-sig") as file:
            text = file.read()
        without_comments = _NOT_JSON.sub(lambda match: match[1] or "", text)
        read = json.loads(_TRAILING.sub(lambda match: match[1] or "", without_comments))
    except (OSError, ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}
