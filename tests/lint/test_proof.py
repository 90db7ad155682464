"""A round of fixes is refused when it loses a call or settles none: shown with edits that no codemod writes."""

from __future__ import annotations

import pytest

from spanlint.lint.fix import fix
from spanlint.lint.judge import judge
from spanlint.lint.proof import broken_promise
from spanlint.model.settings import SessionContext, Settings
from spanlint.text.decoding import decode
from spanlint.text.edits import Edit, apply
from spanlint.text.source import ByteRange

TEXT = b"tracer.start_span('a')\ntracer.start_span('b', ctx)\n"
SETTINGS = Settings(frozenset({"SPN001"}))
CASES = [
    ("the parent is passed", b"'a')", b"'a', context=ctx)", None),
    ("nothing is settled", b"'a')", b"'z')", "a fix would not have resolved SPN001"),
    ("the other call is lost", b"tracer.start_span('b', ctx)", b"", "a fix would have hidden a call"),
    ("the call itself is rewritten whole", b"tracer.start_span('a')", b"start(ctx)", None),
    ("the call itself is lost", b"tracer", b"#", "a fix would have hidden a call"),
]


@pytest.mark.parametrize(("old", "new", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_is_refused(old: bytes, new: bytes, expected: str | None) -> None:
    start = TEXT.index(old)
    edit = Edit(ByteRange(start, start + len(old)), new)
    before = judge(decode("a.py", "python", TEXT), SETTINGS)
    after = judge(decode("a.py", "python", apply(TEXT, [edit])), SETTINGS)
    ((rule, finding),) = before.findings
    assert broken_promise(before, after, TEXT, [(rule, finding, (edit,))]) == expected


def test_a_suppressed_call_and_its_comment_stay_as_they_are() -> None:
    """A fix beside it is no evidence against it; the comments that suppress nothing are removed."""
    lines = ["tracer.start_span('n')", "tracer.start_span('n')", "tracer.start_span('n')", "tracer.start_span()"]
    comments = ["", "  # spanlint: ignore[SPN001] why", "  # spanlint: ignore", "  # spanlint: ignore[SPN001]"]
    text = "".join(f"{line}{comment}\n" for line, comment in zip(lines, comments, strict=True))
    session = ("python", SessionContext("current()", ("from app import current",)))
    codes = frozenset({"SPN001", "SPN002", "SPN901"})
    fixed = fix(decode("a.py", "python", text.encode()), Settings(codes, session_contexts=(session,)))
    assert fixed.judgement.findings == ()
    assert fixed.source.text.count(b"current())") == 1
    assert fixed.source.text.count(b"ignore") == 2
