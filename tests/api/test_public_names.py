"""The public names: what there is, what their import costs, and what their documentation and their types claim."""

from __future__ import annotations

import ast
import doctest
import importlib
import inspect
import subprocess
import sys
from dataclasses import FrozenInstanceError, fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

import spanlint
from tests.api import consumer
from tests.waiting import HANGS_AFTER

ROOT = Path(__file__).parents[2]
RECORDS = [getattr(spanlint, name) for name in spanlint.__all__ if is_dataclass(getattr(spanlint, name))]
PAGE = ROOT / "docs" / "python-api.md"


def test_every_public_name_is_there_and_no_other_is_offered() -> None:
    assert all(getattr(spanlint, name) is not None for name in spanlint.__all__)
    assert list(spanlint.__all__) == sorted(spanlint.__all__)
    assert set(spanlint.__all__) <= set(dir(spanlint))
    with pytest.raises(AttributeError, match="module 'spanlint' has no attribute 'lint_sauce'"):
        spanlint.lint_sauce  # type: ignore[attr-defined]  # noqa: B018


def test_type_checkers_see_the_same_names() -> None:
    tree = ast.parse((ROOT / "spanlint" / "__init__.py").read_text(encoding="utf-8"))
    (condition,) = (node for node in tree.body if isinstance(node, ast.If))
    imported = [alias.asname or alias.name for node in condition.body for alias in getattr(node, "names", ())]
    assert sorted(imported) == list(spanlint.__all__)


@pytest.mark.program
def test_importing_the_package_imports_nothing_else() -> None:
    program = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); before = set(sys.modules); import spanlint\n"
        "print(*sys.modules.keys() - before)\nspanlint.__version__\nprint(*sys.modules.keys() - before)"
    )
    command = [sys.executable, "-I", "-S", "-c", program]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=HANGS_AFTER)
    first, then = (set(line.split()) for line in done.stdout.splitlines())
    assert first - {"__future__"} == {"spanlint"}
    assert then - first == {"spanlint.version"}


def test_rules_stays_a_function_whatever_is_imported() -> None:
    """The package holds a folder of this name, whose import would hide the function."""
    program = "import spanlint; spanlint.lint_source('', 'a.py', {}); from spanlint import rules; rules()"
    exec(compile(program, "program", "exec"), {})
    assert "spanlint.rules" not in sys.modules


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_records_are_frozen_typed_and_explained(record: type) -> None:
    tree = ast.parse(inspect.getsource(record)).body[0]
    assert isinstance(tree, ast.ClassDef)
    for node, after in zip(tree.body[1::2], tree.body[2::2], strict=True):
        assert isinstance(node, ast.AnnAssign), "a field"
        assert isinstance(after, ast.Expr), "and a sentence about it"
    assert len(tree.body) == 1 + 2 * len(fields(record))
    blank: Any = object.__new__(record)
    with pytest.raises(FrozenInstanceError):
        setattr(blank, fields(record)[0].name, 1)
    assert not hasattr(blank, "__dict__")


@pytest.mark.parametrize("name", [name for name in spanlint.__all__ if name != "__version__"])
def test_every_name_has_a_documentation_and_is_on_the_page(name: str) -> None:
    documentation = getattr(spanlint, name).__doc__
    assert documentation
    assert name in PAGE.read_text(encoding="utf-8")


def test_every_error_has_the_one_base_class() -> None:
    errors = [value for name in spanlint.__all__ if isinstance(value := getattr(spanlint, name), type)]
    raised = [error for error in errors if issubclass(error, Exception)]
    assert len(raised) == 5
    assert all(issubclass(error, spanlint.SpanlintError) for error in raised)


@pytest.mark.parametrize(
    "module", ["spanlint", "spanlint.api.linting", "spanlint.api.fixing", "spanlint.api.rule_pages"]
)
def test_the_examples_in_the_code_are_right(module: str) -> None:
    result = doctest.testmod(importlib.import_module(module))
    assert (result.failed, result.attempted > 0) == (0, True)


def test_the_examples_on_the_page_are_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert (result.failed, result.attempted >= 10) == (0, True)


def test_the_program_of_a_consumer_runs(tmp_path: Path) -> None:
    bad = 'from opentelemetry import trace\ntrace.get_tracer("a").start_span("n")\n'
    assert consumer.codes(bad) == ["SPN001"]
    typescript = 'import { trace } from "@opentelemetry/api";\ntrace.getTracer("a").startSpan("n");\n'
    assert "context.active()" in consumer.fixed(typescript)
    (tmp_path / "spanlint.toml").write_text("", encoding="utf-8")
    assert consumer.places(tmp_path) == []
    assert consumer.pages()["SPN002"].startswith("# SPN002 skipped-parent")
    assert consumer.reason(bad, "a.rb") == "a.rb: not a Python, TypeScript or JavaScript file"
    assert consumer.version == spanlint.__version__
