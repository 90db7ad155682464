"""The Python files of a run that name no span call but may misuse a helper of the project, which opens one.

In a run over many files, the helpers are those that its own files define, and only files that yield are searched for
their names; all others for decorators and for functions that start a span for their callers, if they are not too
many. In a run over few files, most helpers are defined elsewhere, so each import is looked up.
"""

from __future__ import annotations

from contextlib import nullcontext
from itertools import chain

from spanlint.disk.batch_reading import can_read_batches, marked_files
from spanlint.disk.reading import read_file
from spanlint.prefilter.first_look import may_report_helpers
from spanlint.prefilter.helper_signs import may_use_helper
from spanlint.prefilter.mentions import mentions
from spanlint.prefilter.own_helpers import Helpers, configured_helpers, helpers_of, helpers_with, misused_names
from spanlint.prefilter.span_starters import calls_any
from spanlint.run.imported_helpers import may_misuse_helper
from spanlint.run.known_outcomes import known_outcomes
from spanlint.text.suffixes import language_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Set

    from spanlint.model.settings import Settings
    from spanlint.run.tasks import Tasks

FEW_FILES = 100  # files of a run that may lack the files that its imports lead to
_MAX_SEARCHED = 1000  # files of a run; the search takes 3 % of it
_MAX_DECORATORS = 4  # of a project whose decorators are searched for in files that do not yield
_MAX_STARTERS = 8  # of a project: the names are searched for in all of its files
_MAX_HELPERS = 500  # of a project: the time of the search grows with them
_MAX_ROUNDS = 4  # helpers that use helpers


def helper_files(tasks: Tasks, judged: Set[int], passed: Set[int], yielding: Iterable[int]) -> dict[int, int]:
    """Returns the files to judge beside those that are `judged` anyway: the size in bytes by the index of the task.

    `passed` are files whose span calls are all entered, and which are not parsed for them; `yielding` are those of the
    others that yield.
    """
    searched = {index for index in (*passed, *yielding) if may_report_helpers(tasks.settings[index])}
    span_files = (index for index in judged | passed if may_report_helpers(tasks.settings[index]))
    if len(tasks.paths) > _MAX_SEARCHED and can_read_batches():
        return dict(_with_helpers_of(tasks, searched, [], span_files))
    is_few = len(tasks.paths) < FEW_FILES
    languages = ("python", "typescript") if is_few else ("python",)
    wanted = [
        index
        for index, (path, settings) in enumerate(zip(tasks.paths, tasks.settings, strict=True))
        if index not in judged and language_of(path) in languages and may_report_helpers(settings)
    ]
    if is_few:
        return {
            index: len(text)
            for index, text in _with_signs(tasks, wanted)
            if may_misuse_helper(tasks.paths[index], text, tasks.settings[index])
        }
    if not can_read_batches():
        return dict(_with_helpers_of(tasks, set(wanted), [], span_files))  # nobody has asked whether they yield
    return dict(_with_helpers_of(tasks, searched, [index for index in wanted if index not in searched], span_files))


def _with_signs(tasks: Tasks, indexes: list[int]) -> Iterator[tuple[int, bytes]]:
    """Yields the index and the text of each file that may misuse any helper."""
    known = known_outcomes()
    for index in indexes:
        with nullcontext() if known is None else known.searching(()):
            text = _text(tasks, index)
        if may_use_helper(tasks.paths[index], text):
            if known is not None:
                known.found(tasks.paths[index])
            yield index, text


def _text(tasks: Tasks, index: int) -> bytes:
    text = read_file(tasks.paths[index], tasks.settings[index].max_file_size)
    return text if isinstance(text, bytes) else b""


def _with_helpers_of(
    tasks: Tasks, searched: Set[int], others: list[int], span_files: Iterable[int]
) -> Iterator[tuple[int, int]]:
    """Yields the index and the size of each file that may misuse a helper that the span files define.

    The files `searched` may misuse any helper; the `others`, which do not yield, only a decorator.
    """
    new = known = _known_helpers(tasks, searched, span_files) if searched or others else Helpers()
    if len(new.names) > _MAX_HELPERS:
        return
    starters = {name for name in new.starters if not name.startswith(b"_")}
    starters = starters if len(starters) <= _MAX_STARTERS else set()
    kept = [(index, _text(tasks, index)) for index in sorted(searched)] if new.names or starters else []
    for index, text in chain(kept, _with_names(tasks, others, starters)):
        if calls_any(text, starters):
            yield index, len(text)
    for _ in range(_MAX_ROUNDS):
        if not new.names:
            return
        found = Helpers()
        for index, text in chain(kept, _with_decorators(tasks, others, new.decorators)):
            names = [name for name in new.names if name in text]
            if not names:
                continue
            if any(True for _ in misused_names(text, names)):
                yield index, len(text)
            found |= helpers_with(text, names)
        new = found - known
        known |= new


def _known_helpers(tasks: Tasks, searched: Set[int], span_files: Iterable[int]) -> Helpers:
    """Returns the helpers that the configurations of the searched files name, and those that the span files define."""
    helpers = Helpers()
    for choices in {tasks.settings[index].apis for index in searched}:
        helpers |= configured_helpers(choices)
    for index in span_files:
        if language_of(tasks.paths[index]) == "python":
            helpers |= _helpers_in(_text(tasks, index), tasks.settings[index])
    return helpers


def _helpers_in(text: bytes, settings: Settings) -> Helpers:
    """Returns the result of `helpers_of`, which need not be called if it is known."""
    names, known = mentions("python", settings.apis), known_outcomes()
    if known is None:
        return helpers_of(text, names)

    def look(data: bytes) -> list[list[str]]:
        return [sorted(name.decode("latin-1") for name in part) for part in helpers_of(data, names)]

    parts = known.remembering("helpers", settings, look)(text)
    return Helpers(*(frozenset(name.encode("latin-1") for name in part) for part in parts))


def _with_decorators(tasks: Tasks, indexes: list[int], decorators: Set[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yields the index and the text of each file that contains the name of a public decorator."""
    names = [name for name in decorators if not name.startswith(b"_")]
    if len(names) <= _MAX_DECORATORS:
        yield from _with_names(tasks, indexes, names)


def _with_names(tasks: Tasks, indexes: list[int], names: Collection[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yields the index and the text of each file that contains one of the names."""
    if not indexes or not names:
        return
    largest = max(tasks.settings[index].max_file_size for index in indexes)
    paths = [tasks.paths[index] for index in indexes]
    known = known_outcomes()
    with nullcontext() if known is None else known.searching(names):
        found = list(marked_files(paths, largest, [(name, (name,)) for name in names]))
    for position, text in found:
        if known is not None:
            known.found(paths[position])
        yield indexes[position], text
