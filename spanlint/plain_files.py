"""The first look at a file. Most are UTF-8 and hold none of the names that a judgement could begin with, or span calls
of which no rule that runs has anything to say; of any other file nothing is said here, whatever is the matter with it.

An ordinary run does little else. This takes four fifths of the instructions that `file_run.screened_file` does.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable

from spanlint.languages import language_of
from spanlint.mentions import PACKAGE, SUPPRESSION, Mentions, mentions
from spanlint.reading import FLAGS
from spanlint.rulebook import passing_entered
from spanlint.settings import Settings

Look = Callable[[str], "int | None"]
"""From a path to the number of span calls in a regular file that was read whole, and holds nothing to report; None of
any other."""

_MOST_HAVE_LESS = 1 << 16  # bytes, which are asked for before anything is known of a file


def first_look(suffix: str, settings: Settings) -> Look:
    """How the files with a suffix are looked at first."""
    language = language_of(suffix)
    if language is None or not hasattr(os, "pread"):
        return lambda _path: None
    names, largest = mentions(language, settings.chosen), settings.max_file_size
    prefix, found, passes = names.prefix, names.found, passes_entered(names, settings)

    def look(path: str) -> int | None:
        data = _data_of(path, largest)
        if data is None or b"\0" in data or SUPPRESSION in data or not (data.isascii() or _is_utf8(data)):
            return None
        if not ((prefix in data or PACKAGE in data) and found(data)):
            return 0
        return (entered(data, names) or None) if passes else None

    return look


def passes_entered(names: Mentions, settings: Settings) -> bool:
    """Whether no rule that runs has anything to say of a call that a `with` enters, and nobody counts them by API."""
    return bool(names.entered) and not settings.counts_apis and settings.codes <= passing_entered()


def entered(data: bytes, names: Mentions) -> int:
    """What `entered_calls` gives for the bytes of a file, which may declare another encoding than UTF-8."""
    if b"coding" in data[: data.find(b"\n", data.find(b"\n") + 1)]:
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


def _is_utf8(data: bytes) -> bool:
    """Whether bytes are certainly text: they may not be where they declare an encoding, or where they have tabs, which
    can make too many depths of indentation."""
    if b"coding" in data[: data.find(b"\n", data.find(b"\n") + 1)] or b"\t" in data or b" " * 300 in data:
        return False
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
