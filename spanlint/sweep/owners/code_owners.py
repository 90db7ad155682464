"""CODEOWNERS files: where GitHub and GitLab look for one, and whom each of them takes for the owners of a path.

Both match each path against the project's own patterns, which never try a path twice: see `disk.wildcards`.
"""

from __future__ import annotations

import re

from spanlint.disk.gitignore import parse_rule
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spanlint.disk.gitignore import IgnoreRule

MAX_RULES = 20_000
"""The rules of a file that is read; each path is compared with all of them."""

_BETWEEN = re.compile(r"(?<!\\)\s+")
_ESCAPED_SPACE = re.compile(r"\\\s+")
_OWNER = re.compile(r"@[\w./-]+|[^@\s]+@[^@\s]+")  # of GitHub: a user, a team, an address
_MENTION = re.compile(r"@@?[\w./-]+|[^@\s]+@[^@\s]+")  # of GitLab: a role, too
_UNSUPPORTED = re.compile(r"(?:\\.|[^\\\[\]])*[\[\]]|!|\\#|.*\*\*\*|/$")
_DEFAULT_SECTION = "codeowners"


class Dialect(Record):
    """One host's way with these files: where they may be, the first one counting, and how large one may be in bytes."""

    name: str
    places: tuple[str, ...]
    max_size: int
    source: str


GITHUB = Dialect(
    "github",
    (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"),
    3_000_000,
    "docs.github.com: About code owners (location, size, syntax and its exceptions)",
)
GITLAB = Dialect(
    "gitlab",
    ("CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"),
    3_000_000,  # GitLab names no limit; GitHub's is more than any file needs
    "docs.gitlab.com: Code Owners; gitlab-org/gitlab: ee/lib/gitlab/code_owners/file.rb and section_parser.rb",
)
DIALECTS = (GITHUB, GITLAB)


class OwnerRule(Record):
    """One line: it is about what any of its matchers matches. An exclusion takes a path out of its section."""

    matchers: tuple[IgnoreRule, ...]
    owners: tuple[str, ...]
    is_exclusion: bool = False

    def matches(self, path: str) -> bool:
        """Whether the rule is about a file; its path is relative to the root of the repository."""
        return any(matcher.matches(path, False) for matcher in self.matchers)


class CodeOwners(Record):
    """The rules of a file by section, in their order. Files of GitHub have one section."""

    sections: tuple[tuple[OwnerRule, ...], ...]

    def of(self, path: str) -> tuple[str, ...]:
        """Returns the owners of a path. In each section, the last rule that matches decides."""
        return tuple(dict.fromkeys(owner for section in self.sections for owner in _owners_in(section, path)))


def _owners_in(section: tuple[OwnerRule, ...], path: str) -> tuple[str, ...]:
    if any(rule.is_exclusion and rule.matches(path) for rule in section):
        return ()
    return next((rule.owners for rule in reversed(section) if rule.matches(path)), ())


def parse(text: str, dialect: Dialect) -> CodeOwners:
    """Returns the rules of a file. Raises ValueError if it has more than MAX_RULES."""
    lines = [line for line in map(str.strip, text.split("\n")) if line and not line.startswith("#")]
    if len(lines) > MAX_RULES:
        raise ValueError(f"has more than {MAX_RULES:,} rules")
    if dialect is GITHUB:
        return CodeOwners((tuple(_github_rules(lines)),))
    return CodeOwners(tuple(_gitlab_sections(lines)))


def has_sections(text: str) -> bool:
    """Whether a file has the header of a section, which only GitLab knows."""
    return any(_header(line.strip()) is not None for line in text.split("\n"))


def _github_rules(lines: Iterable[str]) -> Iterator[OwnerRule]:
    """Yields the rules of the lines. GitHub skips a line with an error in its syntax."""
    for line in lines:
        pattern, *words = _BETWEEN.split(line)
        comment = next((index for index, word in enumerate(words) if word.startswith("#")), len(words))
        owners = tuple(words[:comment])
        if all(map(_OWNER.fullmatch, owners)) and not _UNSUPPORTED.match(pattern):
            yield from _rule(_github_patterns(pattern), owners)


def _github_patterns(pattern: str) -> tuple[str, ...]:
    """Returns the patterns, from the root of the repository, that a pattern of GitHub stands for.

    It names a folder's files, too, unless it ends in `/*`, which unlike in a .gitignore stops there.
    """
    is_anchored = "/" in pattern[:-1]
    path = f"/{pattern.removeprefix('/')}" if is_anchored else f"/**/{pattern}"
    if path.endswith("/"):
        return (f"{path}**",)
    return (path,) if path.endswith(("/*", "/**")) else (path, f"{path}/**")


def _gitlab_sections(lines: Iterable[str]) -> Iterator[tuple[OwnerRule, ...]]:
    """Yields the sections. Those of one name are joined. A pattern that comes again keeps its first place in its
    section, and gets its last owners."""
    sections: dict[str, dict[str, OwnerRule]] = {_DEFAULT_SECTION: {}}
    current, default = _DEFAULT_SECTION, tuple[str, ...]()
    for line in lines:
        header = _header(line)
        if header is not None:
            name, default = header
            current = name.lower()
            sections.setdefault(current, {})
            continue
        pattern, *words = _BETWEEN.split(line, maxsplit=1)
        is_exclusion = pattern.startswith("!")
        path = _gitlab_pattern(pattern.removeprefix("!"))
        owners = _mentioned(" ".join(words)) or default
        for rule in _rule((path,), () if is_exclusion else owners):
            sections[current][path] = rule._replace(is_exclusion=is_exclusion)
    yield from (tuple(section.values()) for section in sections.values())


def _header(line: str) -> tuple[str, tuple[str, ...]] | None:
    """Returns the name of the section that a line begins, and its default owners; None if it begins none."""
    text = line.removeprefix("^")
    name, sign, rest = text[1:].partition("]")
    return (name, _mentioned(rest)) if text.startswith("[") and sign else None


def _mentioned(text: str) -> tuple[str, ...]:
    """Returns the owners among the words of a text, which may be a comment."""
    return tuple(word for word in text.split() if _MENTION.fullmatch(word))


def _gitlab_pattern(pattern: str) -> str:
    """Returns a pattern from the root of the repository, as `File.fnmatch` of Ruby takes it."""
    if pattern == "*":
        return "/**/*"
    text = _ESCAPED_SPACE.sub(" ", pattern[1:] if pattern.startswith("\\#") else pattern)
    text = text if text.startswith("/") else f"/**/{text}"
    if text.endswith("/"):
        return f"{text}**/*"
    return text[:-1] if text.endswith("/**") else text  # which stays in its folder, as no `/` follows


def _rule(patterns: tuple[str, ...], owners: tuple[str, ...]) -> Iterator[OwnerRule]:
    """Yields the rule of patterns; none if one of them is invalid."""
    try:
        matchers = [parse_rule(pattern) for pattern in patterns]
    except ValueError:
        return
    yield OwnerRule(tuple(matcher for matcher in matchers if matcher is not None), owners)
