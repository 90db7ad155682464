"""Python's `# noqa`, read as flake8 reads it: in the text of a line, or of all the lines that one token joins."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from functools import cache, partial

_NOQA = re.compile(r"# noqa(?::[\s]?(?P<codes>([A-Z]+[0-9]+(?:[,\s]+)?)+))?", re.IGNORECASE)
_TEMPLATE = re.compile(rb"[ft]r?(?:\"\"\"|''')", re.IGNORECASE)  # code in a string, on lines without its quotes

Noqa = Callable[[str, int], bool]


def noqa(text: bytes) -> Noqa:
    """Whether a code is silenced on a 1-based line of this text.

    The first `# noqa` of a line decides, in a string as well as in a comment; its codes are compared case-sensitively
    and each stands for all that begin with it. Lines that a string in triple quotes or a backslash joins are one line.
    """
    lines = io.StringIO(text.decode("utf-8", "replace"), newline=None).readlines()
    in_templates = _TEMPLATE.search(text) is not None
    joined = cache(partial(_joined, lines))

    def silences(code: str, line: int) -> bool:
        own = lines[line - 1] if line <= len(lines) else ""
        alone = not in_templates and _is_alone(own, lines[line - 2] if 1 < line <= len(lines) + 1 else "")
        match = _NOQA.search(own if alone else joined().get(line) or own)
        if match is None or match["codes"] is None:
            return match is not None
        return code.startswith(tuple(filter(None, re.split(r"[,\s]", match["codes"]))))

    return silences


def _is_alone(line: str, above: str) -> bool:
    """Whether nothing joins a line of code with another one, where no code stands in a string."""
    return not (line.endswith("\\\n") or above.endswith("\\\n") or '"""' in line or "'''" in line)


def _joined(lines: list[str]) -> dict[int, str]:
    """What flake8 searches for each line; nothing for a file that Python's own tokenizer refuses."""
    import tokenize

    found: dict[int, str] = {}
    pending = iter(lines)
    first, last = len(lines) + 2, -1
    try:
        for token in tokenize.generate_tokens(lambda: next(pending)):
            if token.type in (tokenize.ENDMARKER, tokenize.DEDENT):
                continue
            first, last = min(first, token.start[0]), max(last, token.end[0])
            if token.type in (tokenize.NL, tokenize.NEWLINE):
                found.update(dict.fromkeys(range(first, last + 1), "".join(lines[first - 1 : last])))
                first, last = len(lines) + 2, -1
    except (tokenize.TokenError, SyntaxError):
        return {}
    return found
