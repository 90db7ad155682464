"""Grammars are loaded without their packages, and from whatever place a package is laid out in."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from spanlint.languages.trees.grammars import extension_of, parser_of


@pytest.mark.parametrize(
    ("package", "functions"),
    [("tree_sitter_python", ("language",)), ("tree_sitter_typescript", ("language_typescript", "language_tsx"))],
)
def test_a_grammar_parses(package: str, functions: tuple[str, ...]) -> None:
    for function in functions:
        assert not parser_of(package, function).parse(b"f(1)\n").root_node.has_error


def test_a_package_of_another_layout_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "made_up_grammar").mkdir()
    (tmp_path / "made_up_grammar" / "__init__.py").write_text("def language():\n    return 7\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert extension_of("made_up_grammar").language() == 7
    sys.modules.pop("made_up_grammar")


def test_a_package_that_is_not_installed_is_an_import_error() -> None:
    with pytest.raises(ImportError, match="no_such_grammar"):
        extension_of("no_such_grammar")
