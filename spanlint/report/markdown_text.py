"""Foreign text in Markdown, which must not become markup, and links to lines on GitHub."""

from __future__ import annotations

import os
import re

from spanlint.model.findings import Diagnostic
from spanlint.report.escape import visible
from spanlint.report.places import in_checkout, uri

_MARKUP = re.compile(r"[\\`*_\[\]<>&|~#$@]|:(?=//|\w+:)|^[-+]|(?<=www)\.", re.IGNORECASE)
_CODE = re.compile(r"`([^`]+)`")


def plain(text: str, charset: str = "utf-8") -> str:
    """Returns one line of text as Markdown that shows it as it is; code in backticks becomes code."""
    parts = _CODE.split(visible(text, charset))
    return "".join(
        f"<code>{_escaped(part)}</code>" if number % 2 else _escaped(part) for number, part in enumerate(parts)
    )


def linked_place(diagnostic: Diagnostic, charset: str = "utf-8") -> str:
    """Returns `path:line`, in a GitHub workflow as a link to the line in the commit that was checked."""
    shown = plain(f"{in_checkout(diagnostic.path, 'GITHUB_WORKSPACE')}:{diagnostic.start.line}", charset)
    server, repository, commit = (os.environ.get(f"GITHUB_{name}") for name in ("SERVER_URL", "REPOSITORY", "SHA"))
    below = uri(in_checkout(diagnostic.path, "GITHUB_WORKSPACE"))
    if not (server and repository and commit) or below.startswith("file:"):
        return shown
    return f"[{shown}]({server}/{repository}/blob/{commit}/{below}#L{diagnostic.start.line})"


def amount(count: int, noun: str) -> str:
    """Returns `1 file` or `2 files`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _escaped(text: str) -> str:
    return _MARKUP.sub(lambda found: f"&#{ord(found[0])};", text)
