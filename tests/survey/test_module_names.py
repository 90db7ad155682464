"""The module of a file, as an import of it would name it."""

from __future__ import annotations

from pathlib import Path

import pytest

from spanlint.survey.module_names import module_of
from tests.cli.program import write


@pytest.mark.parametrize(
    ("files", "path", "module"),
    [
        (["app/__init__.py"], "app/obs.py", "app.obs"),
        (["app/__init__.py"], "app/__init__.py", "app"),
        (["src/app/__init__.py"], "src/app/obs.py", "app.obs"),
        (["services/a/pyproject.toml", "services/a/app/__init__.py"], "services/a/app/obs.py", "app.obs"),
        (["live-kit/pyproject.toml", "live-kit/live/agents/__init__.py"], "live-kit/live/agents/x.py", "live.agents.x"),
        (["live-kit/live/agents/__init__.py"], "live-kit/live/agents/x.py", "agents.x"),
        ([], "obs.py", "obs"),
    ],
)
def test_python(tmp_path: Path, files: list[str], path: str, module: str) -> None:
    write(tmp_path, dict.fromkeys([*files, path], ""))
    assert module_of(str(tmp_path / path), "python", str(tmp_path)) == module


@pytest.mark.parametrize(
    ("path", "module"),
    [
        ("src/obs.ts", "./src/obs"),
        ("src/obs.server.tsx", "./src/obs.server"),
        ("src/obs/index.ts", "./src/obs/index"),
        ("obs.mjs", "./obs"),
    ],
)
def test_typescript(tmp_path: Path, path: str, module: str) -> None:
    write(tmp_path, {path: ""})
    assert module_of(str(tmp_path / path), "typescript", str(tmp_path)) == module


def test_a_file_outside_of_the_folder_has_none(tmp_path: Path) -> None:
    write(tmp_path, {"a/x.py": "", "b/y.py": ""})
    assert module_of(str(tmp_path / "b/y.py"), "python", str(tmp_path / "a")) == ""
