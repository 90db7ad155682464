"""The first look at a file, which is all that most files of a run get.

Most files are UTF-8 and contain no name of a known call, or only span calls that no enabled rule reports. All other
files take the slow path.
"""

from __future__ import annotations

from spanlint.disk.batch_reading import FileBatch, Mark, can_read_batches, files_with_marks, read_batch, shared_buffer
from spanlint.lean.records import Record
from spanlint.model.settings import Settings
from spanlint.prefilter.mentions import PACKAGE, SUPPRESSION, Mentions, NamesElsewhere, mentions, occurrence_test
from spanlint.rulebook.codes import codes_of_helpers, codes_of_statuses, codes_silent_on_entered
from spanlint.text.indentation import may_be_deep
from spanlint.text.suffixes import language_of, languages_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Remembering = Callable[[str, Settings, Callable[[bytes], "int | None"]], Callable[[bytes], "int | None"]]
    """From a suffix, settings, and a look at the bytes of such a file, to one that comes to the same."""

    Look = Callable[[Sequence[str]], "dict[int, int | None]"]
    """From paths to what the files contain, by the index of the path: the number of span calls in a regular file that
    was read whole, if no enabled rule reports them; YIELDS for one without any that yields, if a rule asks for it; None
    for a file that needs another look. Other files with nothing to judge have no entry."""


YIELDS = -1
_YIELD = b"yield"
_MIN_MARK_LETTERS = 4  # letters; few other words contain so long a part


class _Marks(Record):
    """What the files of a suffix are found by.

    `calls` finds those that may hold anything to judge, and so does a `yield` in a file that names one of the
    `libraries`. `may_use_helpers` is whether each `yield` matters.
    """

    calls: tuple[Mark, ...]
    libraries: tuple[bytes, ...]
    may_use_helpers: bool

    def found(self, ends: Sequence[int], buffer: bytes | bytearray) -> tuple[set[int], set[int]]:
        """The indexes of the files that may hold anything to judge, and of those that may misuse a helper if they hold
        nothing; `ends` are their ends in the buffer, in bytes."""
        marked = files_with_marks(ends, buffer, self.calls)
        if not (self.libraries or self.may_use_helpers):
            return marked, set()
        yielding = files_with_marks(ends, buffer, ((_YIELD, (_YIELD,)),))
        starts = (0, *ends)
        for index in yielding - marked:
            if any(buffer.find(library, starts[index], ends[index]) >= 0 for library in self.libraries):
                marked.add(index)
        return marked, yielding if self.may_use_helpers else set()


def first_look(suffix: str, settings: Settings, remembering: Remembering | None = None) -> Look:
    """Returns the first look at files with this suffix. `remembering` returns a look that remembers others."""
    languages = languages_of(suffix)
    if not languages or not can_read_batches():
        return lambda paths: dict.fromkeys(range(len(paths)))
    names, largest = [judged_names(language, settings) for language in languages], settings.max_file_size
    of_calls = ((b"\0", (b"\0",)), (PACKAGE, (PACKAGE,)), *(mark for name in names for mark in _marks_of(name)))
    may_occur = occurrence_test(suffix, settings.apis)
    is_python = language_of(suffix) == "python"
    may_pass, is_text = is_python and may_pass_entered(names[0], settings), _is_python if is_python else _is_utf8
    libraries = tuple(library.mention for name in names for library in name.elsewhere if library.holding)
    marks = _Marks(of_calls, libraries, may_use_helpers=is_python and may_report_helpers(settings))

    def calls_in(data: bytes) -> int | None:
        if b"\0" in data or SUPPRESSION in data or not is_text(data):
            return None
        if not may_occur(data):
            return 0
        return (count_entered(data, names[0]) or None) if may_pass else None

    # Looks at files of other languages take no longer than a digest of their bytes.
    inside = remembering(suffix, settings, calls_in) if remembering is not None and may_pass else calls_in

    def look(paths: Sequence[str]) -> dict[int, int | None]:
        interesting, looked_at, buffer = dict[int, int | None](), 0, shared_buffer()
        while looked_at < len(paths):
            batch = read_batch(paths[looked_at:], largest, buffer)
            found = _calls_in_files(batch, buffer, marks, is_text, inside)
            interesting.update((looked_at + number, calls) for number, calls in found if calls != 0)
            looked_at += len(batch.ends)
        return interesting

    return look


def words_of_interest(suffix: str, settings: Settings) -> tuple[bytes, ...]:
    """Returns words of which a file with this suffix holds one if it may have anything to judge, or is not plain text,
    or larger than `max_file_size`. None of them means that nothing can be said about any file."""
    if not languages_of(suffix):
        return ()
    words = {b"\0", PACKAGE, _YIELD}
    for language in languages_of(suffix):
        words.update(text for _, texts in _marks_of(judged_names(language, settings)) for text in texts)
    return tuple(sorted(words))


def is_plain_text(suffix: str, data: bytes | bytearray) -> bool:
    """Whether the bytes of a file with this suffix certainly are UTF-8, and can be judged as they are."""
    return (_is_python if language_of(suffix) == "python" else _is_utf8)(data)


def _calls_in_files(
    batch: FileBatch,
    buffer: bytearray,
    marks: _Marks,
    is_text: Callable[[bytes | bytearray], bool],
    calls_in: Callable[[bytes], int | None],
) -> Iterator[tuple[int, int | None]]:
    """Yields the number of each file of a batch that is not just text without calls, and its calls.

    `calls_in` returns those in the bytes of a file that may hold anything to judge. A file without calls has YIELDS if
    it may misuse a helper.
    """
    marked, yielding = marks.found(batch.ends, buffer)
    start = 0
    for number, end in enumerate(batch.ends):
        if number in batch.unbuffered:
            yield number, _calls_in_large(batch.unbuffered[number], marks, is_text, calls_in)
        elif number in marked:
            calls = calls_in(bytes(buffer[start : end - 1]))
            yield number, YIELDS if calls == 0 and number in yielding else calls
        elif not is_text(buffer[start : end - 1]):
            yield number, None
        elif number in yielding:
            yield number, YIELDS
        start = end


def _calls_in_large(
    data: bytes | None,
    marks: _Marks,
    is_text: Callable[[bytes | bytearray], bool],
    calls_in: Callable[[bytes], int | None],
) -> int | None:
    """Returns the same for a file that is not in the buffer."""
    if data is None or not is_text(data):
        return None
    is_marked, may_yield = map(bool, marks.found([len(data)], data))
    calls = calls_in(data) if is_marked else 0
    return YIELDS if calls == 0 and may_yield else calls


def _marks_of(names: Mentions) -> Iterator[Mark]:
    """Yields the marks that find creators and suppressions: the part that all have in common; else, if that part is too
    short to be rare, the common prefix of the creators, or each creator by itself.

    What other libraries are known by is looked for where that part is: another search of all bytes takes as long.
    """
    begun = {library.mention: _names_begun(library, names.prefix) for library in names.elsewhere}
    texts, others = (*names.creators, SUPPRESSION), tuple(mention for mention, starts in begun.items() if not starts)
    common = _common_part(texts)
    if len(common) >= _MIN_MARK_LETTERS:
        yield common, (*texts, *begun)
        return
    yield SUPPRESSION, (SUPPRESSION,)
    yield from ((mention, (mention,)) for mention in others)
    if len(names.prefix) >= _MIN_MARK_LETTERS:
        yield names.prefix, (*names.creators, *(name for starts in begun.values() for name in starts))
    else:
        yield from ((creator, (creator,)) for creator in names.creators if creator)


def _names_begun(library: NamesElsewhere, prefix: bytes) -> tuple[bytes, ...]:
    """Returns the names of another library if a prefix that is long enough begins all of them, else none."""
    names = (*library.holding, *library.starting, *library.managers)
    is_prefixed = len(prefix) >= _MIN_MARK_LETTERS and not library.rejected
    return names if is_prefixed and all(name.startswith(prefix) for name in names) else ()


def _common_part(texts: Sequence[bytes]) -> bytes:
    """Returns the longest bytes that all texts contain."""
    first = min(texts, key=len)
    parts = (first[start:end] for start in range(len(first)) for end in range(start + 1, len(first) + 1))
    return max((part for part in parts if all(part in text for text in texts)), key=len, default=b"")


def judged_names(language: str, settings: Settings) -> Mentions:
    """Returns the names of `python` or `typescript` that the enabled rules report."""
    names = mentions(language, settings.apis)
    has_statuses = not settings.codes.isdisjoint(codes_of_statuses())
    return names if has_statuses else names._replace(recording=(), setting=(), good=(), failed=())


def may_pass_entered(names: Mentions, settings: Settings) -> bool:
    """Whether no enabled rule reports calls that a `with` enters, and calls are not counted by API."""
    is_silent = settings.codes <= codes_silent_on_entered() and not settings.forbidden
    return bool(names.entered) and not settings.may_count_apis and is_silent


def may_report_helpers(settings: Settings) -> bool:
    """Whether a rule may report uses of the project's own helpers in files that name no span call."""
    return not settings.is_test_file and not settings.codes.isdisjoint(codes_of_helpers())


def count_entered(data: bytes, names: Mentions) -> int:
    """Returns the result of `entered_calls` for the bytes of a file; 0 if the file may declare an encoding."""
    if _may_declare_encoding(data):
        return 0
    from spanlint.prefilter.entered_calls import entered_calls  # most runs over one file do not need it

    return entered_calls(data, names)


def _may_declare_encoding(data: bytes | bytearray) -> bool:
    return b"coding" in data[: data.find(b"\n", data.find(b"\n") + 1)]  # PEP 263: in one of the first two lines


def _is_python(data: bytes | bytearray) -> bool:
    """Whether Python certainly decodes the bytes as UTF-8 and does not reject them for deep indentation."""
    return data.isascii() or (_is_utf8(data) and not (_may_declare_encoding(data) or may_be_deep(data)))


def _is_utf8(data: bytes | bytearray) -> bool:
    if data.isascii():
        return True
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
