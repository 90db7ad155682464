"""Dotted keys of TOML that a parser would take too long for."""

from __future__ import annotations

MAX_KEY_PARTS = 100
"""The time that tomllib takes grows with the cube of them (CPython 3.11, Lib/tomllib/_parser.py, key_value_rule)."""


def has_endless_key(text: str) -> bool:
    """Whether a text may hold a dotted key of more than MAX_KEY_PARTS parts."""
    import re  # what parses TOML needs it, too

    return re.search(rf"(?:[\w\"'-]\s*\.\s*[\w\"'-]*){{{MAX_KEY_PARTS}}}", text) is not None
