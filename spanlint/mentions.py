"""Which files can hold anything to judge: it takes the name of a known call, and most files have none.

For them nothing else of the API tables is needed, so this module knows of names only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from spanlint.prebuilt import names as prebuilt_names
from spanlint.settings import Chosen

CONTEXT_PACKAGE = "opentelemetry"


class Names(NamedTuple):
    """The names of one library: of its creation calls, and of its functions that make, change or enter a context,
    where it is OpenTelemetry's."""

    api: str
    language: str
    judged: str
    creators: tuple[str, ...]
    contexts: tuple[str, ...]


class Mentions(NamedTuple):
    """What finds the names of one language in a file's bytes.

    `calls` finds those of the judged creation calls. `contexts` are those of context functions, which are too common
    to mean anything in a file that does not name CONTEXT_PACKAGE; they have no prefix in common, and one search for
    each is faster than an alternation.
    """

    calls: re.Pattern[bytes]
    contexts: tuple[bytes, ...]

    def of_context(self, data: bytes) -> bool:
        """Whether a file's bytes can hold anything to judge that is not a creation call."""
        return CONTEXT_PACKAGE.encode() in data and any(name in data for name in self.contexts)

    def found(self, data: bytes) -> bool:
        """Whether a file's bytes can hold anything to judge."""
        return self.calls.search(data) is not None or self.of_context(data)


@cache
def mentions(language: str, chosen: Chosen = Chosen()) -> Mentions:  # noqa: B008 - an immutable record
    """The names of `python` or `typescript` (which is JavaScript as well) under a configuration."""
    judged = [each for each in _known() if each.language == language and is_judged(each.api, each.judged, chosen)]
    creators = {name for each in judged for name in each.creators}
    creators |= {creator.method for of, creator in chosen.creators if of == language}
    contexts = {name for each in judged for name in each.contexts}
    return Mentions(mention_pattern(creators), tuple(name.encode() for name in sorted(contexts - creators)))


def is_judged(api: str, judged: str, chosen: Chosen) -> bool:
    """Whether the calls of a library are judged; `judged` is `default`, `opt-in` or `never`."""
    return api not in chosen.left_out and (judged == "default" or (judged == "opt-in" and api in chosen.apis))


def mention_pattern(names: Iterable[str]) -> re.Pattern[bytes]:
    """A pattern that finds any of the names, and nothing when there is none.

    It starts with their common prefix: a literal prefix is ten times faster in `re` than an alternation, a word
    boundary or IGNORECASE in front.
    """
    listed = sorted(names, key=lambda name: (-len(name), name))
    if not listed:
        return re.compile(b"(?!)")
    prefix = listed[-1]
    while not all(name.startswith(prefix) for name in listed):
        prefix = prefix[:-1]
    rest = "|".join(re.escape(name[len(prefix) :]) for name in listed)
    return re.compile(f"{re.escape(prefix)}(?:{rest})".encode())


@cache
def _known() -> tuple[Names, ...]:
    built = prebuilt_names()
    if built is not None:
        return tuple(Names(*row) for row in built.NAMES)
    from spanlint.apis import all_apis, names_of

    return tuple(map(names_of, all_apis()))
