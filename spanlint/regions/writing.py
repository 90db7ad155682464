"""The bytes of a whole file after a change of one of its sources."""

from __future__ import annotations

from spanlint.regions.notebook_writing import with_codes
from spanlint.regions.reading import judged_cells, notebook_of, read_regions
from spanlint.text.decoding import OtherLanguageError, UndecodableError
from spanlint.text.line_ends import as_on_disk
from spanlint.text.source import Source
from spanlint.text.suffixes import is_notebook


class UnreadableError(Exception):
    """The file would not be read as the changed source. The message is one line without the file's name."""


def file_with(source: Source, changed: Source) -> bytes:
    """Returns the bytes of the file of a source, with the regions of the changed one. Raises UnreadableError."""
    if is_notebook(source.path):
        codes = [as_on_disk(source, changed.whole[region.start : region.end]) for region in changed.regions]
        numbers = (cell.number for cell in judged_cells(notebook_of(source)))
        written = with_codes(source.original[len(source.bom) :], list(zip(numbers, codes, strict=True)))
    else:
        written = as_on_disk(source, changed.whole)
    data, text = source.bom + written, as_on_disk(source, changed.text)
    try:
        is_same = any(read.text == text for read in read_regions(source.path, data))
    except (UndecodableError, OtherLanguageError):
        is_same = False
    if not is_same:
        raise UnreadableError("the code would no longer be where it is in this file")
    return data
