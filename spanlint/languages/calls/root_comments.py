"""Comments beside a call that say that its span is meant to have no parent."""

from __future__ import annotations

import re

from spanlint.languages.trees.tree import SyntaxTree

_SUPPRESSION = b"spanlint:"  # it is about a finding, and gives a reason for silence, not for the parent
_MARKS = (b"#", b"//", b"/*", b"*")
_SAYS_ROOT = re.compile(
    rb"\broot\s+(?:[^\s.]+\s+){0,3}spans?\b|\bas\s+(?:a|the)\s+root\b"
    rb"|\b(?:new|own|separate|independent|fresh|different)\s+(?:root|trace)\b"
    rb"|\b(?:no|without)\s+(?:a\s+|any\s+)?parent\b|\bparent-?less\b|\bdetached\b|\b(?:on\s+purpose|deliberate|intentional)",
    re.IGNORECASE,
)


def says_root(tree: SyntaxTree, start: int, end: int) -> bool:
    """Whether a comment in or beside the statement from byte `start` to `end` says that it starts a root on purpose.

    Beside it are the comments on its lines and on the lines directly above.
    """
    text = tree.text
    first = text.rfind(b"\n", 0, start) + 1
    while first:
        above = text.rfind(b"\n", 0, first - 1) + 1
        if not text[above:first].strip().startswith(_MARKS):
            break
        first = above
    last = text.find(b"\n", end)
    for match in _SAYS_ROOT.finditer(text, first, len(text) if last < 0 else last):
        node = tree.root.descendant_for_byte_range(*match.span())
        is_comment = node is not None and node.type == "comment"
        if node is not None and is_comment and _SUPPRESSION not in text[node.start_byte : node.end_byte]:
            return True
    return False
