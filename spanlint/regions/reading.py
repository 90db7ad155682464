"""From the bytes of a file that is not only code to the sources that are judged."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.regions.blanks import blank, with_regions
from spanlint.regions.components import front_matter, scripts
from spanlint.regions.magics import is_python_cell, without_magics
from spanlint.regions.markdown import blocks
from spanlint.regions.notebook_json import Cell, Notebook, NotebookError, read_notebook
from spanlint.text.decoding import OtherLanguageError, UndecodableError, decode
from spanlint.text.indentation import DEEPEST, is_deep
from spanlint.text.source import ByteRange, Source
from spanlint.text.suffixes import LANGUAGES, is_notebook, suffix_of

BETWEEN_CELLS = b"\n\n"
"""What follows each cell in the text of a notebook, so that a backslash at its end joins nothing to it."""
_MAX_BYTES = 1_000_000_000  # of all modules of a file
_SUFFIXES = {"python": ".py", "typescript": ".ts", "javascript": ".js"}
"""By the language of a notebook, the suffix of a file in the dialect of its cells."""


def read_regions(path: str, data: bytes) -> tuple[Source, ...]:
    """Returns the sources in a file, each a module of its own: in order, and none without code in it.

    Raises UndecodableError for bytes that are not UTF-8 or no notebook, and OtherLanguageError.
    """
    plain = decode(path, "", data)
    sources = _of_notebook(plain) if is_notebook(path) else _of_text(plain)
    if any(source.language == "python" and is_deep(_code(source)) for source in sources):
        raise UndecodableError(f"the lines are indented to more than {DEEPEST} levels")
    return sources


def _code(source: Source) -> bytes:
    return b"".join(source.text[region.start : region.end] for region in source.regions)


def _of_text(plain: Source) -> tuple[Source, ...]:
    modules = list(_modules(suffix_of(plain.path), plain.text))
    if len(modules) * len(plain.text) > _MAX_BYTES:  # as each has the length of all
        raise UndecodableError(f"{len(modules):,} pieces of code are too many for one file of this size")
    nothing = blank(plain.text) if modules else b""
    return tuple(
        plain._replace(
            language=LANGUAGES[suffix],
            text=with_regions(nothing, plain.text, regions),
            regions=regions,
            whole=plain.text,
            suffix=suffix,
        )
        for regions, suffix in modules
    )


def _modules(kind: str, text: bytes) -> Iterator[tuple[tuple[ByteRange, ...], str]]:
    """Yields the regions of each module, and the suffix of a file in their dialect."""
    if kind in (".vue", ".svelte"):
        found = list(scripts(text, ".js", has_root_template=kind == ".vue"))
        if found:
            yield tuple(script.at for script in found), found[0].suffix
    elif kind == ".astro":
        top = front_matter(text)
        if top is not None:
            yield (top.at,), top.suffix
        yield from (((script.at,), script.suffix) for script in scripts(text, ".ts", top.at.end if top else 0))
    else:
        yield from ((block.ranges, block.suffix) for block in blocks(text))


def notebook_of(source: Source) -> Notebook:
    """Returns the notebook on disk of a notebook's source."""
    return read_notebook(source.original[len(source.bom) :])


def judged_cells(notebook: Notebook) -> tuple[Cell, ...]:
    """Returns the cells that make the text of a notebook's source: one for each of its regions."""
    own = (cell for cell in notebook.cells if cell.language in ("", notebook.language) and cell.code.strip())
    return tuple(cell for cell in own if notebook.language != "python" or is_python_cell(cell.code))


def _of_notebook(plain: Source) -> tuple[Source, ...]:
    try:
        notebook = notebook_of(plain)
    except NotebookError as error:
        raise UndecodableError(str(error)) from None
    suffix = _SUFFIXES.get(notebook.language)
    if suffix is None:
        raise OtherLanguageError(notebook.language)
    codes = [cell.code for cell in judged_cells(notebook)]
    if not codes:
        return ()
    regions, start = list[ByteRange](), 0
    for code in codes:
        regions.append(ByteRange(start, start + len(code)))
        start += len(code) + len(BETWEEN_CELLS)
    whole = b"".join(code + BETWEEN_CELLS for code in codes)
    language, judged = LANGUAGES[suffix], whole
    if language == "python":
        judged = b"".join(without_magics(code) + BETWEEN_CELLS for code in codes)
    return (plain._replace(language=language, text=judged, regions=tuple(regions), whole=whole, suffix=suffix),)
