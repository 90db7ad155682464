"""What is generated is fresh: `make docs` after a change, or these fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.generator import contents, copy_docs, write_docs

pytestmark = pytest.mark.program


def test_everything_that_is_generated_is_fresh() -> None:
    done = write_docs("--check")
    assert done.returncode == 0, done.stderr


_TEXTS = (
    ("README.md", "[`SPN001`](docs/rules/missing-parent.md) | missing-parent |"),
    ("README.md", "Found 2 errors in 2 files"),
    ("docs/rules/README.md", "| missing-parent |"),
    ("docs/rules/missing-parent.md", "# SPN001: missing-parent"),
    ("docs/configuration.md", "### `extend-select`"),
    ("spanlint/spanlint.schema.json", '"extend-select"'),
)


def test_what_is_stale_is_named_and_written(tmp_path: Path) -> None:
    whole = contents(copy_docs(tmp_path))
    for name, text in _TEXTS:
        before = (tmp_path / name).read_text(encoding="utf-8")
        assert text in before
        (tmp_path / name).write_text(before.replace(text, "something else"), encoding="utf-8")
    (tmp_path / "docs" / "rules" / "gone.md").write_text("# SPN555: gone\n", encoding="utf-8")
    (tmp_path / "docs" / "rules" / "skipped-parent.md").unlink()
    changed = contents(tmp_path)

    stale = write_docs("--check", "--root", tmp_path)
    names = {*(name for name, _ in _TEXTS), "docs/rules/gone.md", "docs/rules/skipped-parent.md"}
    assert stale.returncode == 1
    assert stale.stderr.splitlines() == [f"{name} is stale: run `make docs`" for name in sorted(names)]
    assert contents(tmp_path) == changed

    assert write_docs("--root", tmp_path).returncode == 0
    assert contents(tmp_path) == whole


def test_a_part_without_its_markers_is_an_error(tmp_path: Path) -> None:
    page = copy_docs(tmp_path) / "docs" / "configuration.md"
    page.write_text(page.read_text(encoding="utf-8").replace("<!-- reference:end -->", ""), encoding="utf-8")
    done = write_docs("--root", tmp_path)
    assert done.returncode == 1
    assert "needs one <!-- reference:begin --> and one <!-- reference:end --> after it" in done.stderr
