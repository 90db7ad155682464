"""A pattern that is compiled late is the pattern that it stands for."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest

import spanlint
from spanlint.lean.patterns import lazy_pattern

_SEARCHES = ("search", "finditer", "mentions", "views_with")


def test_does_what_the_pattern_does() -> None:
    texts: tuple[Any, ...] = (rb"(?P<name>a+)b", r"(?P<name>A+)B")
    for source, text in zip(texts, (b"xaab,ab", "xaab,ab"), strict=True):
        ours, theirs = lazy_pattern(source, re.IGNORECASE), re.compile(source, re.IGNORECASE)
        assert ours.search(text)[0] == theirs.search(text)[0]  # type: ignore[index]
        assert ours.match(text, 1)["name"] == theirs.match(text, 1)["name"]  # type: ignore[index]
        assert ours.fullmatch(text) is None
        assert [found.span() for found in ours.finditer(text)] == [found.span() for found in theirs.finditer(text)]
        assert (ours.findall(text), ours.split(text)) == (theirs.findall(text), theirs.split(text))
        assert ours.sub(text, text) == theirs.sub(text, text)
        assert (ours.pattern, ours.flags, ours.groups) == (theirs.pattern, theirs.flags, theirs.groups)


def test_compiles_when_it_is_used_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled, compile_now = list[object](), re.compile

    def compile_noted(source: str, flags: int) -> re.Pattern[str]:
        compiled.append((source, flags))
        return compile_now(source, flags)

    monkeypatch.setattr(re, "compile", compile_noted)
    words = lazy_pattern(r"\w+")
    assert compiled == []
    assert words.findall("a b") == ["a", "b"]
    assert words.search("a") is not None
    assert compiled == [(r"\w+", 0)]


def test_refuses_late_what_is_no_pattern() -> None:
    wrong = lazy_pattern("(")
    with pytest.raises(re.error):
        wrong.search("")
    with pytest.raises(AttributeError):
        wrong.find  # type: ignore[attr-defined]  # noqa: B018


def test_no_search_of_a_whole_text_tries_each_letter_of_a_word() -> None:
    r"""`\w*Name` is tried at each letter of a word, up to its end; `\b\w*Name` finds the same sixteen times faster."""
    found = list[str]()
    for path in Path(spanlint.__file__).parent.rglob("*.py"):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        calls = [node for node in nodes if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(_SEARCHES)]
        searched = {ast.unparse(part) for call in calls for part in (call.func, *call.args)}
        named = [node for node in nodes if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)]
        for node in named:
            words, name = ast.unparse(node.value), ast.unparse(node.targets[0])
            is_searched = not searched.isdisjoint((name, f"{name}.search", f"{name}.finditer"))
            if is_searched and re.search(r"""\(r?b?r?['"](\\)+w\*(?!\$)""", words):
                found.append(f"{path.name}: {words}")
    assert found == []
