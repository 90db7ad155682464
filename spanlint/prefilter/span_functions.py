"""The functions of TypeScript and JavaScript files that start spans for other files, found by names and line starts.

Files that call them may name no span call, and leave the span that they get without an end all the same. The readers
decide.
"""

from __future__ import annotations

import re

from spanlint.text.whole_names import find_whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set

_DEFINITION = re.compile(
    rb"^(?:export\s+)?(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?"
    rb"(?:(?:function\b\s*\*?|const|let|var|class)\s*([\w$]*)|(?:module\.)?exports\.([\w$]+)\s*=)",
    re.MULTILINE,
)
_INSTANCE = re.compile(rb"^export\s+(?:const|default)\s+(?:([\w$]+)[^=\n]*=\s*)?new\s+([\w$]+)", re.MULTILINE)
_DEFAULT = re.compile(rb"^(?:export\s+default|module\.exports\s*=)\s+([\w$]+)\s*;?\s*$", re.MULTILINE)
_IMPORT = re.compile(rb"""\bimport\s+([\w$*{}\s,]{1,3000}?)\s*\bfrom\s*["']([^"'\n]+)["']""")
_REQUIRE = re.compile(rb"""([\w$]+|\{[\w$\s,:]{1,3000}\})\s*=\s*(?:await\s+import|require)\s*\(\s*["']([^"'\n]+)["']""")
_EXPORT_FROM = re.compile(rb"""^export\s+(\*|\{[^}]*\})[^"'\n]*\bfrom\s*["']([^"'\n]+)["']""", re.MULTILINE)
_NAME = re.compile(rb"(\*|[\w$]+)(?:\s*(?:\bas\b|:)\s*([\w$]+))?")
_WORDS = frozenset({b"type", b"as"})
_CALLING = frozenset({b"(", b".", b"<"})
_DEFAULT_NAME, _EVERYTHING = b"default", b"*"


def span_functions_of(text: bytes, creators: Iterable[bytes]) -> frozenset[bytes]:
    """Returns the names of the functions, constants and classes at the top of a file that name a span call, `default`
    among them if the file exports one as such. Classes that patch a library start spans for nobody who makes one."""
    starts = [(match.start(), match[1] or match[2] or b"", match[0]) for match in _DEFINITION.finditer(text)]
    ends = [*(start for start, _, _ in starts[1:]), len(text)][: len(starts)]
    places = sorted(start for start, _ in find_whole(text, creators))
    found = set[bytes]()
    for (start, name, head), end in zip(starts, ends, strict=True):
        is_patch = b"class" in head.split() and b"Instrumentation" in text[start : text.find(b"{", start)]
        if not is_patch and any(start <= place < end for place in places):
            found.update([name or _DEFAULT_NAME, *([_DEFAULT_NAME] if b"default" in head.split() else [])])
    for match in _INSTANCE.finditer(text):
        found.update([match[1] or _DEFAULT_NAME] if match[2] in found else [])
    found.update(_DEFAULT_NAME for match in _DEFAULT.finditer(text) if match[1] in found)
    return frozenset(found)


def called_imports(text: bytes) -> Iterator[tuple[bytes, frozenset[bytes]]]:
    """Yields what each import of a file names, and those of the imported names that the file calls, or a member of
    which it calls, or decorates with; `*` is a whole module."""
    for pattern in (_IMPORT, _REQUIRE) if b"require(" in text or b"import(" in text else (_IMPORT,):
        for match in pattern.finditer(text):
            named = _named(match[1], pattern is _REQUIRE)
            names = frozenset(name for name, own in named if _is_called(text, own))
            if names:
                yield match[2], names


def reexported(text: bytes, names: Set[bytes]) -> Iterator[tuple[bytes, frozenset[bytes]]]:
    """Yields the modules of which a file exports what they export, and how these call what is exported by the names."""
    for match in _EXPORT_FROM.finditer(text):
        if match[1] == _EVERYTHING:
            yield match[2], frozenset(names)
        elif own := frozenset(name for name, exported in _named(match[1], False) if exported in names):
            yield match[2], own


def _named(clause: bytes, is_required: bool) -> Iterator[tuple[bytes, bytes]]:
    """Yields the names in the clause of an import, each with the name that the file gives it."""
    outside, _, inside = clause.partition(b"{")
    for match in _NAME.finditer(outside):
        if match[1] not in _WORDS:
            own = match[2] or match[1]
            yield _EVERYTHING if match[1] == _EVERYTHING else _DEFAULT_NAME, own
            if is_required:
                yield _EVERYTHING, own
    for match in _NAME.finditer(inside):
        if match[1] not in _WORDS:
            yield match[1], match[2] or match[1]


def _is_called(text: bytes, name: bytes) -> bool:
    places = find_whole(text, (name,))
    return any(text[end : end + 1] in _CALLING or text[start - 1 : start] == b"@" for start, end in places)
