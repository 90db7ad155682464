"""Where a finding is, as programs ask for it: below a CI's checkout, as a URI, or by what stays when it moves."""

from __future__ import annotations

import os
from collections.abc import Sequence

from spanlint.model.findings import Diagnostic

_AROUND = 120
"""Code points on each side of the marked text that tell one finding from another: a minified line has megabytes."""


def in_checkout(path: str, variable: str) -> str:
    """A path relative to the checkout that a CI names in an environment variable; as it is outside of one.

    A CI that runs spanlint in a folder of the repository still looks for the file from the repository's root.
    """
    root = os.environ.get(variable)
    if not root:
        return path
    below = os.path.relpath(os.path.abspath(path), os.path.realpath(root))
    return path if below.split(os.sep)[0] == os.pardir else below


def uri(path: str) -> str:
    """A path as a URI reference: relative if the path lies below the current folder, else with the scheme `file`.

    Every byte of it that is no letter, digit or one of `/_.-~` is percent-encoded.
    """
    from urllib.parse import quote

    path = os.path.normpath(path)
    outside = os.path.isabs(path) or path.split(os.sep)[0] == os.pardir
    quoted = quote(os.fsencode(os.path.abspath(path) if outside else path).replace(os.sep.encode(), b"/"))
    return f"file://{quoted}" if outside else quoted


def fingerprints(diagnostics: Sequence[Diagnostic]) -> list[str]:
    """For each diagnostic 64 hexadecimal digits, no two the same, that lines added or removed elsewhere leave as they
    are: made of the path, the code and the source line, and of the number of those that are equal before it."""
    from hashlib import sha256

    seen: dict[tuple[str, ...], int] = {}
    found = []
    for each in diagnostics:
        marked = each.start.column - 1
        line = each.frame[max(0, marked - _AROUND) : marked + _AROUND]
        key = (each.path, each.code, " ".join(line.split()))
        seen[key] = seen.get(key, 0) + 1
        whole = "\0".join((*key, str(seen[key])))
        found.append(sha256(whole.encode("utf-8", "surrogatepass")).hexdigest())
    return found
