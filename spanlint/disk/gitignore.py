"""Gitignore patterns: pathspec translates the wildcards, git's rules about folders are applied here.

pathspec's own answer for a path mixes what a pattern says of the path with what it says of the folders above it, which
goes wrong for `*` with `!*/` and for `foo/**` with `!foo/x`. A walk meets the folders first, as git does, and needs
to know of each entry what the patterns say of *it*.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathspec.pattern import Pattern


class IgnoreRule(Record):
    """One pattern line."""

    pattern: Pattern
    is_ignoring: bool  # False for a line that starts with `!`
    is_for_folders: bool
    is_name_alone: bool  # a pattern without a slash is about the last part of a path
    is_open_ended: bool  # ends in `/**`: about everything below a folder, not about the topmost entries alone

    def matches(self, path: str, is_folder: bool) -> bool:
        """Whether the pattern is about this very entry; the path is relative to the pattern file's folder."""
        if self.is_for_folders and not is_folder:
            return False
        folder, _, name = path.rpartition("/")
        if self.is_name_alone:
            return self._fits(name)
        # pathspec also says yes to whatever lies below a match; then it says yes to the folder above as well.
        return self._fits(path) and (self.is_open_ended or not folder or not self._fits(folder))

    def _fits(self, path: str) -> bool:
        return self.pattern.match_file(path) is not None


def parse_rule(line: str) -> IgnoreRule | None:
    """One line of a pattern file; None for blank lines and comments. Raises ValueError when it is no pattern."""
    text = line if line.endswith("\\ ") else line.rstrip(" ")
    if not text or text.startswith("#"):
        return None
    ignores = not text.startswith("!")
    text = text if ignores else text[1:]
    body = text.removesuffix("/")
    if not body:
        raise ValueError("an empty pattern")
    anywhere = body.removeprefix("**/")
    from pathspec import GitIgnoreSpec  # 20 ms, and most runs meet no pattern that git does not read for them

    try:  # behind a `!`, a second `!` or a `#` is an ordinary character
        (pattern,) = GitIgnoreSpec.from_lines(["\\" + body if body[0] in "!#" else body]).patterns
    except re.error as error:
        raise ValueError(str(error)) from error
    if pattern.include is None:
        raise ValueError("a pattern that matches nothing")
    return IgnoreRule(pattern, ignores, text != body, "/" not in anywhere, body.endswith("/**"))


def parse_rules(lines: Iterable[str]) -> tuple[IgnoreRule, ...]:
    """The rules of a .gitignore's lines; what is no pattern is passed over, as git does."""
    rules = []
    for line in lines:
        try:
            rule = parse_rule(line)
        except ValueError:
            continue
        if rule:
            rules.append(rule)
    return tuple(rules)


def verdict(rules: Sequence[IgnoreRule], path: str, is_folder: bool) -> bool | None:
    """True ignored, False kept by a `!` line, None when no line is about this entry. The last line wins."""
    return next((rule.is_ignoring for rule in reversed(rules) if rule.matches(path, is_folder)), None)


def without_rules_for(folder: str, rules: Iterable[IgnoreRule]) -> tuple[IgnoreRule, ...]:
    """The rules less those that ignore a folder, or one above it: for a folder that a user named."""
    parts = folder.split("/")
    way = ["/".join(parts[: depth + 1]) for depth in range(len(parts))] if folder else []
    return tuple(rule for rule in rules if not (rule.is_ignoring and any(rule.matches(path, True) for path in way)))
