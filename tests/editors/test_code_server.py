"""The extension in a real VS Code, in a browser. Skipped where `make code-server` has not been run, also in CI."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.chromium import Browser, browser
from tests.editors.conftest import FOLDER, run
from tests.server.test_session import FLAGSHIP
from tests.waiting import HANGS_AFTER, wait_until

pytestmark = pytest.mark.program

PROGRAM = FOLDER.parents[1] / ".code-server" / "node_modules" / "code-server" / "out" / "node" / "entry.js"
SETTINGS = {
    "spanlint.path": str(Path(sys.executable).parent / "spanlint"),
    "security.workspace.trust.enabled": False,
    "workbench.startupEditor": "none",
    "typescript.validate.enable": False,
    "files.autoSave": "afterDelay",
    "files.autoSaveDelay": 1,
}
UNDERLINED = "document.querySelectorAll('.squiggly-error').length"
BULB = "document.querySelector('.lightBulbWidget')?.offsetParent != null"
MENU = "document.querySelector('.action-widget')?.innerText ?? ''"


@contextmanager
def code_server(folder: Path, extension: Path) -> Iterator[str]:
    """Runs the editor with the extension, and yields its address without the scheme."""
    if not PROGRAM.exists():
        pytest.skip("code-server is not installed: `make code-server` installs it")
    data = folder / "data"
    (data / "User").mkdir(parents=True)
    (data / "User" / "settings.json").write_text(json.dumps(SETTINGS))
    own = (f"--user-data-dir={data}", f"--extensions-dir={folder / 'extensions'}", f"--config={folder / 'config.yaml'}")
    run(extension, "npm", "run", "package")
    command = ("node", str(PROGRAM), *own)
    run(folder, *command, "--install-extension", str(extension / "spanlint.vsix"))
    options = ("--auth=none", "--bind-addr=127.0.0.1:0", "--disable-telemetry", "--disable-update-check")
    environment = {**os.environ, "HOME": str(folder)}
    server = subprocess.Popen(
        [*command, *options], env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        assert server.stdout is not None
        yield next(found[1] for line in server.stdout if (found := re.search(r"listening on http://([\d.:]+)/", line)))
    finally:
        os.killpg(server.pid, signal.SIGKILL)  # its children outlive a milder end
        server.communicate(timeout=HANGS_AFTER)


def press(page: Browser, key: str, code: str, number: int, modifiers: int = 0) -> None:
    for kind in ("keyDown", "keyUp"):
        words = {"key": key, "code": code, "windowsVirtualKeyCode": number, "modifiers": modifiers}
        page.ask("Input.dispatchKeyEvent", type=kind, **words)


def test_a_finding_is_underlined_and_fixed(extension: Path, tmp_path: Path) -> None:
    file = tmp_path / "workspace" / "turn.ts"
    file.parent.mkdir()
    file.write_text(FLAGSHIP, encoding="utf-8")
    with code_server(tmp_path / "editor", extension) as address, browser(tmp_path / "profile") as page:
        opened = [["openFile", f"vscode-remote://{address}{file}:7:23"], ["gotoLineMode", "true"]]
        url = f"http://{address}/?folder={file.parent}&payload={quote(json.dumps(opened))}"
        page.ask("Emulation.setDeviceMetricsOverride", width=1280, height=900, deviceScaleFactor=1, mobile=False)
        page.ask("Page.navigate", url=url)
        wait_until(lambda: page.value(UNDERLINED) == 1)
        wait_until(lambda: page.value(BULB) is True)  # before it has focus and the actions, an editor drops the keys
        press(page, ".", "Period", 190, modifiers=2)  # Control
        wait_until(lambda: "Explain SPN002" in page.value(MENU))
        assert "Pass `ctx` as the parent, as another call does (SPN002)" in page.value(MENU)
        press(page, "Enter", "Enter", 13)
        wait_until(lambda: page.value(UNDERLINED) == 0)
        wait_until(lambda: file.read_text(encoding="utf-8") == FLAGSHIP.replace('"tool")', '"tool", {}, ctx)'))
