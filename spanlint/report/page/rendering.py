"""Renders HTML pages: one style, one way to escape, and nothing that a browser could load or run.

A page names no other resource, and its Content-Security-Policy forbids any. Every value that a template shows passes
`visible`, which writes control characters as escapes, and is then escaped for HTML. Jinja2 is imported only here, once
a page is made.
"""

from __future__ import annotations

import os

from spanlint.lean.lazy import memoized
from spanlint.report.escape import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from jinja2 import Environment
    from markupsafe import Markup

NEEDED = "needs one more package: install it with `pip install 'spanlint[html]'`"
"""What a user is told who lacks Jinja2, after the name of the option that asks for a page."""

_FOLDER = os.path.dirname(__file__)


def can_render() -> bool:
    """Whether Jinja2 is installed."""
    try:
        import jinja2  # noqa: F401
    except ImportError:
        return False
    return True


def fragment(template: str, folder: str = _FOLDER, **values: object) -> Markup:
    """Returns a part of a page. `folder` holds the template, which may use all that is in this one."""
    from markupsafe import Markup

    return Markup(_environment(folder).get_template(template).render(**values))  # noqa: S704 - escaped by the template


def page(template: str, charset: str, folder: str = _FOLDER, **values: object) -> str:
    """Returns a page that a stream of this character set can take."""
    from spanlint.version import __version__

    text = str(fragment(template, folder, version=__version__, **values))
    return text.encode(charset, "xmlcharrefreplace").decode(charset)


def fitting(parts: Iterable[Markup], room: int) -> tuple[list[Markup], int]:
    """Returns the first parts that fit into so many bytes, and how many do not."""
    kept: list[Markup] = []
    left_out = 0
    for part in parts:
        room -= len(part.encode())
        if room < 0:
            left_out += 1
        else:
            kept.append(part)
    return kept, left_out


@memoized
def _environment(folder: str) -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(list(dict.fromkeys((folder, _FOLDER)))),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(prose=_prose, amount=_amount, count=_count)
    return environment


def _shown(value: object) -> object:
    return visible(value) if type(value) is str else value  # a subclass is Markup, made of what has passed here


def _prose(text: str) -> Markup:
    """Returns a sentence in which what stands between backticks is code."""
    from markupsafe import Markup, escape

    pieces = visible(text).split("`")
    if not len(pieces) % 2:  # a backtick without its partner
        pieces[-2:] = ["`".join(pieces[-2:])]
    code = Markup("<code>{}</code>")
    return Markup("").join(code.format(piece) if number % 2 else escape(piece) for number, piece in enumerate(pieces))


def _count(number: int) -> str:
    return f"{number:,}"


def _amount(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
