"""A round of fixes is refused when it loses a call or settles none: shown with edits that no codemod writes."""

from __future__ import annotations

import pytest

from spanlint.decoding import decode
from spanlint.edits import Edit, apply
from spanlint.lint import judge
from spanlint.proof import unproven
from spanlint.settings import Settings
from spanlint.source import ByteRange

TEXT = b"tracer.start_span('a')\ntracer.start_span('b', ctx)\n"
SETTINGS = Settings(frozenset({"SPN001"}))
CASES = [
    ("the parent is passed", b"'a')", b"'a', context=ctx)", None),
    ("nothing is settled", b"'a')", b"'z')", "a fix would not have settled its SPN001"),
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
    assert unproven(before, after, TEXT, [(rule, finding, (edit,))]) == expected
