"""Modules of the package are found as the import system finds them, or left to it."""

from __future__ import annotations

import compileall
import os
import shutil
import subprocess
import sys
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import module_from_spec
from pathlib import Path
from py_compile import PycInvalidationMode
from py_compile import compile as compile_file

import pytest

from spanlint.lean.module_finder import ModuleFinder, install
from tests.waiting import HANGS_AFTER

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def package(tmp_path: Path) -> Path:
    """A folder with a module and a package, and their bytecode."""
    (tmp_path / "one.py").write_text('"""One."""\nVALUE = 1\n', encoding="utf-8")
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "__init__.py").write_text('"""A room."""\n', encoding="utf-8")
    compileall.compile_dir(str(tmp_path), quiet=2)
    return tmp_path


def found(folder: Path, name: str) -> ModuleSpec | None:
    return ModuleFinder.find_spec(f"spanlint.{name}", [str(folder)])


@pytest.mark.parametrize("name", ["one", "room"])
def test_says_of_a_module_what_the_import_system_says(package: Path, name: str) -> None:
    ours, theirs = found(package, name), PathFinder.find_spec(f"spanlint.{name}", [str(package)])
    assert ours is not None
    assert theirs is not None
    for attribute in ("name", "origin", "cached", "has_location", "parent", "submodule_search_locations"):
        assert getattr(ours, attribute) == getattr(theirs, attribute)
    module, their_module = module_from_spec(ours), module_from_spec(theirs)
    for spec, of_spec in ((ours, module), (theirs, their_module)):
        assert spec.loader is not None
        spec.loader.exec_module(of_spec)
    for attribute in ("__doc__", "__file__", "__package__", "__cached__"):
        assert getattr(module, attribute) == getattr(their_module, attribute)
    assert getattr(module, "VALUE", None) == getattr(their_module, "VALUE", None)
    assert ours.loader.get_source(ours.name) == theirs.loader.get_source(ours.name)  # type: ignore[union-attr]


def test_leaves_what_is_not_of_the_package(package: Path) -> None:
    assert ModuleFinder.find_spec("other.one", [str(package)]) is None
    assert ModuleFinder.find_spec("spanlint", None) is None
    assert found(package, "two") is None


def test_leaves_a_source_that_has_changed(package: Path) -> None:
    source = package / "one.py"
    before = source.stat()
    source.write_text('"""One."""\nVALUE = 22\n', encoding="utf-8")
    os.utime(source, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert found(package, "one") is None, "its size"
    source.write_text('"""One."""\nVALUE = 2\n', encoding="utf-8")
    os.utime(source, (0, 0))
    assert found(package, "one") is None, "its time"
    source.unlink()
    assert found(package, "one") is None


def test_leaves_bytecode_of_another_kind(package: Path) -> None:
    source, cached = package / "one.py", next((package / "__pycache__").glob("one.*"))
    assert compile_file(str(source), invalidation_mode=PycInvalidationMode.CHECKED_HASH)
    assert found(package, "one") is None
    cached.write_bytes(b"")
    assert found(package, "one") is None
    cached.unlink()
    cached.mkdir()
    assert found(package, "one") is None


def test_leaves_a_package_that_was_moved(package: Path) -> None:
    moved = package / "moved"
    shutil.copytree(package, moved)
    assert found(package, "one") is not None
    assert found(moved, "one") is None


def test_is_asked_first_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    install()
    install()
    assert sys.meta_path[0] is ModuleFinder
    assert sys.meta_path.count(ModuleFinder) == 1


@pytest.mark.program
@pytest.mark.parametrize("option", ["-I", "-O", "-Xpycache_prefix=elsewhere"])
def test_the_program_runs_with_it_and_without(package: Path, option: str) -> None:
    shutil.copytree(ROOT / "spanlint", package / "spanlint", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "rules", package / "spanlint" / "rules")
    compileall.compile_dir(str(package / "spanlint"), quiet=2)
    program = (
        f"import sys; sys.path[:0] = {[str(package), *sys.path]!r}\n"
        "from spanlint.lean.module_finder import install; install()\n"
        "from spanlint.cli import main; code = main.main(['one.py'])\n"
        "print(code, type(main.__loader__).__module__)"
    )
    command = [sys.executable, option, "-c", program]
    done = subprocess.run(command, cwd=package, check=True, capture_output=True, text=True, timeout=HANGS_AFTER)
    loader = "spanlint.lean.module_finder" if option == "-I" else "_frozen_importlib_external"
    assert done.stdout.splitlines()[-1] == f"0 {loader}"
