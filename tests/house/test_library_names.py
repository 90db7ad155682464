"""No code of a reader names a function of OpenTelemetry: such names are data, in `spanlint/apis/*.toml`."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any

import pytest

from tests.house.test_house import ROOT, product, text

LIBRARY = "opentelemetry"
FOLDER = "spanlint/languages/"

PARTS = ("tracers", "creators", "openers", "roots", "shapes", "contexts", "statuses")
"""The parts of a table that hold names."""
NO_NAMES = {"source", "help", "harmless", "accepts", "keyword", "key"}
"""Keys in them that hold text, or names of parameters."""
NO_NAMES |= {"form", "activates", "callback", "absent", "none", "null"}
"""Keys that hold words of spanlint's own."""
NO_NAMES |= {"span-context-members"}
"""Keys that hold names which are ordinary words by themselves: they mean something only after a span."""

ALLOWED = {
    ("spanlint/languages/calls/evidence/providers.py", "active"): "`context_provider.active()` of ddtrace",
    ("spanlint/languages/spans/lifetimes/attached_values.py", "attach"): "a word of the name of any function",
    ("spanlint/languages/spans/lifetimes/attached_values.py", "end"): "a word of the name of any function",
    ("spanlint/languages/spans/statuses/missing_statuses.py", "end"): "a word of the name of any function",
    ("spanlint/languages/spans/lifetimes/span_functions.py", "end"): "a word of the name of any function",
    ("spanlint/languages/spans/statuses/span_ends.py", "end"): "a word of the name of any function",
    ("spanlint/languages/typescript/calls/openers.py", "bind"): "the method that every function of JavaScript has",
    ("spanlint/languages/typescript/calls/places.py", "bind"): "the method that every function of JavaScript has",
    ("spanlint/languages/typescript/contexts/deferred.py", "bind"): "the method that every function of JavaScript has",
}
"""File and name -> what the name means there, where it is not OpenTelemetry's."""

ESCAPE = re.compile(r"\\[A-Za-z]")  # in a pattern: `\battach` is about the word `attach`


@cache
def names() -> frozenset[str]:
    """The names of OpenTelemetry's functions, methods, classes and constants, in any language."""
    toml = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    tables = [toml.loads(path.read_text(encoding="utf-8")) for path in (ROOT / "spanlint" / "apis").glob("*.toml")]
    own = [table for table in tables if table["name"] == LIBRARY]
    assert len(own) == 2, "one of Python and one of JavaScript"
    words = {word for table in own for part in PARTS for word in words_in(table[part])}
    return frozenset(word for word in words if word.isidentifier()) - {"None"}


def words_in(value: Any) -> Iterator[str]:
    """Every string in a part of a table."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from words_in(inner) if key not in NO_NAMES else ()
    elif isinstance(value, list):
        for inner in value:
            yield from words_in(inner)
    elif isinstance(value, str):
        yield value


def literals(code: ast.Module) -> Iterator[tuple[int, str]]:
    """The 1-based line and the text of each string or bytes literal that is no docstring."""
    docstrings = {id(node.value) for node in ast.walk(code) if isinstance(node, ast.Expr)}
    for node in ast.walk(code):
        if isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)) and id(node) not in docstrings:
            yield node.lineno, node.value if isinstance(node.value, str) else node.value.decode("latin-1")


def uses(code: str) -> list[tuple[int, str]]:
    """The 1-based line and the name, wherever a literal holds one as a whole word."""
    return [
        (line, word)
        for line, text in literals(ast.parse(code))
        for word in re.findall(r"\w+", ESCAPE.sub(" ", text))
        if word in names()
    ]


def test_no_literal_of_a_reader_names_a_function_of_the_library() -> None:
    found = [
        f"{path}:{line} {name}"
        for path in product()
        if path.startswith(FOLDER)
        for line, name in uses(text(path))
        if (path, name) not in ALLOWED
    ]
    assert not found, "these belong into a table of spanlint/apis"


def test_each_exception_is_needed() -> None:
    assert [(path, name) for path, name in ALLOWED if name not in {used for _, used in uses(text(path))}] == []


def test_the_names_are_those_of_every_part() -> None:
    python = {"get_tracer", "start_span", "use_span", "detach", "Context", "is_recording", "set_value", "get_current"}
    typescript = {"SugaredTracer", "startSpan", "end", "with", "bind", "dispose", "ROOT_CONTEXT", "setValue", "active"}
    assert python | typescript <= names()
    assert not {"root", "kind", "context", "callback", "None"} & names()


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('A = {"set_value", "reset_value"}', ["set_value"]),
        ('A = rb"\\battach\\s+as"', ["attach"]),
        ('A = f"{name}.end()"', ["end"]),
        ('A = ("trace.set_span_in_context",)', ["set_span_in_context"]),
        ('"""What `detach` does."""\nA = 1\n"""As `attach`."""\ndef f():\n    """`end`."""', []),
        ('A = ("end_on_exit", "getSpans")  # detach', []),
    ],
)
def test_a_name_is_a_whole_word_of_a_literal(code: str, found: list[str]) -> None:
    assert [name for _, name in uses(code)] == found
