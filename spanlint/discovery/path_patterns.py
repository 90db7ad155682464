"""Patterns on the command line that no shell has expanded, as in the script of an npm package: `'src/**/*.ts'`.

They mean what they mean to bash with `globstar`. They choose among the files that a folder contains, so what is ignored
or excluded stays left out.
"""

from __future__ import annotations

import os

from spanlint.disk.gitignore import RuleList, parse_rules
from spanlint.lean.lazy import memoized
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_WILDCARDS = "*?[{"
_MAX_ALTERNATIVES = 1000


class PathPattern(Record):
    """The folder to search, as typed, and the pattern of the paths below it, which has no braces."""

    folder: str
    pattern: str

    def matches(self, path: str) -> bool:
        """Whether the pattern matches a path relative to the folder, or a folder that it is in."""
        rules, parts = _rules(self.pattern), path.split("/")
        return any(rules.verdict("/".join(parts[:count]), count < len(parts)) for count in range(1, len(parts) + 1))


@memoized
def _rules(pattern: str) -> RuleList:
    return RuleList(parse_rules([f"/{pattern}"]))


def path_patterns(typed: str) -> list[PathPattern]:
    """Returns the patterns that a word with wildcards stands for, none if it has no wildcards or too many braces."""
    if not any(character in typed for character in _WILDCARDS):
        return []
    words = list(dict.fromkeys(_without_braces(typed)))
    return [_pattern(word) for word in words] if len(words) < _MAX_ALTERNATIVES else []


def _pattern(word: str) -> PathPattern:
    parts = word.split("/")
    fixed = next((number for number, part in enumerate(parts) if any(c in part for c in _WILDCARDS)), len(parts) - 1)
    return PathPattern("/".join(parts[:fixed]) or ("/" if word.startswith("/") else os.curdir), "/".join(parts[fixed:]))


def _without_braces(word: str) -> Iterator[str]:
    """Yields a word for each alternative of its `{a,b}`, at most _MAX_ALTERNATIVES; as it is without any."""
    pending, count = [word], 0
    while pending and count < _MAX_ALTERNATIVES:
        text = pending.pop()
        end = text.find("}")
        start = text.rfind("{", 0, end) if end >= 0 else -1  # an innermost pair
        if start < 0 or "," not in text[start:end]:
            count += 1
            yield text
            continue
        pending += [text[:start] + choice + text[end + 1 :] for choice in text[start + 1 : end].split(",")]
