"""Diagnostics that somebody has made to steer or to break what reads the report."""

from __future__ import annotations

from hypothesis import strategies as st

from spanlint.model.findings import Diagnostic, RelatedPlace, Safety, Severity, WrittenEdit, WrittenFix
from spanlint.text.source import Position
from tests.report.report_samples import PLAIN

COMMANDS = ["::error::", "##[error]", "##vso[task.complete]", "##teamcity[x]", "##", "[", "\x1b]8;;", "\x9b", "\n::"]
MARKUP = ["<x>", "&amp;", '"', "'", "]]>", "<!--", "](", "[a](b)", "\\", "{0}", "%", "%0A", ",", ":", "\r\n", "..", "/"]
ANY_TEXT = st.one_of(
    st.text(st.characters(exclude_categories=())), st.lists(st.sampled_from(COMMANDS + MARKUP)).map("".join)
)


def as_path(text: str) -> str:
    """A path as `os.fsdecode` gives it: no NUL, and no lone surrogate but those that stand for bytes."""
    return text.replace("\0", "").encode("utf-8", "surrogatepass").decode("utf-8", "surrogateescape")


def _position(draw: st.DrawFn) -> Position:
    return Position(draw(st.integers(1, 9)), draw(st.integers(1, 300)))


@st.composite
def hostile(draw: st.DrawFn) -> Diagnostic:
    """A diagnostic whose every text is foreign. A path is never empty is one that a disk can hold."""
    column, width, lines = draw(st.integers(1, 300)), draw(st.integers(0, 300)), draw(st.integers(0, 1))
    first, last = sorted((_position(draw), _position(draw)))
    text = draw(st.text(st.characters(exclude_categories=["Cs"])))
    return PLAIN._replace(
        path=as_path(draw(ANY_TEXT)) or "x",
        message=draw(ANY_TEXT),
        help=draw(ANY_TEXT),
        severity=draw(st.sampled_from(Severity)),
        start=Position(7, column),
        end=Position(7 + lines, column + width),
        frame=draw(ANY_TEXT) * draw(st.integers(1, 30)),
        related=(RelatedPlace(Position(1, 1), draw(ANY_TEXT)),),
        fixes=(WrittenFix(draw(ANY_TEXT), draw(st.sampled_from(Safety)), (WrittenEdit(5, 8, text, first, last),)),),
    )
