"""The scripts of Vue, Svelte and Astro components. Offsets are in bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spanlint.lean.records import Record
from spanlint.text.source import ByteRange

_MAX_ATTRIBUTES = 100_000  # bytes
_OPENING = re.compile(rb"<!--|<(?P<name>script|style|template)(?=[\s/>])", re.IGNORECASE)
_PLAIN = re.compile(rb"[^>\"'{]*")
_CLOSING = {b'"': b'"', b"'": b"'", b"{": b"}"}
_ATTRIBUTE = re.compile(
    rb"(?<![\w:-])(?P<name>lang|type|src)\s*=\s*(?P<quote>[\"']?)(?P<value>[^\"'\s>]*)", re.IGNORECASE
)
_FRONT_MATTER = re.compile(rb"\A\s*---(?P<code>.*?)^[ \t]*---", re.DOTALL | re.MULTILINE)
_TEMPLATE_TAG = re.compile(rb"<(?P<end>/?)template(?=[\s/>])", re.IGNORECASE)
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
    unclosed = set[bytes]()
    while opening := _OPENING.search(text, start):
        name = (opening["name"] or b"").lower()
        if not name:
            start = _end(text, re.compile(rb"-->"), opening.end())
            continue
        end = _end_of_attributes(text, opening.end(), unclosed)
        if text[end : end + 1] != b">":
            start = end
            continue
        attributes, start = text[opening.end() : end], end + 1
        if attributes.rstrip().endswith(b"/"):
            continue
        if name == b"template":
            start = _end_of_template(text, start) if has_root_template else start
        else:
            code = ByteRange(start, _start_of_end(text, name, start))
            suffix = _suffix(attributes, default)
            if name == b"script" and suffix is not None:
                yield Script(code, suffix)
            start = code.end


def _end_of_attributes(text: bytes, at: int, unclosed: set[bytes]) -> int:
    """Returns where the attributes of a tag end: at its `>`, or else where it cannot go on, before any other tag.

    `unclosed` are the marks that nothing closes from here to the end; each is searched for once.
    """
    limit = min(at + _MAX_ATTRIBUTES, len(text))
    while (at := _end_of_plain(text, at, limit)) < limit and (mark := text[at : at + 1]) in _CLOSING:
        end = -1 if mark in unclosed else text.find(_CLOSING[mark], at + 1)
        if end < 0:
            unclosed.add(mark)
            return at
        at = end + 1
    return at


def _end_of_plain(text: bytes, at: int, limit: int) -> int:
    match = _PLAIN.match(text, at, limit)
    return match.end() if match is not None else at


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
    while tag := _TEMPLATE_TAG.search(text, at):
        end = text.find(b">", tag.end())
        if end < 0:
            break
        depth += -1 if tag["end"] else 0 if text[end - 1 : end] == b"/" else 1
        at = end + 1
        if not depth:
            return at
    return len(text)
