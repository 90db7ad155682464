from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current directory of each test: empty, in no work tree, and with no git configuration but this one."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    (home / "gitconfig").write_text('[user]\nname = A\nemail = a@example.org\n[protocol "file"]\nallow = always\n')
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def mortal(here: Path) -> Iterator[None]:
    """Run as a user to whom permissions apply, so that the tests of unreadable folders mean something as root too."""
    if os.geteuid() != 0:
        yield
        return
    folder = here
    while folder != folder.parent:
        folder.chmod(folder.stat().st_mode | 0o755)
        folder = folder.parent
    for path in (here, *here.rglob("*")):
        os.chown(path, 65534, 65534, follow_symlinks=False)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
