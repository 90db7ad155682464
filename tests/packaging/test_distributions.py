"""What is published, and what it is made from: the wheel, the source distribution, and the two lists of versions."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.house.test_house import tracked
from tests.packaging.test_packaging import ENVIRONMENT, NOT_COPIED, ROOT, new_environment, run
from tools.prebuild import documentation

LOCKED = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8")
LOWEST = (ROOT / "requirements" / "lowest.txt").read_text(encoding="utf-8")
PROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a wheel that was built from the source distribution, which lies beside it."""
    folder = tmp_path_factory.mktemp("built")
    shutil.copytree(ROOT, folder / "copy", ignore=shutil.ignore_patterns(*NOT_COPIED))
    python = new_environment(folder, "pip", "setuptools>=77", "wheel", "tomli") / "python"
    make = "from setuptools.build_meta import build_sdist; build_sdist('..')"
    subprocess.run([python, "-c", make], cwd=folder / "copy", env=ENVIRONMENT, check=True, capture_output=True)
    (source,) = folder.glob("*.tar.gz")
    options = ("--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", ".")
    run(folder, python, "-m", "pip", "--disable-pip-version-check", "wheel", *options, source)
    return folder


def test_the_wheel_holds_the_package_and_its_rules_alone(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as file:
        names = file.namelist()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"spanlint"}
    assert "spanlint/rules/missing-parent/rule.toml" in names
    assert {"spanlint/report/page/shell.html", "spanlint/report/page/style.css"} <= set(names)
    assert {path.name for path in (ROOT / "spanlint/trace/page").glob("*.html")} == {
        os.path.basename(name) for name in names if name.startswith("spanlint/trace/page/") and name.endswith(".html")
    }
    assert not [name for name in names if "/tests/" in name or "__pycache__" in name]


def test_the_source_distribution_holds_what_the_repository_holds_and_nothing_of_a_machine(built: Path) -> None:
    (source,) = built.glob("*.tar.gz")
    with tarfile.open(source) as file:
        names = {name.partition("/")[2] for name in file.getnames() if not file.getmember(name).isdir()}
        texts = [opened.read() for each in file.getmembers() if (opened := file.extractfile(each)) is not None]
    copied = {path for path in tracked() if not re.search(r"(?:^|/)\.", path)}
    assert {"CHANGELOG.md", "docs/README.md", "tests/conftest.py", "rules/missing-parent/rule.toml"} <= copied
    assert copied - names == set()
    made = {name for name in names if re.match(r"PKG-INFO$|setup\.cfg$|spanlint\.egg-info/", name)}
    assert names - copied == made
    assert not [text for text in texts if str(ROOT).encode() in text or str(built).encode() in text]


def test_the_page_for_an_index_has_no_relative_link(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as file:
        (name,) = (name for name in file.namelist() if name.endswith("/METADATA"))
        metadata = file.read(name).decode("utf-8")
    head, _, page = metadata.partition("\n\n")
    assert "Description-Content-Type: text/markdown" in head
    assert page.startswith("# spanlint")
    shown = re.sub(r"(?s)^```.*?^```$|`[^`\n]+`", "code", page, flags=re.MULTILINE)
    assert [target for target in re.findall(r"\]\(([^)]+)\)", shown) if "://" not in target] == []


def test_the_metadata_names_no_address_while_the_project_has_none(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as file:
        (name,) = (name for name in file.namelist() if name.endswith("/METADATA"))
        head = file.read(name).decode("utf-8").partition("\n\n")[0]
    assert ("Project-URL:" in head) == bool(documentation())
    versions = set(re.findall(r"^Classifier: Programming Language :: Python :: (3\.\d+)$", head, flags=re.MULTILINE))
    assert versions == {"3.10", "3.11", "3.12", "3.13", "3.14"}
    assert {"Framework :: Flake8", "Operating System :: OS Independent"} <= set(re.findall(r"Classifier: (.*)", head))


def test_the_built_wheel_runs_the_demo_in_a_clean_environment(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    shutil.copytree(ROOT / "demo", tmp_path / "demo", ignore=shutil.ignore_patterns(*NOT_COPIED))
    programs = new_environment(tmp_path, wheel)
    report = run(tmp_path, programs / "spanlint", "--output-format", "concise", "demo", codes=(1,))
    assert report.count(" SPN002 ") == 2


def required(section: str) -> dict[str, str]:
    """The names that a list of pyproject.toml asks for, and the rest of each line."""
    (block,) = re.findall(rf"^{section} = \[\n(.*?)^\]", PROJECT, flags=re.MULTILINE | re.DOTALL)
    return dict(re.findall(r'^  "([\w.-]+)([^"]*)"', block, flags=re.MULTILINE))


@pytest.mark.parametrize("section", ["dependencies", "dev"])
def test_every_requirement_has_both_bounds_and_is_locked_with_hashes(section: str) -> None:
    assert required(section)
    for name, bounds in required(section).items():
        assert re.match(r">=[\d.]+(b\d+)?,<\d", bounds), f"{name}{bounds}"
        assert re.search(rf"^{re.escape(name)}==\S+(?: ;[^\\]*)? \\\n    --hash=sha256:", LOCKED, flags=re.MULTILINE), (
            name
        )


def test_the_lowest_versions_are_those_that_the_bounds_allow() -> None:
    for name, bounds in required("dependencies").items():
        (lowest,) = re.findall(r">=([\d.]+)", bounds)
        (listed,) = re.findall(rf"^{re.escape(name)}==([\d.]+)", LOWEST, flags=re.MULTILINE)
        assert re.sub(r"(\.0)+$", "", listed) == re.sub(r"(\.0)+$", "", lowest)
