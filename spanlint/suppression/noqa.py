"""Python's `# noqa`, read as flake8 reads it: in the text of a line, or of all lines that one token joins."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from functools import cache, partial

_NOQA = re.compile(r"# noqa(?::[\s]?(?P<codes>([A-Z]+[0-9]+(?:[,\s]+)?)+))?", re.IGNORECASE)
_TEMPLATE = re.compile(rb"[ft]r?(?:\"\"\"|''')", re.IGNORECASE)  # code in a string, on lines without its quotes

Noqa = Callable[[str, int], bool]


def noqa(text: bytes) -> Noqa:
    """Returns a function that tells whether a code is silenced on a 1-based line of this text.

    The first `# noqa` of a line decides, in a string as well as in a comment. Its codes are case-sensitive prefixes.
    Lines that a triple-quoted string or a backslash joins count as one line.
    """
    lines = io.StringIO(text.decode("utf-8", "replace"), newline=None).readlines()
    in_templates = _TEMPLATE.search(text) is not None
    joined_lines = cache(partial(_join_lines, lines))

    def silences(code: str, line: int) -> bool:
        own = lines[line - 1] if line <= len(lines) else ""
        is_alone = not in_templates and _is_alone(own, lines[line - 2] if 1 < line <= len(lines) + 1 else "")
        match = _NOQA.search(own if is_alone else joined_lines().get(line) or own)
        if match is None or match["codes"] is None:
            return match is not None
        return code.startswith(tuple(filter(None, re.split(r"[,\s]", match["codes"]))))

    return silences


def _is_alone(line: str, above: str) -> bool:
    """Whether nothing joins a line with another one, in a file without code inside strings."""
    return not (line.endswith("\\\n") or above.endswith("\\\n") or '"""' in line or "'''" in line)


def _join_lines(lines: list[str]) -> dict[int, str]:
    """Returns the text that flake8 searches for each line; nothing if Python's tokenizer rejects the file."""
    import tokenize

    text_by_line: dict[int, str] = {}
    remaining = iter(lines)
    first, last = len(lines) + 2, -1
    try:
        for token in tokenize.generate_tokens(lambda: next(remaining)):
            if token.type in (tokenize.ENDMARKER, tokenize.DEDENT):
                continue
            first, last = min(first, token.start[0]), max(last, token.end[0])
            if token.type in (tokenize.NL, tokenize.NEWLINE):
                text_by_line.update(dict.fromkeys(range(first, last + 1), "".join(lines[first - 1 : last])))
                first, last = len(lines) + 2, -1
    except (tokenize.TokenError, SyntaxError):
        return {}
    return text_by_line
