"""What is inside of a repository is told by where a path leads, not by its letters."""

from __future__ import annotations

from pathlib import Path

import pytest

from spanlint.languages.names.containment import is_inside


def test_a_way_up_behind_a_link_leads_where_the_link_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outside, root = tmp_path / "outside" / "folder", tmp_path / "repository"
    outside.mkdir(parents=True)
    (root / "src").mkdir(parents=True)
    (root / "src" / "link").symlink_to(outside)
    (root / "src" / "here").mkdir()
    monkeypatch.chdir(root)
    for start in ("src", f"{root}/src"):
        assert not is_inside(f"{start}/link/../secret.ts", str(root))
        assert is_inside(f"{start}/here/../secret.ts", str(root))
