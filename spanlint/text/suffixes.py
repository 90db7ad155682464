"""The file suffixes that spanlint reads, and their languages."""

from __future__ import annotations

LANGUAGES = {
    ".py": "python",
    ".pyi": "python",
    ".ts": "typescript",
    ".mts": "typescript",
    ".cts": "typescript",
    ".tsx": "typescript",
    ".js": "typescript",
    ".mjs": "typescript",
    ".cjs": "typescript",
    ".jsx": "typescript",
}
SUFFIXES = frozenset(LANGUAGES)


def language_of(path: str) -> str | None:
    """Returns the language of a path by its suffix, which is case-sensitive; None for any other file."""
    dot = path.rfind(".")
    return LANGUAGES.get(path[dot:]) if dot >= 0 else None
