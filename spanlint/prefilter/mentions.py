"""Which files can hold anything to judge: it takes the name of a known call, and most files have none.

For them nothing else of the API tables is needed, so this module knows of names only.
"""

from __future__ import annotations

from codecs import BOM_UTF8

from spanlint.lean.once import once_each
from spanlint.lean.prebuilt import names as prebuilt_names
from spanlint.lean.records import Record
from spanlint.model.settings import Chosen
from spanlint.relevance import may_be_dropped, may_create, may_enter

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator

CONTEXT_PACKAGE = "opentelemetry"
PACKAGE = CONTEXT_PACKAGE.encode()
SUPPRESSION = b"spanlint:"
"""What may have outlived the last span call of its file."""
_NAME_BYTES = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$") | frozenset(
    range(128, 256)
)


class Names(Record):
    """The names of one library: of its creation calls, and, where it is OpenTelemetry's, of its functions that only
    make a context, of those that enter one and of those that give a `with` something to enter. `entered` are those of
    the creation calls that a `with` enters, each with the arguments that say nothing of the parent or of how long the
    span lives."""

    api: str
    language: str
    judged: str
    creators: tuple[str, ...]
    making: tuple[str, ...]
    entering: tuple[str, ...]
    managing: tuple[str, ...]
    entered: tuple[tuple[str, tuple[str, ...]], ...] = ()


class Mentions(Record):
    """What finds the names of one language in a file's bytes.

    `creators` are those of the judged creation calls, which all begin with `prefix`. The others are those of context
    functions, which are too common to mean anything in a file that does not name CONTEXT_PACKAGE. What is `managing` is
    left when its block is, and means something beside a span call alone, or around a `yield`. `entered` are the
    creators that a `with` enters in each library that has them, with the arguments that are harmless in any of them.
    """

    language: str
    prefix: bytes
    creators: tuple[bytes, ...]
    making: tuple[bytes, ...]
    entering: tuple[bytes, ...]
    managing: tuple[bytes, ...] = ()
    entered: tuple[tuple[bytes, frozenset[str]], ...] = ()

    def found(self, data: bytes) -> bool:
        """Whether a file's bytes can hold anything to judge: a whole name, not a part of one, that can be a call.

        A file without one is the common case: two plain searches tell it, in half the time of the pattern.
        """
        if self.prefix in data and self._creates(data.removeprefix(BOM_UTF8)):
            return True
        if PACKAGE not in data:
            return False
        return self._enters(data) or self._drops(data) or (b"yield" in data and self._manages(data))

    def uses_contexts(self, data: bytes) -> bool:
        """Whether a context function may be called in a way that can be a mistake beside a span call."""
        return self._enters(data) or self._drops(data) or self._manages(data)

    def pattern(self) -> re.Pattern[bytes]:
        """What finds any of the creators; a search for each of some names takes a third of the time that it does."""
        return mention_pattern(name.decode() for name in self.creators)

    def _creates(self, text: bytes) -> bool:
        return any(may_create(self.language, text, end) for _, end in whole(text, self.creators))

    def _enters(self, text: bytes) -> bool:
        return any(may_enter(self.language, text, end) for _, end in whole(text, self.entering))

    def _manages(self, text: bytes) -> bool:
        return any(may_enter(self.language, text, end) for _, end in whole(text, self.managing))

    def _drops(self, text: bytes) -> bool:
        return any(may_be_dropped(self.language, text, *place) for place in whole(text, self.making))


def whole(text: bytes, names: Iterable[bytes]) -> Iterator[tuple[int, int]]:
    """Where each of some names begins and ends that is no part of a longer one, name by name; an empty name nowhere."""
    for name in names:
        length, start = len(name), text.find(name) if name else -1
        while start >= 0:
            end = start + length
            if is_whole(text, start, end):
                yield start, end
            start = text.find(name, end)


def is_whole(text: bytes, start: int, end: int) -> bool:
    """Whether a name that stands here is not a part of a longer one.

    The ends are compared here, since a boundary in a pattern would cost its literal prefix. All that is no ASCII counts
    as a letter.
    """
    return not ((start and text[start - 1] in _NAME_BYTES) or (end < len(text) and text[end] in _NAME_BYTES))


@once_each
def mentions(language: str, chosen: Chosen = Chosen()) -> Mentions:  # noqa: B008 - an immutable record
    """The names of `python` or `typescript` (which is JavaScript as well) under a configuration."""
    judged = [each for each in _known() if each.language == language and is_judged(each.api, each.judged, chosen)]
    creators = {name for each in judged for name in each.creators}
    creators |= {creator.method for of, creator in chosen.creators if of == language}
    making = {name for each in judged for name in each.making} - creators
    entering = {name for each in judged for name in each.entering} - creators
    managing = {name for each in judged for name in each.managing} - creators - entering
    shared = common_prefix(creators).encode() if creators else b"\0"  # no file that is read has that
    own = any(of == language for of, _ in (*chosen.creators, *chosen.openers))
    contexts = _sorted(making - entering - managing), _sorted(entering), _sorted(managing)
    return Mentions(language, shared, _sorted(creators), *contexts, () if own else tuple(_entered(judged, creators)))


def _sorted(names: Iterable[str]) -> tuple[bytes, ...]:
    return tuple(name.encode() for name in sorted(names))


def _entered(judged: Iterable[Names], creators: Iterable[str]) -> Iterator[tuple[bytes, frozenset[str]]]:
    for name in sorted(creators):
        harmless = [dict(each.entered).get(name, ()) for each in judged if name in each.creators]
        if all(harmless):
            yield name.encode(), frozenset[str]().union(*harmless)


def is_judged(api: str, judged: str, chosen: Chosen) -> bool:
    """Whether the calls of a library are judged; `judged` is `default`, `opt-in` or `never`."""
    return api not in chosen.left_out and (judged == "default" or (judged == "opt-in" and api in chosen.apis))


def mention_pattern(names: Iterable[str]) -> re.Pattern[bytes]:
    """A pattern that finds any of the names, and nothing when there is none.

    It starts with their common prefix: a literal prefix is ten times faster in `re` than an alternation, a word
    boundary or IGNORECASE in front.
    """
    import re  # importing it takes a tenth of a run over one file, which needs no pattern

    listed = sorted(names, key=lambda name: (-len(name), name))
    if not listed:
        return re.compile(b"(?!)")
    prefix = common_prefix(listed)
    rest = "|".join(re.escape(name[len(prefix) :]) for name in listed)
    return re.compile(f"{re.escape(prefix)}(?:{rest})".encode())


def common_prefix(names: Iterable[str]) -> str:
    """What all of some names begin with."""
    first, last = min(names), max(names)
    while not last.startswith(first):
        first = first[:-1]
    return first


@once_each
def _known() -> tuple[Names, ...]:
    built = prebuilt_names()
    if built is not None:
        return tuple(Names(*row) for row in built.NAMES)
    from spanlint.apis import all_apis, names_of

    return tuple(map(names_of, all_apis()))
