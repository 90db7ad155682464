"""Edits of a source that is only a part of its file."""

from __future__ import annotations

from spanlint.lint.region_edits import edited, fitted
from spanlint.regions.reading import read_regions
from spanlint.text.edits import Edit
from spanlint.text.source import ByteRange, Source
from tests.regions.notebooks import code, notebook


def insertion(source: Source, before: bytes, text: bytes) -> Edit:
    at = source.text.index(before)
    return Edit(ByteRange(at, at), text)


def test_a_statement_that_two_cells_would_share_is_refused() -> None:
    """A `try` in one cell and its `finally` in the next would run in neither."""
    (source,) = read_regions("a.ipynb", notebook(code("a()\nb()"), code("c()\nd()")).encode())
    opening, ending = insertion(source, b"a()", b"try:\n    "), insertion(source, b"d()", b"finally:\n    ")
    assert fitted(source, (opening, ending)) is None
    within = insertion(source, b"b()", b"finally:\n    ")
    assert fitted(source, (opening, within)) == (opening, within)


def test_what_is_inserted_at_the_ends_of_a_region_is_in_it() -> None:
    (source,) = read_regions("a.vue", b"<script>a</script>\n<script>b</script>")
    first, second = source.regions
    edits = (Edit(ByteRange(first.end, first.end), b"12"), Edit(ByteRange(second.start, second.start), b"c"))
    assert fitted(source, edits) == edits
    after = edited(source, edits)
    assert after.whole == b"<script>a12</script>\n<script>cb</script>"
    assert [after.text[slice(*region)] for region in after.regions] == [b"a12", b"cb"]
    assert len(after.text) == len(after.whole)


def test_edits_outside_of_the_regions_are_refused() -> None:
    (source,) = read_regions("a.vue", b"<b/><script>a</script>\n<script>b</script>")
    tag, between = ByteRange(0, 3), ByteRange(22, 22)
    assert fitted(source, (Edit(tag, b""),)) is None
    assert fitted(source, (Edit(between, b"x"),)) is None


def test_what_goes_to_the_top_goes_above_the_first_code() -> None:
    (source,) = read_regions("a.vue", b"<b/>\n<script>\n\n  a\n</script>")
    (edit,) = fitted(source, (Edit(ByteRange(0, 0), b"\nimport x\n\n"),)) or ()
    assert edited(source, (edit,)).whole == b"<b/>\n<script>\n\n  import x\n\n  a\n</script>"
