"""Places of findings for programs: paths below a CI's checkout, URIs, and fingerprints that survive moves."""

from __future__ import annotations

import os
from collections.abc import Sequence

from spanlint.model.findings import Diagnostic

_AROUND = 120
"""Code points on each side of the marked text that a fingerprint includes, as a minified line may have megabytes."""


def in_checkout(path: str, variable: str) -> str:
    """Returns a path relative to the checkout that a CI names in an environment variable; unchanged outside of it.

    A CI that runs spanlint in a folder of the repository still expects paths from the root of the repository.
    """
    root = os.environ.get(variable)
    if not root:
        return path
    below = os.path.relpath(os.path.abspath(path), os.path.realpath(root))
    return path if below.split(os.sep)[0] == os.pardir else below


def uri(path: str) -> str:
    """Returns a path as a URI reference: relative if the path is below the current folder, else with the scheme `file`.

    Every byte that is not a letter, a digit or one of `/_.-~` is percent-encoded.
    """
    from urllib.parse import quote

    path = os.path.normpath(path)
    is_outside = os.path.isabs(path) or path.split(os.sep)[0] == os.pardir
    quoted = quote(os.fsencode(os.path.abspath(path) if is_outside else path).replace(os.sep.encode(), b"/"))
    return f"file://{quoted}" if is_outside else quoted


def fingerprints(diagnostics: Sequence[Diagnostic]) -> list[str]:
    """Returns 64 hexadecimal digits for each diagnostic, unique in the list.

    The digits derive from the path, the code, the source line and the number of earlier diagnostics that share them, so
    lines added or removed elsewhere do not change them. An identity stands for path and line.
    """
    from hashlib import sha256

    seen: dict[tuple[str, ...], int] = {}
    digests = []
    for diagnostic in diagnostics:
        marked = diagnostic.start.column - 1
        line = diagnostic.frame[max(0, marked - _AROUND) : marked + _AROUND]
        key = (diagnostic.path, diagnostic.code, " ".join(line.split()))
        if diagnostic.identity:
            key = ("", diagnostic.code, diagnostic.identity)
        seen[key] = seen.get(key, 0) + 1
        text = "\0".join((*key, str(seen[key])))
        digests.append(sha256(text.encode("utf-8", "surrogatepass")).hexdigest())
    return digests
