"""The file suffixes that spanlint reads, and the languages of what is in the files."""

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
COMPONENTS = frozenset({".vue", ".svelte", ".astro"})
NOTEBOOK = ".ipynb"
DOCS = frozenset({".md", ".mdx", ".markdown"})
"""The suffixes of Markdown, which is read only on request."""

SUFFIXES = frozenset((*LANGUAGES, *COMPONENTS, NOTEBOOK))
_IN_REGIONS = {
    **dict.fromkeys(COMPONENTS, ("typescript",)),
    **dict.fromkeys((NOTEBOOK, *DOCS), ("python", "typescript")),
}


def language_of(path: str) -> str | None:
    """Returns the language of a source file by its suffix, which is case-sensitive; None for any other file."""
    return LANGUAGES.get(suffix_of(path))


def languages_of(path: str) -> tuple[str, ...]:
    """Returns the languages of the code that a file with this suffix can hold; none for a suffix that is not read."""
    suffix = suffix_of(path)
    return (LANGUAGES[suffix],) if suffix in LANGUAGES else _IN_REGIONS.get(suffix, ())


def suffix_of(path: str) -> str:
    """Returns the part of a path from its last dot on; empty without a dot."""
    dot = path.rfind(".")
    return path[dot:] if dot >= 0 else ""


def is_notebook(path: str) -> bool:
    """Whether a path is that of a Jupyter notebook, by its suffix."""
    return path.endswith(NOTEBOOK)


def is_docs(path: str) -> bool:
    """Whether a path is that of a Markdown file, by its suffix."""
    return suffix_of(path) in DOCS
