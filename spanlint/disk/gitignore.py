"""Gitignore patterns: pathspec translates the wildcards, and this module applies git's rules about folders.

pathspec does not separate the match of a path from the matches of the folders above it, which is wrong for `*` with
`!*/` and for `foo/**` with `!foo/x`. A walk visits the folders first, as git does, and needs the match of each entry
itself.
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
    is_name_alone: bool  # a pattern without a slash, which matches the last part of a path
    is_open_ended: bool  # ends in `/**` and matches everything below a folder, not only the topmost entries

    def matches(self, path: str, is_folder: bool) -> bool:
        """Whether the pattern matches this entry itself; the path is relative to the pattern file's folder."""
        if self.is_for_folders and not is_folder:
            return False
        folder, _, name = path.rpartition("/")
        if self.is_name_alone:
            return self._matches_text(name)
        # pathspec also matches everything below a match; the folder of such an entry matches as well.
        return self._matches_text(path) and (self.is_open_ended or not folder or not self._matches_text(folder))

    def _matches_text(self, path: str) -> bool:
        return self.pattern.match_file(path) is not None


def parse_rule(line: str) -> IgnoreRule | None:
    """Returns the rule of one line; None for blank lines and comments. Raises ValueError for an invalid pattern."""
    text = line if line.endswith("\\ ") else line.rstrip(" ")
    if not text or text.startswith("#"):
        return None
    is_ignoring = not text.startswith("!")
    text = text if is_ignoring else text[1:]
    body = text.removesuffix("/")
    if not body:
        raise ValueError("an empty pattern")
    anywhere = body.removeprefix("**/")
    from pathspec import GitIgnoreSpec  # takes 20 ms, and in most runs git reads all patterns itself

    try:  # after a `!`, a second `!` or a `#` is an ordinary character
        (pattern,) = GitIgnoreSpec.from_lines(["\\" + body if body[0] in "!#" else body]).patterns
    except re.error as error:
        raise ValueError(str(error)) from error
    if pattern.include is None:
        raise ValueError("a pattern that matches nothing")
    return IgnoreRule(pattern, is_ignoring, text != body, "/" not in anywhere, body.endswith("/**"))


def parse_rules(lines: Iterable[str]) -> tuple[IgnoreRule, ...]:
    """Returns the rules of the lines of a .gitignore; like git, ignores invalid patterns."""
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
    """Returns True if an entry is ignored, False if a `!` line keeps it, and None if no line matches. The last match
    wins."""
    return next((rule.is_ignoring for rule in reversed(rules) if rule.matches(path, is_folder)), None)


def without_rules_for(folder: str, rules: Iterable[IgnoreRule]) -> tuple[IgnoreRule, ...]:
    """Returns the rules except those that ignore a folder or one above it; used for a folder that the user named."""
    parts = folder.split("/")
    paths = ["/".join(parts[: depth + 1]) for depth in range(len(parts))] if folder else []
    return tuple(rule for rule in rules if not (rule.is_ignoring and any(rule.matches(path, True) for path in paths)))
