"""The first look at a file. Most are UTF-8 and hold none of the names that a judgement could begin with, or span calls
of which no rule that runs has anything to say; of any other file nothing is said here, whatever is the matter with it.

An ordinary run does little else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import repeat

from spanlint.languages import language_of
from spanlint.mentions import PACKAGE, SUPPRESSION, Mentions, mentions
from spanlint.reading_together import can_read_together, marked, new_room, read_together
from spanlint.rulebook import passing_entered
from spanlint.settings import Settings

Look = Callable[[Sequence[str]], Iterator["int | None"]]
"""From paths to the number of span calls in each of the files, if it is a regular one that was read whole, and holds
nothing to report; None for any other."""


def first_look(suffix: str, settings: Settings) -> Look:
    """How the files with a suffix are looked at first."""
    language = language_of(suffix)
    if language is None or not can_read_together():
        return lambda paths: repeat(None, len(paths))
    names, largest, room = mentions(language, settings.chosen), settings.max_file_size, new_room()
    marks = (*((each, (each,)) for each in (b"\0", SUPPRESSION, PACKAGE)), (names.prefix, names.creators))
    passes = passes_entered(names, settings)

    def calls_in(data: bytes) -> int | None:
        if b"\0" in data or SUPPRESSION in data or not _is_text(data):
            return None
        if not names.found(data):
            return 0
        return (entered(data, names) or None) if passes else None

    def look(paths: Sequence[str]) -> Iterator[int | None]:
        while paths:
            held = read_together(paths, largest, room)
            odd, start = marked(held, room, marks), 0
            for number, end in enumerate(held.ends):
                if number in held.apart:
                    data = held.apart[number]
                    yield None if data is None else calls_in(data)
                elif number in odd:
                    yield calls_in(bytes(room[start : end - 1]))
                else:
                    yield 0 if _is_text(room[start : end - 1]) else None
                start = end
            paths = paths[len(held.ends) :]

    return look


def passes_entered(names: Mentions, settings: Settings) -> bool:
    """Whether no rule that runs has anything to say of a call that a `with` enters, and nobody counts them by API."""
    return bool(names.entered) and not settings.counts_apis and settings.codes <= passing_entered()


def entered(data: bytes, names: Mentions) -> int:
    """What `entered_calls` gives for the bytes of a file, which may declare another encoding than UTF-8."""
    if _may_declare_encoding(data):
        return 0
    from spanlint.entered_calls import entered_calls  # which most runs over one file do not need

    return entered_calls(data, names)


def _may_declare_encoding(data: bytes | bytearray) -> bool:
    return b"coding" in data[: data.find(b"\n", data.find(b"\n") + 1)]  # PEP 263: in one of the first two lines


def _is_text(data: bytes | bytearray) -> bool:
    return data.isascii() or _is_utf8(data)


def _is_utf8(data: bytes | bytearray) -> bool:
    """Whether bytes are certainly text: they may not be where they declare an encoding, or where they have tabs, which
    can make too many depths of indentation."""
    if _may_declare_encoding(data) or b"\t" in data or b" " * 300 in data:
        return False
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
