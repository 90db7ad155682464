"""The scripts of Vue, Svelte and Astro components. Offsets are in bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spanlint.lean.records import Record
from spanlint.text.source import ByteRange

_MAX_ATTRIBUTES = 2000  # pieces of text in a tag
_OPENING = re.compile(
    rb"<!--|<(?P<name>script|style|template)(?=[\s/>])"
    rb"(?P<attributes>(?:[^>\"'{]|\"[^\"]*\"|'[^']*'|\{[^}]*\}){0,%d})>" % _MAX_ATTRIBUTES,
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    rb"(?<![\w:-])(?P<name>lang|type|src)\s*=\s*(?P<quote>[\"']?)(?P<value>[^\"'\s>]*)", re.IGNORECASE
)
_FRONT_MATTER = re.compile(rb"\A\s*---(?P<code>.*?)^[ \t]*---", re.DOTALL | re.MULTILINE)
_TEMPLATE_TAG = re.compile(rb"<(?P<end>/?)template(?=[\s/>])[^>]*?(?P<empty>/?)>", re.IGNORECASE)
_SUFFIXES = {
    **dict.fromkeys((b"ts", b"typescript", b"text/typescript"), ".ts"),
    **dict.fromkeys((b"tsx", b"text/tsx"), ".tsx"),
    **dict.fromkeys((b"", b"js", b"javascript", b"module", b"text/javascript", b"application/javascript"), ".js"),
    **dict.fromkeys((b"jsx", b"text/jsx", b"babel", b"text/babel"), ".jsx"),
}
"""By the `lang` or `type` of a script, the suffix of a file in its dialect. Other scripts are not read."""


class Script(Record):
    """The code between the tags of one script, and the suffix of a file in its dialect."""

    at: ByteRange
    suffix: str


def front_matter(text: bytes) -> Script | None:
    """Returns the code between the fences at the top of an Astro component, which is TypeScript; None without any."""
    match = _FRONT_MATTER.match(text)
    return Script(ByteRange(*match.span("code")), ".ts") if match is not None else None


def scripts(text: bytes, default: str, start: int = 0, has_root_template: bool = False) -> Iterator[Script]:
    """Yields the scripts of a component from an offset on, without those in comments and those that name a file.

    `default` is the suffix for a script without `lang` and `type`. With `has_root_template`, scripts in a `<template>`
    are skipped. A script that is not closed ends with the file, as in a browser.
    """
    while opening := _OPENING.search(text, start):
        name = (opening["name"] or b"").lower()
        if not name:
            start = _end(text, re.compile(rb"-->"), opening.end())
        elif opening["attributes"].rstrip().endswith(b"/"):
            start = opening.end()
        elif name == b"template":
            start = _end_of_template(text, opening.end()) if has_root_template else opening.end()
        else:
            code = ByteRange(opening.end(), _start_of_end(text, name, opening.end()))
            suffix = _suffix(opening["attributes"], default)
            if name == b"script" and suffix is not None:
                yield Script(code, suffix)
            start = code.end


def _suffix(attributes: bytes, default: str) -> str | None:
    values = {match["name"].lower(): match["value"].lower() for match in _ATTRIBUTE.finditer(attributes)}
    if b"src" in values:
        return None
    said = values.get(b"lang", values.get(b"type"))
    return default if said is None else _SUFFIXES.get(said)


def _start_of_end(text: bytes, name: bytes, at: int) -> int:
    match = re.compile(rb"</%s(?=[\s/>])" % name, re.IGNORECASE).search(text, at)
    return match.start() if match is not None else len(text)


def _end(text: bytes, pattern: re.Pattern[bytes], at: int) -> int:
    match = pattern.search(text, at)
    return match.end() if match is not None else len(text)


def _end_of_template(text: bytes, at: int) -> int:
    depth = 1
    for tag in _TEMPLATE_TAG.finditer(text, at):
        depth += -1 if tag["end"] else 0 if tag["empty"] else 1
        if not depth:
            return tag.end()
    return len(text)
