"""What a comment suppresses is never repaired: held against the very lines that `programs` writes such comments for."""

from __future__ import annotations

import re
from collections import Counter

from spanlint.lint.fix import UnprovenFixError, fix
from spanlint.model.settings import Settings
from spanlint.text.decoding import decode
from tests.fuzz.programs import KEPT, SILENCED_FILE

_COMMENT = re.compile(r"\s+(?:#|//|/\*)")


def silenced_calls_stay(path: str, language: str, data: bytes, settings: Settings) -> None:
    """Every statement whose findings are suppressed is in the repaired file as it was, but for its indentation.

    Of a comment that suppresses nothing, as its call is fine, fixing SPN901 may well take out a part or the whole.
    """
    source = decode(path, language, data)
    for unsafe in (False, True):
        try:
            after = fix(source, settings, unsafe).source
        except UnprovenFixError:
            continue
        assert _silenced(after.text) == _silenced(source.text)
        lines = source.text.splitlines(keepends=True)
        if lines[0].rstrip() == SILENCED_FILE[language].encode().rstrip():
            assert after.original in (data, source.bom + b"".join(lines[1:]))


def _silenced(text: bytes) -> Counter[str]:
    """The code of each line that starts a span of that name."""
    return Counter(_COMMENT.split(line)[0].strip() for line in re.split(r"\r\n|\r|\n", text.decode()) if KEPT in line)
