"""A wheel whose pyproject.toml has an address writes it wherever a rule is named; one without writes none."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import PYTHON_BAD, environment, write
from tests.packaging.test_packaging import NOT_COPIED, ROOT
from tests.waiting import HANGS_AFTER
from tools.prebuild import documentation

pytestmark = pytest.mark.program

ADDRESS = "https://spanlint.example.org/docs"
PAGE = f"{ADDRESS}/rules/missing-parent.md"
URLS = f'\n[project.urls]\nDocumentation = "{ADDRESS}/"\n'


def built(folder: Path, urls: str) -> Path:
    """Where the package is that a build with these addresses makes."""
    copy = folder / "copy"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*NOT_COPIED, "tests", "docs", "demo"))
    project = copy / "pyproject.toml"
    project.write_text(
        project.read_text(encoding="utf-8").replace("\n[tool.setuptools]\n", f"{urls}\n[tool.setuptools]\n")
    )
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps")
    subprocess.run([*pip, "--target", folder / "site", copy], check=True, timeout=HANGS_AFTER)
    return folder / "site"


def lint(site: Path, folder: Path, *arguments: str) -> str:
    write(folder, {"bad.py": PYTHON_BAD})
    done = subprocess.run(
        [sys.executable, "-m", "spanlint", *arguments, "bad.py"],
        cwd=folder,
        env=environment({"PYTHONPATH": str(site), "FORCE_HYPERLINK": "1"}),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=HANGS_AFTER,
    )
    assert done.stderr == ""
    return done.stdout


def test_every_format_has_the_address_of_the_build(tmp_path: Path) -> None:
    site = built(tmp_path, URLS)
    assert json.loads(lint(site, tmp_path / "in", "--output-format", "json"))[0]["url"] == PAGE
    driver = json.loads(lint(site, tmp_path / "in", "--output-format", "sarif"))["runs"][0]["tool"]["driver"]
    assert (driver["informationUri"], driver["rules"][0]["helpUri"]) == (ADDRESS, PAGE)
    assert f"\x1b]8;;{PAGE}\x1b" in lint(site, tmp_path / "in", "--color", "always")
    assert json.loads(lint(site, tmp_path / "in", "--list-rules", "--output-format", "json"))[0]["url"] == PAGE
    assert ADDRESS in lint(site, tmp_path / "in", "--help")


def test_a_project_without_an_address_has_none(tmp_path: Path) -> None:
    assert documentation() == "", "the project has an address now: write the tests of it"
    site = built(tmp_path, "")
    for name in ("json", "sarif"):
        assert "https://spanlint" not in lint(site, tmp_path / "in", "--output-format", name)
    assert '"url"' not in lint(site, tmp_path / "in", "--output-format", "json")
    assert '"helpUri"' not in lint(site, tmp_path / "in", "--output-format", "sarif")
    assert "\x1b]8" not in lint(site, tmp_path / "in", "--color", "always")


@pytest.mark.parametrize("address", ["docs", "http://spanlint.example.org", "javascript:alert(1)"])
def test_another_kind_of_address_is_refused(tmp_path: Path, address: str) -> None:
    write(tmp_path, {"pyproject.toml": f'[project]\nname = "x"\nurls.Documentation = "{address}"\n'})
    with pytest.raises(ValueError, match="not an https address"):
        documentation(os.fspath(tmp_path))
