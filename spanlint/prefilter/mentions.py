"""Finds the names of known calls in bytes: only files that contain one can have anything to judge, and most do not.

These files need nothing else of the API tables, so this module knows only names and the bytes around them. A name that
certainly is not such a call costs no parsing. Most of those are in tests, or are the usual use of a context:
`mock.patch("...start_span")`, `tracer.start_span.assert_called_once()`, `ctx = set_span_in_context(span)`. If the bytes
leave a doubt, the name counts. Offsets are in bytes.
"""

from __future__ import annotations

from codecs import BOM_UTF8

from spanlint.lean.lazy import memoized
from spanlint.lean.prebuilt import names as prebuilt_names
from spanlint.lean.records import Record
from spanlint.model.api_names import CONTEXT_PACKAGE, ApiNames
from spanlint.model.settings import ApiChoices, is_judged
from spanlint.text.suffixes import is_notebook, languages_of
from spanlint.text.whole_names import common_prefix, find_whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

PACKAGE = CONTEXT_PACKAGE.encode()
SUPPRESSION = b"spanlint:"
"""The start of a suppression, which may be left over in a file without span calls."""

_UNUSED_FOLLOWERS = {"python": b"\"'.", "typescript": b""}
"""The bytes that, right after a creator's name, show that it is neither called nor passed on: the end of a string, or a
member. In TypeScript, `tracer["startSpan"](..)` and `startSpan.call(..)` are calls."""

_YIELD = b"yield"
_EVERYWHERE: dict[str, tuple[bytes, ...]] = {"python": (b"span", _YIELD), "typescript": ()}
"""What each file with another library has to contain one of, if anything: the first look at many files searches for
these anyway."""

_DROPPING_WORDS = (b"await", b"void", b"else", b"do")  # words before a parenthesis that discard its value
_DOTTED = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$.")


class NamesElsewhere(Record):
    """The names of another library that matter without a creator, in files that contain its `mention`.

    The fields are those of `ApiNames`; a file has to contain one of the `words`, if there are any.
    """

    mention: bytes
    holding: tuple[bytes, ...]
    starting: tuple[bytes, ...]
    rejected: tuple[bytes, ...]
    managers: tuple[bytes, ...]
    words: tuple[bytes, ...] = ()

    def may_occur_in(self, text: bytes) -> bool:
        """Whether a text may hold a span across a `yield`, make one outside of a `with`, or pass a wrong keyword."""
        if self.mention not in text or (self.words and not any(word in text for word in self.words)):
            return False
        if _YIELD in text and any(True for _ in find_whole(text, self.holding)):
            return True
        from spanlint.prefilter.given_spans import may_drop_manager

        is_passed = any(text[end : end + 1] == b"=" for _, end in find_whole(text, self.rejected))
        kept = (_may_be_kept(text, *place) for place in find_whole(text, self.starting))
        return is_passed or any(kept) or may_drop_manager(text, self.managers)


def _may_be_kept(text: bytes, start: int, end: int) -> bool:
    """Whether a function is called at a place, other than for a `with` of its own."""
    return text[end : end + 1] == b"(" and not _before_dotted(text, start).endswith(b"with")


class Mentions(Record):
    """The names of one language to find in a file's bytes.

    `creators` are the names of the judged creation calls, which all begin with `prefix`. The other names are of context
    functions, too common to matter in a file that does not name CONTEXT_PACKAGE. A `managing` function leaves its
    context at the end of its block, so it matters only beside a span call or around a `yield`. `entered` are the
    creators that a `with` enters in every library that has them, with the arguments that are harmless in all of them.
    `taking` are the functions that are passed a context, each with its position; they matter beside a span call.
    `elsewhere` are the names of other libraries. `recording` are the methods that record an exception, `setting` those
    that set a status, `good` and `failed` the names of the status of what has not failed, and of what has; all are
    empty if no enabled rule reports them. `recorders` record an exception that leaves them. `passing` are those of the
    `taking` functions that do something with the context, `wrapping` those of the `deriving` ones that are passed a
    span.
    """

    language: str
    prefix: bytes
    creators: tuple[bytes, ...]
    deriving: tuple[bytes, ...]
    entering: tuple[bytes, ...]
    managing: tuple[bytes, ...] = ()
    entered: tuple[tuple[bytes, frozenset[str]], ...] = ()
    elsewhere: tuple[NamesElsewhere, ...] = ()
    taking: tuple[tuple[bytes, int], ...] = ()
    recording: tuple[bytes, ...] = ()
    setting: tuple[bytes, ...] = ()
    good: tuple[bytes, ...] = ()
    failed: tuple[bytes, ...] = ()
    recorders: tuple[bytes, ...] = ()
    passing: tuple[bytes, ...] = ()
    wrapping: tuple[bytes, ...] = ()

    def may_occur_in(self, data: bytes) -> bool:
        """Whether a file's bytes may contain anything to judge: a whole name that can be a call.

        Most files contain no such name. Two plain searches show that in half the time that a pattern takes.
        """
        if self.prefix in data and self._may_create(data.removeprefix(BOM_UTF8)):
            return True
        if PACKAGE in data and (
            self._may_enter(data)
            or self._may_drop(data)
            or (_YIELD in data and self._may_manage(data))
            or self._may_misuse(data)
        ):
            return True
        return self.may_occur_elsewhere(data)

    def may_be_escaped_in(self, data: bytes) -> bool:
        """Whether the JSON strings in a file may contain anything to judge.

        In JSON, the letter of an escape is right before the name that begins a line, so no name is certainly whole.
        """
        names = (*self.creators, PACKAGE, *(library.mention for library in self.elsewhere))
        return any(name in data for name in names if name)

    def may_occur_elsewhere(self, data: bytes) -> bool:
        """Whether the text may use another library in a way that can be a mistake without a creator."""
        return any(names.may_occur_in(data) for names in self.elsewhere)

    def may_use_contexts(self, data: bytes) -> bool:
        """Whether the text may call a context function in a way that can be a mistake beside a span call."""
        may_use = self._may_enter(data) or self._may_derive(data) or self._may_manage(data)
        return may_use or self._may_take(data)

    def may_set_good(self, text: bytes) -> bool:
        """Whether the text may set the status of what has not failed."""
        return any(True for _ in find_whole(text, self.good)) and any(True for _ in find_whole(text, self.setting))

    def _may_misuse(self, text: bytes) -> bool:
        """Whether the text may use a span wrongly that other code starts."""
        from spanlint.prefilter import given_spans as given  # most runs over one file do not need it

        return (
            given.may_set_statuses(text, self.setting, self.good, (*self.failed, *self.managing))
            or given.may_record_twice(text, self.recording, self.recorders)
            or given.may_pass_span(text, self.passing)
            or given.may_wrap_span_context(text, (*self.wrapping, *self.managing))
            or given.may_drop_manager(text, self.managing)
        )

    def _may_create(self, text: bytes) -> bool:
        return any(may_create(self.language, text, end) for _, end in find_whole(text, self.creators))

    def _may_enter(self, text: bytes) -> bool:
        return any(may_enter(self.language, text, end) for _, end in find_whole(text, self.entering))

    def _may_manage(self, text: bytes) -> bool:
        return any(may_enter(self.language, text, end) for _, end in find_whole(text, self.managing))

    def _may_derive(self, text: bytes) -> bool:
        return any(may_enter(self.language, text, end) for _, end in find_whole(text, self.deriving))

    def _may_drop(self, text: bytes) -> bool:
        return any(may_be_dropped(self.language, text, *place) for place in find_whole(text, self.deriving))

    def _may_take(self, text: bytes) -> bool:
        return any(
            may_pass(text, end, position) for name, position in self.taking for _, end in find_whole(text, (name,))
        )


@memoized
def mentions(language: str, choices: ApiChoices = ApiChoices()) -> Mentions:  # noqa: B008 - an immutable record
    """Returns the names of `python` or `typescript` (which includes JavaScript) under a configuration."""
    judged_apis = [api for api in _known_apis() if api.language == language and is_judged(api.api, api.judged, choices)]
    creators = {name for api in judged_apis for name in api.creators}
    creators |= {creator.method for entry_language, creator in choices.creators if entry_language == language}
    deriving = {name for api in judged_apis for name in api.deriving} - creators
    entering = {name for api in judged_apis for name in api.entering} - creators
    managing = {name for api in judged_apis for name in api.managing} - creators - entering
    prefix = common_prefix(creators).encode() if creators else b"\0"  # files with a NUL are never judged
    has_own_entries = any(entry_language == language for entry_language, _ in (*choices.creators, *choices.openers))
    context_names = _sorted(deriving - entering - managing), _sorted(entering), _sorted(managing)
    switched_off = choices.switched_off
    return Mentions(
        language,
        prefix,
        _sorted(creators),
        *context_names,
        () if has_own_entries else tuple(_entered_creators(judged_apis, creators)),
        tuple(_elsewhere(api for api in _known_apis() if api.language == language and api.api not in switched_off)),
        tuple((name.encode(), position) for api in judged_apis for name, position in api.taking),
        _sorted({name for api in judged_apis for name in api.recording}),
        _sorted({name for api in judged_apis for name in api.setting}),
        _sorted({name for api in judged_apis for name in api.good}),
        _sorted({name for api in judged_apis for name in api.failed}),
        _sorted({name for api in judged_apis for name in api.recorders}),
        _sorted({name for api in judged_apis for name in api.passing}),
        _sorted({name for api in judged_apis for name in api.wrapping}),
    )


def occurrence_test(path: str, choices: ApiChoices) -> Callable[[bytes], bool]:
    """Returns a test of whether the bytes of a file with this suffix may contain anything to judge, in any language."""
    tests = [
        names.may_be_escaped_in if is_notebook(path) else names.may_occur_in
        for names in (mentions(language, choices) for language in languages_of(path))
    ]
    return tests[0] if len(tests) == 1 else lambda data: any(may_occur(data) for may_occur in tests)


def _elsewhere(apis: Iterable[ApiNames]) -> Iterator[NamesElsewhere]:
    for api in apis:
        if api.mention:
            names = NamesElsewhere(api.mention.encode(), *map(_sorted, api.elsewhere))
            yield names._replace(words=_EVERYWHERE[api.language])


def _sorted(names: Iterable[str]) -> tuple[bytes, ...]:
    return tuple(name.encode() for name in sorted(names))


def _entered_creators(
    judged_apis: Iterable[ApiNames], creators: Iterable[str]
) -> Iterator[tuple[bytes, frozenset[str]]]:
    for name in sorted(creators):
        harmless = [dict(api.entered).get(name, ()) for api in judged_apis if name in api.creators]
        if all(harmless):
            yield name.encode(), frozenset[str]().union(*harmless)


@memoized
def _known_apis() -> tuple[ApiNames, ...]:
    built = prebuilt_names()
    if built is not None:
        return tuple(ApiNames(*row) for row in built.NAMES)
    from spanlint.apis import all_apis, names_of

    return tuple(map(names_of, all_apis()))


def may_create(language: str, text: bytes, end: int) -> bool:
    """Whether a creator whose name ends at `end` may be called or passed on."""
    return end == len(text) or text[end] not in _UNUSED_FOLLOWERS[language]


def may_enter(language: str, text: bytes, end: int) -> bool:
    """Whether a context function whose name ends at `end` may be called or given another name."""
    following = text[end : end + 200].lstrip(b" \t\r\n\f\\")
    return language != "python" or not following or following.startswith((b"(", b"#", b"as"))


def may_be_dropped(language: str, text: bytes, start: int, end: int) -> bool:
    """Whether the result of a context function may be discarded where its name is, or held by a name that nobody reads.

    A name that occurs again later counts as read, even if that is in another function.
    """
    if text[end : end + 1] != b"(":
        return may_enter(language, text, end)
    before = _before_dotted(text, start)
    if before.endswith(b"="):
        held_by = _name_before(before[:-1].removesuffix(b":"))
        return bool(held_by) and not any(True for _ in find_whole(text[end:], (held_by,)))
    if before.endswith(b"return"):
        return False
    caller = before[:-1].rstrip(b" \t") if before.endswith(b"(") else b""
    is_taken = bool(caller) and caller[-1] in _DOTTED  # after a `)`, this may be an `if (..)`, which takes nothing
    return not is_taken or caller.endswith(_DROPPING_WORDS)


def may_pass(text: bytes, end: int, position: int) -> bool:
    """Whether a call of a function whose name ends at `end` may pass an argument at a position."""
    arguments, closed, _ = text[end : end + 200].partition(b")")
    if not arguments.startswith(b"("):
        return arguments.lstrip().startswith(b"as")  # an import may give it another name
    return not closed or (bool(arguments[1:].strip()) and (position == 0 or b"," in arguments or b"(" in arguments[1:]))


def _before_dotted(text: bytes, start: int) -> bytes:
    """Returns the end of what is before a dotted name on its line, without the spaces."""
    while start and text[start - 1] in _DOTTED:
        start -= 1
    return text[max(start - 80, 0) : start].rstrip(b" \t")


def _name_before(text: bytes) -> bytes:
    """Returns the plain name at the end of a text, without its type; empty for a member of something."""
    text = text.rstrip(b" \t")
    if b":" in text and text.rpartition(b":")[2].strip(b" \t")[:1].isalpha():
        text = text.rpartition(b":")[0].rstrip(b" \t")
    start = len(text)
    while start and text[start - 1] in _DOTTED:
        start -= 1
    return b"" if b"." in text[start:] else text[start:]
