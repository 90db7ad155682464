"""Gitignore patterns, matched as git matches them: `wildmatch.c` and `dir.c` decide what a pattern means.

Like git, this compares bytes: `?` is one byte. Here each byte is the character of the same number.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence

from spanlint.disk.wildcards import ANY, FOLDERS, MAX_PIECES, NOT_SLASH, Letters, Matcher, Piece, literal
from spanlint.lean.records import Record

_SPECIAL = "*?[\\"
_CLASSES = {  # of ASCII, as the C library's functions have them
    "alnum": (("0", "9"), ("A", "Z"), ("a", "z")),
    "alpha": (("A", "Z"), ("a", "z")),
    "blank": (("\t", "\t"), (" ", " ")),
    "cntrl": (("\0", "\x1f"), ("\x7f", "\x7f")),
    "digit": (("0", "9"),),
    "graph": (("!", "~"),),
    "lower": (("a", "z"),),
    "print": ((" ", "~"),),
    "punct": (("!", "/"), (":", "@"), ("[", "`"), ("{", "~")),
    "space": (("\t", "\r"), (" ", " ")),
    "upper": (("A", "Z"),),
    "xdigit": (("0", "9"), ("A", "F"), ("a", "f")),
}


class IgnoreRule(Record):
    """One pattern line."""

    matcher: Matcher
    is_ignoring: bool  # False for a line that starts with `!`
    is_for_folders: bool
    is_name_alone: bool  # a pattern without a slash, which matches the last part of a path

    def matches(self, path: str, is_folder: bool) -> bool:
        """Whether the pattern matches this entry itself; the path is relative to the pattern file's folder."""
        if self.is_for_folders and not is_folder:
            return False
        return self.matcher.matches(_as_bytes(path.rpartition("/")[2] if self.is_name_alone else path))


def _as_bytes(text: str) -> str:
    return text if text.isascii() else os.fsencode(text).decode("latin-1")


def parse_rule(line: str, may_end_early: bool = True) -> IgnoreRule | None:
    """Returns the rule of one line; None for blank lines and comments. Raises ValueError for an invalid pattern.

    Git takes a range such as `z-a` for its first character; without `may_end_early`, it is invalid.
    """
    text = _as_bytes(_without_spaces_at_end(line))
    if not text or text.startswith("#"):
        return None
    is_ignoring = not text.startswith("!")
    text = text if is_ignoring else text[1:]
    body = text.removesuffix("/")
    if not body:
        raise ValueError("an empty pattern")
    is_name_alone = "/" not in body
    pieces = list(_pieces(body.removeprefix("/"), not is_name_alone))
    if sum(not piece.is_run for piece in pieces) > MAX_PIECES:
        raise ValueError("a pattern that is longer than any path")
    if not may_end_early and any(low > high for piece in pieces for low, high in piece.letters.ranges):
        raise ValueError("a range that ends before it begins")
    return IgnoreRule(Matcher((pieces,)), is_ignoring, text != body, is_name_alone)


def _without_spaces_at_end(line: str) -> str:
    """The line as git trims it: without the spaces at its end, but for the first of them if a backslash precedes it."""
    text = line.rstrip(" ")
    backslashes = len(text) - len(text.rstrip("\\"))
    return line[: len(text) + 1] if backslashes % 2 else text


def _pieces(pattern: str, is_path: bool) -> Iterator[Piece]:
    """Yields the pieces of a pattern. `is_path` means that only `**` between slashes matches them.

    Raises ValueError for a pattern that matches nothing.
    """
    letter = NOT_SLASH if is_path else ANY
    # Git compares what is before the first wildcard by itself, and takes what is behind it for a pattern of its own.
    start = next((index for index, character in enumerate(pattern) if character in _SPECIAL), len(pattern))
    yield from map(literal, pattern[:start])
    index = start
    while index < len(pattern):
        character = pattern[index]
        index += 1
        if character == "*":
            begins_part = index - 1 == start or pattern[index - 2] == "/"
            begin, index = index, index + _stars_at(pattern, index)
            is_whole_part = index > begin and begins_part and is_path
            if is_whole_part and pattern.startswith("/", index):
                yield FOLDERS
                index += 1
            else:
                crosses_folders = is_whole_part and (index == len(pattern) or pattern.startswith("\\/", index))
                yield Piece(ANY if crosses_folders else letter, is_run=True)
        elif character == "[":
            letters, index = _read_set(pattern, index)
            yield Piece(letters._replace(never="/" if is_path else ""))
        elif character == "?":
            yield Piece(letter)
        else:
            if character == "\\":
                character, index = _character_at(pattern, index), index + 1
            yield literal(character)


def _stars_at(pattern: str, index: int) -> int:
    rest = pattern[index:]
    return len(rest) - len(rest.lstrip("*"))


def _character_at(pattern: str, index: int) -> str:
    if index >= len(pattern):
        raise ValueError("an unfinished pattern")
    return pattern[index]


def _read_set(pattern: str, index: int) -> tuple[Letters, int]:
    """Returns the set between brackets that begins at an index, and the index behind it. Raises ValueError."""
    is_negated = pattern.startswith(("!", "^"), index)
    index += is_negated
    characters, ranges = set[str](), list[tuple[str, str]]()
    previous = ""  # the character that a `-` begins a range from
    while True:
        character = _character_at(pattern, index)
        if character == "-" and previous and _character_at(pattern, index + 1) != "]":
            index += 1 + pattern.startswith("\\", index + 1)
            ranges.append((previous, _character_at(pattern, index)))
            previous = ""
        elif (name := _class_at(pattern, index)) is not None:
            if name not in _CLASSES:
                raise ValueError("an unknown class of characters")
            ranges += _CLASSES[name]
            index += len(f"[:{name}:")
            previous = ""
        else:
            index += character == "\\"
            previous = _character_at(pattern, index)
            characters.add(previous)
        index += 1
        if _character_at(pattern, index) == "]":
            break
    if not is_negated and not characters and all(low > high for low, high in ranges):
        raise ValueError("a set of no characters")
    return Letters(frozenset(characters), tuple(ranges), is_negated), index + 1


def _class_at(pattern: str, index: int) -> str | None:
    """The name in `[:name:]` at an index; None if something else stands there. Raises ValueError."""
    if not pattern.startswith("[:", index):
        return None
    end = pattern.find("]", index + 2)
    if end < 0:
        raise ValueError("an unfinished pattern")
    is_class = end > index + 2 and pattern[end - 1] == ":"
    return pattern[index + 2 : end - 1] if is_class else None


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


class RuleList:
    """The rules of one file, in their order. Most have no wildcards, and are looked up by what they match."""

    def __init__(self, rules: Sequence[IgnoreRule]) -> None:
        self._rules = rules
        self._of_texts: dict[tuple[bool, str], list[int]] = {}  # by whether it is a name alone
        self._others: list[int] = []  # numbers of rules, the last first
        self._open: list[int] = []  # those of them that may match any end
        tails: set[str] = set()
        for number in reversed(range(len(rules))):
            text = rules[number].matcher.only_text
            key = rules[number].is_name_alone, text or ""
            (self._others if text is None else self._of_texts.setdefault(key, [])).append(number)
            if text is None and "" in rules[number].matcher.tails:
                self._open.append(number)
            elif text is None:
                tails.update(rules[number].matcher.tails)
        self._tails = tuple(tails)

    def verdict(self, path: str, is_folder: bool) -> bool | None:
        """Returns True if an entry is ignored, False if a `!` line keeps it, and None if no line matches. The last
        match wins."""
        rules, whole = self._rules, _as_bytes(path)
        name = whole.rpartition("/")[2]
        texts = (*self._of_texts.get((True, name), ()), *self._of_texts.get((False, whole), ()))
        last = max((number for number in texts if is_folder or not rules[number].is_for_folders), default=-1)
        for number in self._others if whole.endswith(self._tails) else self._open:
            if number < last:
                break
            rule = rules[number]
            may_match = is_folder or not rule.is_for_folders
            if may_match and rule.matcher.matches(name if rule.is_name_alone else whole):
                return rule.is_ignoring
        return rules[last].is_ignoring if last >= 0 else None


def without_rules_for(folder: str, rules: Iterable[IgnoreRule]) -> tuple[IgnoreRule, ...]:
    """Returns the rules except those that ignore a folder or one above it; used for a folder that the user named."""
    parts = folder.split("/")
    paths = ["/".join(parts[: depth + 1]) for depth in range(len(parts))] if folder else []
    return tuple(rule for rule in rules if not (rule.is_ignoring and any(rule.matches(path, True) for path in paths)))
