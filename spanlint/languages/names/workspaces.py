"""The folders of a workspace's packages, as its root folder declares them to npm, yarn, bun, pnpm or uv.

A manifest or a pattern that cannot be read, or that leads outside of the workspace, declares nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from spanlint.disk.folders import SKIPPED_FOLDERS
from spanlint.disk.reading import Unread, read_file
from spanlint.languages.names.containment import is_below, is_inside
from spanlint.languages.names.disk_memory import remembered
from spanlint.lean.patterns import lazy_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_MAX_SIZE = 1_000_000  # bytes
_MAX_PATTERNS = 500
_MAX_LISTED = 5_000  # folders
_MAX_DEPTH = 8  # folders below a pattern's `**`
_BRACES = lazy_pattern(r"\{([^{}]*)\}")
_PNPM_KEY = lazy_pattern(r"""(?:packages|"packages"|'packages')\s*:\s*(.*)""")
_PNPM_ITEM = lazy_pattern(r"""\s*-\s+(?:"([^"\\]*)"|'([^']*)'|([\w.@/][^\s#]*))\s*(?:#.*)?""")
_PNPM_LIST = lazy_pattern(r"""\s*(?:"([^"\\]*)"|'([^']*)'|([\w.@/][^\s,#"'\[\]{}]*))\s*(?:,|$)""")


@remembered
def node_members(workspace: str) -> tuple[str, ...]:
    """Returns the folders that the package.json or pnpm-workspace.yaml of a folder names as its packages, in order."""
    declared = manifest_of(workspace).get("workspaces")
    if isinstance(declared, dict):
        declared = declared.get("packages")
    patterns = [*_texts(declared), *_pnpm_patterns(_text_of(os.path.join(workspace, "pnpm-workspace.yaml"), workspace))]
    return tuple(_members(workspace, patterns, "package.json"))


@remembered
def uv_members(workspace: str) -> tuple[str, ...]:
    """Returns the folders that the pyproject.toml of a folder names as the members of its uv workspace, in order."""
    text = _text_of(os.path.join(workspace, "pyproject.toml"), workspace)
    if "workspace" not in text:
        return ()
    from spanlint.languages.names.uv_table import uv_table

    table = uv_table(text)
    excluded = [f"!{pattern}" for pattern in _texts(table.get("exclude"))]
    return tuple(_members(workspace, [*_texts(table.get("members")), *excluded], "pyproject.toml"))


def is_member(folder: str, workspace: str) -> bool:
    """Whether a folder is a package of a workspace, or below one."""
    return any(is_below(folder, member) for member in (*node_members(workspace), *uv_members(workspace)))


def manifest_of(folder: str) -> dict[str, Any]:
    """Returns the object in the package.json of a folder; empty if there is none."""
    text = _text_of(os.path.join(folder, "package.json"), folder)
    if not text:
        return {}
    import json  # 2 ms, which most Python projects do not need

    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _text_of(path: str, folder: str) -> str:
    """Returns the text of a file, without line ends of other systems; empty if the folder does not contain it."""
    data = read_file(path, _MAX_SIZE) if os.path.isfile(path) and is_inside(path, folder) else b""
    try:
        return "" if isinstance(data, Unread) else data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return ""


def _texts(value: object) -> list[str]:
    return [item for item in value[:_MAX_PATTERNS] if isinstance(item, str)] if isinstance(value, list) else []


def _pnpm_patterns(text: str) -> list[str]:
    """Returns the texts in the list `packages:` of a pnpm-workspace.yaml; of other YAML, it understands nothing."""
    lines = iter(text.split("\n"))
    start = next((match for line in lines if (match := _PNPM_KEY.fullmatch(line))), None)
    if start is None:
        return []
    if start[1].startswith("["):
        return _inline_list(start[1], lines)
    found: list[str] = []
    for line in lines if not start[1] or start[1].startswith("#") else ():
        item = _PNPM_ITEM.fullmatch(line)
        if item is not None:
            found.append(item[1] or item[2] or item[3] or "")
        elif line.strip() and not line.lstrip().startswith("#"):
            break
    return found[:_MAX_PATTERNS]


def _inline_list(first: str, lines: Iterator[str]) -> list[str]:
    """Returns the texts of a list in brackets, whose first line is given without the key."""
    parts = [first[1:]]
    while "]" not in parts[-1] and (line := next(lines, None)) is not None:
        parts.append(line.partition(" #")[0])
    inside, bracket, _ = " ".join(parts).partition("]")
    items = _PNPM_LIST.finditer(inside) if bracket else ()
    return [item[1] or item[2] or item[3] or "" for item in items][:_MAX_PATTERNS]


def _members(workspace: str, patterns: Iterable[str], manifest: str) -> Iterator[str]:
    """Yields the folders with a manifest that the patterns name and none of those that begin with `!` does."""
    expanded = [expansion for pattern in patterns for expansion in _without_braces(pattern)]
    wanted = [_parts(pattern) for pattern in expanded if not pattern.startswith("!")]
    excluded = [_parts(pattern[1:]) for pattern in expanded if pattern.startswith("!")]
    listed = [0]
    known = {os.path.normpath(folder) for parts in wanted if parts for folder in _folders(workspace, parts, listed)}
    for folder in sorted(known):
        path = tuple(os.path.relpath(folder, workspace).split(os.sep))
        if any(_matches(parts, path) for parts in excluded):
            continue
        file = os.path.join(folder, manifest)
        if os.path.isfile(file) and is_inside(file, workspace):
            yield folder


def _without_braces(pattern: str) -> list[str]:
    pending, found = [pattern], list[str]()
    while pending and len(found) + len(pending) < _MAX_PATTERNS:
        text = pending.pop()
        braces = _BRACES.search(text)
        if braces is None:
            found.append(text)
        else:
            choices = braces[1].split(",")
            pending += [text[: braces.start()] + choice + text[braces.end() :] for choice in choices]
    return found


def _parts(pattern: str) -> tuple[str, ...]:
    """Returns the names that a pattern consists of; none for one that leads outside, or that nobody would write."""
    names = [name for name in pattern.split("/") if name not in ("", ".")]
    is_plain = all(name == "**" or name.count("*") < 4 for name in names) and names.count("**") < 3
    if pattern.startswith("/") or ".." in names or "\0" in pattern or "\\" in pattern or len(names) > 20:
        return ()
    return tuple(names) if is_plain else ()


def _folders(folder: str, parts: tuple[str, ...], listed: list[int], depth: int = 0) -> Iterator[str]:
    """Yields the folders that match; `listed` counts those whose entries were read."""
    if not parts:
        yield folder
    elif parts[0] == "**":
        yield from _folders(folder, parts[1:], listed)
        for name in _names_in(folder, listed) if depth < _MAX_DEPTH else ():
            if name not in SKIPPED_FOLDERS:
                yield from _folders(os.path.join(folder, name), parts, listed, depth + 1)
    elif any(sign in parts[0] for sign in "*?["):
        for name in _names_in(folder, listed):
            if name != "node_modules" and fnmatchcase(name, parts[0]):
                yield from _folders(os.path.join(folder, name), parts[1:], listed)
    elif os.path.isdir(os.path.join(folder, parts[0])):
        yield from _folders(os.path.join(folder, parts[0]), parts[1:], listed)


def _names_in(folder: str, listed: list[int]) -> list[str]:
    """Returns the names of a folder's own folders, without hidden ones and links."""
    listed[0] += 1
    if listed[0] > _MAX_LISTED:
        return []
    try:
        with os.scandir(folder) as entries:
            found = (entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
            return sorted(name for name in found if not name.startswith("."))
    except OSError:
        return []


def _matches(parts: tuple[str, ...], path: tuple[str, ...]) -> bool:
    if not parts or not path:
        return not path and all(part == "**" for part in parts)
    if parts[0] == "**":
        return any(_matches(parts[1:], path[start:]) for start in range(len(path) + 1))
    return fnmatchcase(path[0], parts[0]) and _matches(parts[1:], path[1:])
