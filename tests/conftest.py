"""The order of the tests."""

from __future__ import annotations

from pathlib import Path

import pytest

_LONG = (
    "packaging",
    "precommit",
    "e2e",
    "fuzz/test_fuzz.py",
    "languages/typescript/fixes/test_compiler.py",
    "cli/test_interruption.py",
)
"""Where tests take seconds each. They come first: at the end, one process would be left with them alone."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    long = tuple(Path(__file__).parent / name for name in _LONG)
    items.sort(key=lambda item: not any(item.path.is_relative_to(each) for each in long))
