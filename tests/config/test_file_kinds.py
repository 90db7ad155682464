"""Which files count as a project's tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from spanlint.config.file_kinds import is_test_below


@pytest.mark.parametrize(
    "path",
    [
        *("tests/a.py", "src/tests/deep/a.ts", "./tests/a.py", "src/__tests__/a.jsx", "src/../tests/a.py"),
        *(
            "test/a.js",
            "src/test/deep/a.ts",
            "e2e-tests/a.mjs",
            "web/e2e/smoke/a.ts",
            "src/browser-tests/a.js",
            "integration_tests/a.py",
        ),
        *("test_a.py", "src/test_a.py", "a_test.py", "conftest.py", "src/conftest.py"),
        *("a.test.ts", "a.b.test.tsx", "src/a.spec.js", "a.spec.mjs", "a.test.py"),
    ],
)
def test_a_test_file(tmp_path: Path, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "src").mkdir()
    assert is_test_below(".")(path)
    assert is_test_below(str(tmp_path))(os.path.join(tmp_path, path))


@pytest.mark.parametrize(
    "path",
    [
        *("a.py", "mytests/a.py", "tests.py", "tests_of/a.py", "_tests_/a.py", "src/tests_/a.ts"),
        *("mytest/a.py", "test-app/a.py", "e2e.ts", "e2e-app/a.ts", "testing/a.py", "latest/a.ts"),
        *("testing.py", "test_a.ts", "a_test.ts", "a-test.ts", "conftest.ts", "contest.py", "latest.ts"),
        *(
            "test.ts",
            "spec.ts",
            "atest.ts",
            "a.tests.ts",
            "a.inspect.ts",
            "a.test/b.ts",
            "test_a/b.py",
            "tests/../a.py",
        ),
    ],
)
def test_another_file(tmp_path: Path, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert not is_test_below(".")(path)
    assert not is_test_below(str(tmp_path))(os.path.join(tmp_path, path))


def test_only_folders_below_the_root_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "tests" / "shop"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    assert not is_test_below(".")("a.py")
    assert not is_test_below(".")(str(folder / "a.py"))
    assert is_test_below(str(tmp_path))("a.py")
    monkeypatch.chdir(tmp_path)
    assert is_test_below(".")("tests/shop/a.py")
    assert not is_test_below("tests")("tests/shop/a.py")
    assert not is_test_below(str(folder))("tests/shop/a.py")


def test_a_root_that_is_reached_through_a_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tests" / "shop").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "tests" / "shop")
    monkeypatch.chdir(tmp_path / "link")
    assert not is_test_below(str(tmp_path / "link"))(str(tmp_path / "tests/shop/a.py"))
    assert not is_test_below(".")(str(tmp_path / "link" / "a.py"))


def test_a_folder_is_what_a_link_leads_to(tmp_path: Path) -> None:
    (tmp_path / "tests" / "shop").mkdir(parents=True)
    (tmp_path / "src" / "e2e").mkdir(parents=True)
    (tmp_path / "src" / "link").symlink_to(tmp_path / "tests" / "shop")
    (tmp_path / "tests" / "link").symlink_to(tmp_path / "src")
    is_test = is_test_below(str(tmp_path))
    assert is_test(str(tmp_path / "src/link/a.py"))
    assert not is_test(str(tmp_path / "tests/link/a.py"))
    assert is_test(str(tmp_path / "tests/link/e2e/a.py"))
    assert not is_test(str(tmp_path / "tests/../src/a.py"))
