"""Which files can hold anything to judge: it takes the name of a known call, and most files have none.

For them nothing else of the API tables is needed, so this module knows of names only, and of the bytes around them: a
name that certainly is nothing costs no parsing. Most of those are a test's or the usual use of a context:
`mock.patch("...start_span")`, `tracer.start_span.assert_called_once()`, `ctx = set_span_in_context(span)`. Where the
bytes do not tell for certain, a name can be something. Offsets are in bytes.
"""

from __future__ import annotations

from codecs import BOM_UTF8

from spanlint.lean.lazy import memoized
from spanlint.lean.prebuilt import names as prebuilt_names
from spanlint.lean.records import Record
from spanlint.model.api_names import CONTEXT_PACKAGE, ApiNames
from spanlint.model.settings import ApiChoices, is_judged
from spanlint.text.whole_names import common_prefix, find_whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PACKAGE = CONTEXT_PACKAGE.encode()
SUPPRESSION = b"spanlint:"
"""What may have outlived the last span call of its file."""

_UNUSED = {"python": b"\"'.", "typescript": b""}
"""What right behind a creator's name says that it is neither called nor handed on: the end of a string, a member. In
TypeScript `tracer["startSpan"](..)` and `startSpan.call(..)` are calls."""

_DOTTED = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$.")
_DROPPING = (b"await", b"void", b"else", b"do")  # words before a parenthesis that do not take what is in it


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
    deriving: tuple[bytes, ...]
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

    def _creates(self, text: bytes) -> bool:
        return any(may_create(self.language, text, end) for _, end in find_whole(text, self.creators))

    def _enters(self, text: bytes) -> bool:
        return any(may_enter(self.language, text, end) for _, end in find_whole(text, self.entering))

    def _manages(self, text: bytes) -> bool:
        return any(may_enter(self.language, text, end) for _, end in find_whole(text, self.managing))

    def _drops(self, text: bytes) -> bool:
        return any(may_be_dropped(self.language, text, *place) for place in find_whole(text, self.deriving))


@memoized
def mentions(language: str, chosen: ApiChoices = ApiChoices()) -> Mentions:  # noqa: B008 - an immutable record
    """The names of `python` or `typescript` (which is JavaScript as well) under a configuration."""
    judged = [each for each in _known() if each.language == language and is_judged(each.api, each.judged, chosen)]
    creators = {name for each in judged for name in each.creators}
    creators |= {creator.method for of, creator in chosen.creators if of == language}
    making = {name for each in judged for name in each.deriving} - creators
    entering = {name for each in judged for name in each.entering} - creators
    managing = {name for each in judged for name in each.managing} - creators - entering
    shared = common_prefix(creators).encode() if creators else b"\0"  # no file that is read has that
    own = any(of == language for of, _ in (*chosen.creators, *chosen.openers))
    contexts = _sorted(making - entering - managing), _sorted(entering), _sorted(managing)
    return Mentions(language, shared, _sorted(creators), *contexts, () if own else tuple(_entered(judged, creators)))


def _sorted(names: Iterable[str]) -> tuple[bytes, ...]:
    return tuple(name.encode() for name in sorted(names))


def _entered(judged: Iterable[ApiNames], creators: Iterable[str]) -> Iterator[tuple[bytes, frozenset[str]]]:
    for name in sorted(creators):
        harmless = [dict(each.entered).get(name, ()) for each in judged if name in each.creators]
        if all(harmless):
            yield name.encode(), frozenset[str]().union(*harmless)


@memoized
def _known() -> tuple[ApiNames, ...]:
    built = prebuilt_names()
    if built is not None:
        return tuple(ApiNames(*row) for row in built.NAMES)
    from spanlint.apis import all_apis, names_of

    return tuple(map(names_of, all_apis()))


def may_create(language: str, text: bytes, end: int) -> bool:
    """Whether a creator whose name ends here may be called or handed on."""
    return end == len(text) or text[end] not in _UNUSED[language]


def may_enter(language: str, text: bytes, end: int) -> bool:
    """Whether a context function whose name ends here may be called, or is given another name."""
    follows = text[end : end + 200].lstrip(b" \t\r\n\f\\")
    return language != "python" or not follows or follows.startswith((b"(", b"#", b"as"))


def may_be_dropped(language: str, text: bytes, start: int, end: int) -> bool:
    """Whether what a context function gives may be dropped where its name stands."""
    if text[end : end + 1] != b"(":
        return may_enter(language, text, end)
    while start and text[start - 1] in _DOTTED:
        start -= 1
    before = text[max(start - 80, 0) : start].rstrip(b" \t")
    if before.endswith((b"=", b"return")):
        return False
    caller = before[:-1].rstrip(b" \t") if before.endswith(b"(") else b""
    takes_it = bool(caller) and caller[-1] in _DOTTED  # behind a `)` it may be an `if (..)` that does not
    return not takes_it or caller.endswith(_DROPPING)
