"""The README as a package index shows it: a page that stands by itself, without the files beside it.

Relative links become absolute if the documentation has an address, else only their words stay.
"""

from __future__ import annotations

import re

_FENCED = re.compile(r"(^ *```.*?^ *```$)", re.DOTALL | re.MULTILINE)
# Code is consumed first, so that `span[name]("n")` is no link; the words of a link may hold code.
_CODE_OR_LINK = re.compile(r"`[^`\n]+`|(?P<image>!?)\[(?P<words>(?:`[^`\n]*`|[^\[\]`])*)\]\((?P<target>[^()\s]+)\)")


def index_page(readme: str, documentation: str) -> str:
    """Returns the README without relative links. `documentation` is the address of `docs/`, or empty."""
    parts = _FENCED.split(readme)
    return "".join(
        part if number % 2 else _CODE_OR_LINK.sub(lambda found: _rewritten(found, documentation), part)
        for number, part in enumerate(parts)
    )


def _rewritten(found: re.Match[str], documentation: str) -> str:
    target, words, image = found["target"], found["words"], found["image"]
    if target is None or "://" in target:
        return found[0]
    address = _address(f"README.md{target}" if target.startswith("#") else target, documentation)
    if not address:
        return "" if image else words
    # The page of a picture on GitHub and its like is not the picture.
    return f"{image}[{words}]({address}{'?raw=true' if image and '/blob/' in address else ''})"


def _address(target: str, documentation: str) -> str:
    """Returns the address of a file beside the README; empty if it has none."""
    if not documentation:
        return ""
    if target.startswith("docs/"):
        return f"{documentation}/{target.removeprefix('docs/')}"
    above, _, folder = documentation.rpartition("/")
    return f"{above}/{target}" if folder == "docs" else ""
