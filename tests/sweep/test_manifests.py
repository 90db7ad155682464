"""What of a manifest may change without a change for linting."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import spanlint
from spanlint.sweep.state.manifests import UNREAD_KEYS, is_manifest, says_the_same

_READERS = ("manifest_of(", "nearest_package(")


@pytest.mark.parametrize(
    ("path", "before", "after", "is_same"),
    [
        ("package.json", '{"name": "a", "version": "1"}', '{"version": "2",  "name": "a"}', True),
        ("web/package.json", '{"dependencies": {}, "exports": "./a.js"}', '{"exports": "./a.js"}', True),
        ("package.json", '{"exports": "./a.js"}', '{"exports": "./b.js"}', False),
        ("package.json", '{"exports": {"a": "1", "b": "2"}}', '{"exports": {"b": "2", "a": "1"}}', False),
        ("package.json", '{"workspaces": ["a"]}', '{"workspaces": ["a", "b"]}', False),
        ("package.json", '{"version": "1"}', '{"version": "2"', False),
        ("package.json", "[" * 100_000, "[" * 100_001, False),
        ("package.json", '["version"]', '["version"]', True),
        ("pyproject.toml", 'version = "1"\n', 'version = "2"\n', True),
        ("pyproject.toml", "[tool.uv.workspace]\nmembers = ['a']\n", "[tool.uv.workspace]\nmembers = ['b']\n", False),
        ("pyproject.toml", "version = 1\n", "[tool.spanlint]\ntests = true\n", False),
        ("pyproject.toml", "[tool.spanlint]\n", "[tool.spanlint]\n", False),
    ],
)
def test_what_says_the_same(path: str, before: str, after: str, is_same: bool) -> None:
    assert is_manifest(path)
    assert says_the_same(path, before.encode(), after.encode()) is is_same
    assert says_the_same(path, after.encode(), before.encode()) is is_same


def test_what_is_not_read_or_no_text_says_nothing() -> None:
    assert not says_the_same("package.json", b'{"version": "1"}', b'{"version": "\xff"}')
    assert not says_the_same("package.json", b"{}", b"{" + b" " * 1_000_000 + b"}")
    assert not is_manifest("tsconfig.json")
    assert not is_manifest("my-package.json")


def test_nothing_reads_the_keys_that_are_left_out() -> None:
    readers = [
        path
        for path in Path(spanlint.__file__).parent.rglob("*.py")
        if any(reader in path.read_text(encoding="utf-8") for reader in _READERS)
    ]
    assert len(readers) >= 4
    named = re.compile("|".join(rf"[\"']{key}[\"']" for key in sorted(UNREAD_KEYS)))
    assert [str(path) for path in readers if named.search(path.read_text(encoding="utf-8"))] == []
