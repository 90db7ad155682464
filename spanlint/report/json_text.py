"""JSON that is harmless wherever it is printed."""

from __future__ import annotations

import json
import re

from spanlint.report.escape import CI_COMMAND


def dumped(value: object) -> str:
    """A value as JSON in ASCII, two spaces a level, ending in a line end; no CI takes any of it for a command."""
    text = json.dumps(value, indent=2, ensure_ascii=True)
    # Two things are ASCII and still not harmless to print. Both can only stand inside a string.
    return re.sub(CI_COMMAND, r"##\1\\u005b", text.replace("\x7f", "\\u007f")) + "\n"
