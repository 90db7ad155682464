"""The TypeScript and JavaScript files of a run over many that call what other files of the run start spans with.

They name no span call. The names of the functions that do are searched for in what these files import.
"""

from __future__ import annotations

from spanlint.disk.batch_reading import marked_files
from spanlint.disk.reading import read_file
from spanlint.prefilter.mentions import mentions
from spanlint.run.imported_span_functions import may_use_spans
from spanlint.text.suffixes import language_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spanlint.run.tasks import Tasks

_WHOLE = frozenset({b"*", b"default"})  # what any file may export
_IMPORTING = ((b"import", (b"import",)), (b"require(", (b"require(",)))


def callers_of_span_functions(tasks: Tasks, others: list[int], span_files: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yields the index and the size in bytes of each of the other files that call what the span files define."""
    from spanlint.prefilter.span_functions import called_imports, span_functions_of  # it needs `re`

    names = set[bytes]()
    for index in span_files if others else ():
        if language_of(tasks.paths[index]) == "typescript":
            settings = tasks.settings[index]
            text = read_file(tasks.paths[index], settings.max_file_size)
            creators = mentions("typescript", settings.apis).creators
            names |= span_functions_of(text, creators) if isinstance(text, bytes) else frozenset()
    names -= _WHOLE
    if not names:
        return
    largest = max(tasks.settings[index].max_file_size for index in others)
    for position, text in marked_files([tasks.paths[index] for index in others], largest, _IMPORTING):
        if may_use_spans(text) and any(True for _ in called_imports(text, names)):
            yield others[position], len(text)
