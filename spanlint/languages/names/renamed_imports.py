"""The other names that the imports of a text give what they import: `from m import name as other`."""

from __future__ import annotations

from collections.abc import Iterable

from spanlint.lean.patterns import lazy_pattern

_RENAMED = lazy_pattern(rb"\b(\w+)\s+as\s+(\w+)")


def renamed(text: bytes, names: Iterable[str]) -> dict[str, str]:
    """Returns the names that a text may give these, each with what it stands for."""
    wanted = {name for name in names if f"{name} as ".encode() in text}
    pairs = _RENAMED.findall(text) if wanted else ()
    return {other.decode(): name.decode() for name, other in pairs if name.decode(errors="replace") in wanted}


def original_name(text: bytes, name: str) -> str:
    """Returns what a name of a text may stand for by an import; empty if no import names it."""
    if f" as {name}".encode() not in text:
        return ""
    return next((own.decode() for own, other in _RENAMED.findall(text) if other == name.encode()), "")
