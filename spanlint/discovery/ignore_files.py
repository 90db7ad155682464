"""The pattern files that hold in a folder, and the patterns of the configuration's `exclude`."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Sequence
from functools import cache

from spanlint.disk.folders import path_below
from spanlint.disk.gitignore import IgnoreRule, parse_rule, parse_rules, verdict, without_rules_for
from spanlint.disk.reading import reason_of
from spanlint.lean.records import Record

Excluded = Callable[[str, bool], bool]


class IgnoreRules(Record):
    """The rules of one pattern file and its place, by which a walk's paths become paths relative to that place."""

    rules: tuple[IgnoreRule, ...]
    above: str = ""  # for a file above the walk's top: the way down from its folder to the top, empty or ending in `/`
    cut: int = 0  # for one below: the length, in code points, of the way from the top to its folder, with the `/`


def ignored(stack: Sequence[IgnoreRules], path: str, is_folder: bool) -> bool:
    """Whether pattern files, the outermost first, ignore an entry whose folder they do not ignore."""
    for file in reversed(stack):
        answer = verdict(file.rules, file.above + path[file.cut :], is_folder)
        if answer is not None:
            return answer
    return False


def read_rules(path: str) -> tuple[IgnoreRule, ...]:
    """The rules of a pattern file; none when there is no such file or it is no regular one. Raises OSError."""
    try:  # git follows no link here either, and a FIFO would wait forever
        regular = stat.S_ISREG(os.lstat(path).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return ()
    if not regular:
        return ()
    with open(path, "rb") as file:
        text = os.fsdecode(file.read().removeprefix(b"\xef\xbb\xbf"))
    return parse_rules(line.removesuffix("\r") for line in text.split("\n"))


def rules_above(root: str, top: str) -> tuple[list[IgnoreRules], list[tuple[str, str]]]:
    """What the work tree at `root` says of what is below `top`: .git/info/exclude and the .gitignore files on the way.

    Lines that ignore `top` itself are left out: whoever walks it was told to. The second list holds problems,
    as (path relative to `top`, reason).
    """
    way = path_below(top, root)
    parts = way.split("/") if way else []
    sources = [([".git", "info", "exclude"], 0)]
    sources += [([*parts[:depth], ".gitignore"], depth) for depth in range(len(parts))]
    stack: list[IgnoreRules] = []
    problems: list[tuple[str, str]] = []
    for names, depth in sources:
        path, rest = os.path.join(root, *names), "/".join(parts[depth:])
        try:
            stack.append(IgnoreRules(without_rules_for(rest, read_rules(path)), rest + "/" if rest else ""))
        except OSError as error:
            problems.append((os.path.relpath(path, top), reason_of(error)))
    return stack, problems


def parse_exclude(patterns: Sequence[str]) -> tuple[IgnoreRule, ...]:
    """The rules of the configuration. Raises ValueError, with a line for people, for what is no gitignore pattern."""
    rules = []
    for pattern in patterns:
        try:
            rules.append(parse_rule(pattern))
        except ValueError:
            raise ValueError(f'exclude: "{pattern}" is not a gitignore pattern') from None
    return tuple(rule for rule in rules if rule)


def excluder(rules: tuple[IgnoreRule, ...], root: str, top: str) -> Excluded:
    """A function from (path relative to `top`, is it a folder) to: is it excluded, or a folder between it and `top`?

    `root`, which the rules are relative to, and `top` are absolute and resolved. `top` itself is never excluded, nor
    is anything outside of `root`.
    """
    way, inside = _way(root, top), _way(top, root)
    if way is not None:
        return _judge(IgnoreRules(without_rules_for(way, rules), way + "/" if way else ""), "")
    if inside is not None:
        return _judge(IgnoreRules(rules, cut=len(inside) + 1), inside + "/")
    return lambda _path, _is_folder: False


def _way(root: str, folder: str) -> str | None:
    prefix = os.path.join(root, "")
    return path_below(folder, root) if os.path.join(folder, "").startswith(prefix) else None


def _judge(file: IgnoreRules, inside: str) -> Excluded:
    @cache
    def by_itself(path: str, is_folder: bool) -> bool:
        return path.startswith(inside) and len(path) > len(inside) and ignored((file,), path, is_folder)

    def excluded(path: str, is_folder: bool) -> bool:
        ends = (at for at, letter in enumerate(path) if letter == "/")
        return any(by_itself(path[:end], True) for end in ends) or by_itself(path, is_folder)

    return excluded
