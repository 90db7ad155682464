"""The first look at a file. Most are UTF-8 and hold none of the names that a judgement could begin with, or span calls
of which no rule that runs has anything to say; of any other file nothing is said here, whatever is the matter with it.

An ordinary run does little else. Some files are looked at together: a search for a name is half as dear in a text that
is long, for the bytes of it as well as for the call.
"""

from __future__ import annotations

import os
import stat
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, repeat

from spanlint.languages import language_of
from spanlint.mentions import PACKAGE, SUPPRESSION, Mentions, mentions
from spanlint.reading import FLAGS
from spanlint.rulebook import passing_entered
from spanlint.settings import Settings

Look = Callable[[Sequence[str]], Iterator["int | None"]]
"""From paths to the number of span calls in each of the files, if it is a regular one that was read whole, and holds
nothing to report; None for any other."""

_MOST_HAVE_LESS = 1 << 16  # bytes, which are asked for before anything is known of a file
_TOGETHER = 1 << 19  # bytes of files that are held at once, but for the last one
_BETWEEN = b"\n"  # in no name


def first_look(suffix: str, settings: Settings) -> Look:
    """How the files with a suffix are looked at first."""
    language = language_of(suffix)
    if language is None or not hasattr(os, "pread"):
        return lambda paths: repeat(None, len(paths))
    names, largest = mentions(language, settings.chosen), settings.max_file_size
    marks, passes = (b"\0", SUPPRESSION, names.prefix, PACKAGE), passes_entered(names, settings)

    def calls_in(data: bytes, is_marked: bool) -> int | None:
        if (is_marked and (b"\0" in data or SUPPRESSION in data)) or not (data.isascii() or _is_utf8(data)):
            return None
        if not (is_marked and names.found(data)):
            return 0
        return (entered(data, names) or None) if passes else None

    def look(paths: Sequence[str]) -> Iterator[int | None]:
        for together in _read(paths, largest):
            marked = _marked(together, marks)
            for number, data in enumerate(together):
                yield None if data is None else calls_in(data, number in marked)

    return look


def _read(paths: Sequence[str], largest: int) -> Iterator[list[bytes | None]]:
    """What `_data_of` gives for each path, some at a time."""
    together: list[bytes | None] = []
    held = 0
    for path in paths:
        data = _data_of(path, largest)
        together.append(data)
        held += len(data or b"")
        if held > _TOGETHER:
            yield together
            together, held = [], 0
    yield together


def _marked(files: Sequence[bytes | None], marks: Sequence[bytes]) -> set[int]:
    """The numbers of the files that have any of the marks in them."""
    texts = [data or b"" for data in files]
    ends = list(accumulate(len(text) + len(_BETWEEN) for text in texts))
    whole = _BETWEEN.join(texts) if len(texts) > 1 else b"".join(texts)
    found = set[int]()
    for mark in marks:
        at = whole.find(mark)
        while at >= 0:
            number = bisect_right(ends, at)
            found.add(number)
            at = whole.find(mark, ends[number])
    return found


def passes_entered(names: Mentions, settings: Settings) -> bool:
    """Whether no rule that runs has anything to say of a call that a `with` enters, and nobody counts them by API."""
    return bool(names.entered) and not settings.counts_apis and settings.codes <= passing_entered()


def entered(data: bytes, names: Mentions) -> int:
    """What `entered_calls` gives for the bytes of a file, which may declare another encoding than UTF-8."""
    if _may_declare_encoding(data):
        return 0
    from spanlint.entered_calls import entered_calls  # which most runs over one file do not need

    return entered_calls(data, names)


def _data_of(path: str, largest: int) -> bytes | None:
    """The bytes of a regular file; None of any other, of a larger one, and of one that cannot be read.

    A FIFO and a terminal have no places to read from: nothing is taken out of them.
    """
    try:
        descriptor = os.open(path, FLAGS)
    except OSError:
        return None
    try:
        data = os.pread(descriptor, _MOST_HAVE_LESS, 0)
        if 0 < len(data) < _MOST_HAVE_LESS:
            return data if len(data) <= largest else None
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size > largest:
            return None
        data = os.pread(descriptor, status.st_size, 0)
        return data if len(data) == status.st_size else None
    except OSError:
        return None
    finally:
        os.close(descriptor)


def _may_declare_encoding(data: bytes) -> bool:
    return b"coding" in data[: data.find(b"\n", data.find(b"\n") + 1)]  # PEP 263: in one of the first two lines


def _is_utf8(data: bytes) -> bool:
    """Whether bytes are certainly text: they may not be where they declare an encoding, or where they have tabs, which
    can make too many depths of indentation."""
    if _may_declare_encoding(data) or b"\t" in data or b" " * 300 in data:
        return False
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
