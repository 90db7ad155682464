"""The extension for VS Code in a folder of its own, where it can be built."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.waiting import HANGS_AFTER

FOLDER = Path(__file__).parents[2] / "editors" / "vscode"


@pytest.fixture(scope="module")
def extension(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the extension's folder with what it needs. The test is skipped without that, and fails in CI."""
    if not (FOLDER / "node_modules").is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail(
                "`make editors/vscode/node_modules/.package-lock.json` installs what the extension is made with"
            )
        pytest.skip("`make editors/vscode/node_modules/.package-lock.json` installs what the extension is made with")
    copy = tmp_path_factory.mktemp("project") / "editors" / "vscode"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("node_modules", "dist", "*.vsix", "LICENSE"))
    shutil.copy(FOLDER.parents[1] / "LICENSE", copy.parents[1])
    (copy / "node_modules").symlink_to(FOLDER / "node_modules")
    return copy


def run(folder: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=HANGS_AFTER)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
