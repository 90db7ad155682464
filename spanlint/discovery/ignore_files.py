"""The .gitignore and similar pattern files, and the patterns of the configuration's `exclude`."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Sequence
from functools import cache

from spanlint.disk.folders import path_below
from spanlint.disk.gitignore import IgnoreRule, RuleList, parse_rule, parse_rules, without_rules_for
from spanlint.disk.reading import reason_of
from spanlint.lean.records import Record

Excluded = Callable[[str, bool], bool]

_MAX_SIZE = 1_000_000  # bytes of a .gitignore


class IgnoreRules(Record):
    """The rules of one pattern file, and what turns a path of the walk into a path relative to the file's folder.

    `path_to_top` is for a file above the top of the walk: the path from its folder down to the top, empty or ending in
    `/`. `prefix_length` is for a file below: the length, in code points, of the path from the top to its folder, with
    the `/`.
    """

    rules: RuleList
    path_to_top: str = ""
    prefix_length: int = 0


def is_ignored(stack: Sequence[IgnoreRules], path: str, is_folder: bool) -> bool:
    """Whether the pattern files, the outermost first, ignore an entry whose folder they do not ignore."""
    for file in reversed(stack):
        ignores = file.rules.verdict(file.path_to_top + path[file.prefix_length :], is_folder)
        if ignores is not None:
            return ignores
    return False


def read_rules(path: str) -> tuple[IgnoreRule, ...]:
    """Returns the rules of a pattern file; none if it is missing or not a regular file. Raises OSError."""
    try:  # git does not follow a link here either, and opening a FIFO could block forever
        is_regular = stat.S_ISREG(os.lstat(path).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return ()
    if not is_regular:
        return ()
    with open(path, "rb") as file:
        data = file.read(_MAX_SIZE + 1)
    if len(data) > _MAX_SIZE:
        raise OSError(errno.EFBIG, f"has more than {_MAX_SIZE} bytes")
    text = os.fsdecode(data.removeprefix(b"\xef\xbb\xbf"))
    return parse_rules(line.removesuffix("\r").partition("\0")[0] for line in text.split("\n"))  # as git, in C, does


def rules_above(root: str, top: str) -> tuple[list[IgnoreRules], list[tuple[str, str]]]:
    """Returns the rules of the work tree at `root` that apply below `top`, and problems as (path relative to `top`,
    reason).

    They come from .git/info/exclude and the .gitignore files between `root` and `top`. Lines that ignore `top` itself
    are dropped, because the user named it.
    """
    path_to_top = path_below(top, root)
    parts = path_to_top.split("/") if path_to_top else []
    sources = [([".git", "info", "exclude"], 0)]
    sources += [([*parts[:depth], ".gitignore"], depth) for depth in range(len(parts))]
    stack: list[IgnoreRules] = []
    problems: list[tuple[str, str]] = []
    for names, depth in sources:
        path, rest = os.path.join(root, *names), "/".join(parts[depth:])
        try:
            rules = RuleList(without_rules_for(rest, read_rules(path)))
            stack.append(IgnoreRules(rules, rest + "/" if rest else ""))
        except OSError as error:
            problems.append((os.path.relpath(path, top), reason_of(error)))
    return stack, problems


def parse_exclude(patterns: Sequence[str]) -> tuple[IgnoreRule, ...]:
    """Returns the rules of the configuration. Raises ValueError, with one readable line, for an invalid pattern."""
    rules = []
    for pattern in patterns:
        try:
            rules.append(parse_rule(pattern))
        except ValueError:
            raise ValueError(f'exclude: "{pattern}" is not a gitignore pattern') from None
    return tuple(rule for rule in rules if rule)


def excluder(rules: tuple[IgnoreRule, ...], root: str, top: str) -> Excluded:
    """Returns a function from (path relative to `top`, whether it is a folder) to whether it, or a folder between it
    and `top`, is excluded.

    The rules are relative to `root`. `root` and `top` are absolute and resolved. `top` itself is never excluded, nor is
    anything outside of `root`.
    """
    path_to_top, path_to_root = _path_down(root, top), _path_down(top, root)
    if path_to_top is not None:
        prefix = path_to_top + "/" if path_to_top else ""
        return _exclusion_test(IgnoreRules(RuleList(without_rules_for(path_to_top, rules)), prefix), "")
    if path_to_root is not None:
        return _exclusion_test(IgnoreRules(RuleList(rules), prefix_length=len(path_to_root) + 1), path_to_root + "/")
    return lambda _path, _is_folder: False


def _path_down(root: str, folder: str) -> str | None:
    prefix = os.path.join(root, "")
    return path_below(folder, root) if os.path.join(folder, "").startswith(prefix) else None


def _exclusion_test(file: IgnoreRules, prefix: str) -> Excluded:
    @cache
    def is_excluded_itself(path: str, is_folder: bool) -> bool:
        return path.startswith(prefix) and len(path) > len(prefix) and is_ignored((file,), path, is_folder)

    def is_excluded(path: str, is_folder: bool) -> bool:
        ends = (index for index, character in enumerate(path) if character == "/")
        return any(is_excluded_itself(path[:end], True) for end in ends) or is_excluded_itself(path, is_folder)

    return is_excluded
