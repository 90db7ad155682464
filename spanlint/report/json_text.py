"""JSON that is safe to print anywhere."""

from __future__ import annotations

import json
import re

from spanlint.report.escape import CI_COMMAND


def to_json(value: object) -> str:
    """Returns a value as ASCII JSON, indented by two spaces, with a final newline. No CI takes it for a command."""
    return _printable(json.dumps(value, indent=2, ensure_ascii=True))


def to_json_line(value: object) -> str:
    """Returns a value as ASCII JSON on one line, with its end. No CI takes it for a command."""
    return _printable(json.dumps(value, ensure_ascii=True))


def _printable(text: str) -> str:
    # Two kinds of ASCII text are not safe to print. Both occur only inside strings.
    return re.sub(CI_COMMAND, r"##\1\\u005b", text.replace("\x7f", "\\u007f")) + "\n"
