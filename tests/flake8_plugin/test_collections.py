"""A file is judged without collections of what flake8 holds, and afterwards they are as they were."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

import spanlint.lint.diagnose
from spanlint.flake8_plugin import Plugin
from tests.cli.program import PYTHON_BAD


@pytest.mark.parametrize("collects", [True, False])
@pytest.mark.parametrize("fails", [False, True])
def test_collections_wait_until_a_file_is_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, collects: bool, fails: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    seen: list[bool] = []
    lint = spanlint.lint.diagnose.lint

    def noted(*arguments: object) -> object:
        seen.append(gc.isenabled())
        if fails:
            raise KeyboardInterrupt
        return lint(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(spanlint.lint.diagnose, "lint", noted)
    plugin = Plugin(None, PYTHON_BAD.splitlines(keepends=True), "a.py")
    (gc.enable if collects else gc.disable)()
    try:
        if fails:
            with pytest.raises(KeyboardInterrupt):
                list(plugin.run())
        else:
            assert [found[2].split()[0] for found in plugin.run()] == ["SPN001"]
        assert (seen, gc.isenabled()) == ([False], collects)
    finally:
        gc.enable()
