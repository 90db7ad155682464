"""The first look at a file. Most are UTF-8 and hold none of the names that a judgement could begin with, or span calls
of which no rule that runs has anything to say; of any other file nothing is said here, whatever is the matter with it.

An ordinary run does little else.
"""

from __future__ import annotations

from spanlint.disk.batch_reading import FileBatch, Mark, can_read_batches, files_with_marks, read_batch, shared_buffer
from spanlint.model.settings import Settings
from spanlint.prefilter.mentions import PACKAGE, SUPPRESSION, Mentions, mentions
from spanlint.rulebook.rules import codes_silent_on_entered
from spanlint.text.indentation import may_be_deep
from spanlint.text.suffixes import language_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Look = Callable[[Sequence[str]], "dict[int, int | None]"]
    """From paths to what the files hold, by the place of a path, without those that hold nothing: the number of span
    calls in a regular file that was read whole, if there is nothing to say of them; None for any other file."""


_TELLING = 4  # letters that few other words have


def first_look(suffix: str, settings: Settings) -> Look:
    """How the files with a suffix are looked at first."""
    language = language_of(suffix)
    if language is None or not can_read_batches():
        return lambda paths: dict.fromkeys(range(len(paths)))
    names, largest = mentions(language, settings.apis), settings.max_file_size
    marks = ((b"\0", (b"\0",)), (PACKAGE, (PACKAGE,)), *_marks_of(names))
    passes, is_text = may_pass_entered(names, settings), _is_python if language == "python" else _is_utf8

    def calls_in(data: bytes) -> int | None:
        if b"\0" in data or SUPPRESSION in data or not is_text(data):
            return None
        if not names.found(data):
            return 0
        return (count_entered(data, names) or None) if passes else None

    def odd_ones(held: FileBatch, room: bytearray) -> Iterator[tuple[int, int | None]]:
        found, start = files_with_marks(held.ends, room, marks), 0
        for number, end in enumerate(held.ends):
            if number in found:
                yield number, calls_in(bytes(room[start : end - 1]))
            elif number in held.unbuffered:
                data = held.unbuffered[number]
                if data is None or not is_text(data):
                    yield number, None
                elif files_with_marks([len(data)], data, marks):
                    yield number, calls_in(data)
            elif not is_text(room[start : end - 1]):
                yield number, None
            start = end

    def look(paths: Sequence[str]) -> dict[int, int | None]:
        odd, done, room = dict[int, int | None](), 0, shared_buffer()
        while done < len(paths):
            held = read_batch(paths[done:], largest, room)
            odd.update((done + number, calls) for number, calls in odd_ones(held, room) if calls != 0)
            done += len(held.ends)
        return odd

    return look


def _marks_of(names: Mentions) -> Iterator[Mark]:
    """What finds the creators and suppressions: what all have in common, else the creators alone, unless that is so
    short that it stands everywhere."""
    texts = (*names.creators, SUPPRESSION)
    common = _common(texts)
    if len(common) >= _TELLING:
        yield common, texts
        return
    yield SUPPRESSION, (SUPPRESSION,)
    if len(names.prefix) >= _TELLING:
        yield names.prefix, names.creators
    else:
        yield from ((each, (each,)) for each in names.creators if each)


def _common(texts: Sequence[bytes]) -> bytes:
    """The longest bytes that are in all of some texts."""
    first = min(texts, key=len)
    parts = (first[start:end] for start in range(len(first)) for end in range(start + 1, len(first) + 1))
    return max((part for part in parts if all(part in text for text in texts)), key=len, default=b"")


def may_pass_entered(names: Mentions, settings: Settings) -> bool:
    """Whether no rule that runs has anything to say of a call that a `with` enters, and nobody counts them by API."""
    return bool(names.entered) and not settings.may_count_apis and settings.codes <= codes_silent_on_entered()


def count_entered(data: bytes, names: Mentions) -> int:
    """What `entered_calls` gives for the bytes of a file, which may declare another encoding than UTF-8."""
    if _may_declare_encoding(data):
        return 0
    from spanlint.prefilter.entered_calls import entered_calls  # which most runs over one file do not need

    return entered_calls(data, names)


def _may_declare_encoding(data: bytes | bytearray) -> bool:
    return b"coding" in data[: data.find(b"\n", data.find(b"\n") + 1)]  # PEP 263: in one of the first two lines


def _is_python(data: bytes | bytearray) -> bool:
    """Whether bytes are certainly text that Python's rules make nothing else of."""
    return data.isascii() or (_is_utf8(data) and not (_may_declare_encoding(data) or may_be_deep(data)))


def _is_utf8(data: bytes | bytearray) -> bool:
    if data.isascii():
        return True
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
