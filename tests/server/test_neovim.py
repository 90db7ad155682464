"""The language server in a real Neovim."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.server.session import SERVER
from tests.server.test_session import FLAGSHIP
from tests.waiting import HANGS_AFTER

pytestmark = pytest.mark.program

SCRIPT = Path(__file__).with_name("neovim.lua")


def neovim() -> str:
    """The program. Skips the test where there is none, and fails it in CI (`make neovim` installs it)."""
    found = shutil.which("nvim")
    if found is None and os.environ.get("CI") == "true":
        pytest.fail("Neovim is missing: `make neovim` installs it")
    if found is None:
        pytest.skip("Neovim is not installed: `make neovim` installs it")
    return found


def test_the_flagship_is_seen_fixed_and_gone(tmp_path: Path) -> None:
    file = tmp_path / "a.ts"
    file.write_text(FLAGSHIP, encoding="utf-8")
    command = [neovim(), "--headless", "-u", "NONE", "-n", "a.ts", "-c", f"luafile {SCRIPT}"]
    environment = {
        **os.environ,
        "SPANLINT_SERVER": "\n".join(SERVER),
        "HOME": str(tmp_path),
        "XDG_STATE_HOME": str(tmp_path),
    }
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=HANGS_AFTER,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["SPN002 7:23", "Pass `ctx` as the parent, as another call does (SPN002)"]
    assert file.read_text(encoding="utf-8") == FLAGSHIP.replace('startSpan("tool")', 'startSpan("tool", {}, ctx)')
