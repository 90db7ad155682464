"""Real installations in clean virtual environments: plain and editable, used from a folder that is neither."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from spanlint import __version__
from tests.cli.program import PYTHON_BAD, TYPESCRIPT_BAD, write
from tests.waiting import HANGS_AFTER

ROOT = Path(__file__).parents[2]
NOT_COPIED = (".*", "*.egg-info", "__pycache__", "build", "dist", "node_modules")
# An import hook of the outer environment, or its packages, would stand in for what the wheel lacks.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}


class Installed(NamedTuple):
    """A clean environment's programs, and the copy of the repository that was installed into it."""

    programs: Path
    copy: Path


def run(folder: Path, *command: str | Path, codes: tuple[int, ...] = (0,)) -> str:
    done = subprocess.run(
        command, cwd=folder, env=ENVIRONMENT, capture_output=True, encoding="utf-8", check=False, timeout=HANGS_AFTER
    )
    assert done.returncode in codes, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


def new_environment(folder: Path, *to_install: str | Path) -> Path:
    """Install into a virtual environment of its own in a folder; where its programs are.

    It is our pip that installs: to give each environment one of its own takes longer than all else.
    """
    run(folder, sys.executable, "-m", "venv", "--without-pip", "environment")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", "environment")
    run(folder, *pip, "install", "--quiet", *to_install)
    return folder / "environment" / ("Scripts" if os.name == "nt" else "bin")


def install(folder: Path, *options: str) -> Installed:
    copy = folder / "copy"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*NOT_COPIED))
    programs = new_environment(folder, *options, copy)
    return Installed(programs, copy)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    installed = install(tmp_path_factory.mktemp("plain"))
    shutil.rmtree(installed.copy)  # nothing that was installed may lean on it
    return installed


@pytest.fixture(scope="module")
def editable(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return install(tmp_path_factory.mktemp("editable"), "--editable")


@pytest.fixture(params=["plain", "editable"])
def installed(request: pytest.FixtureRequest) -> Installed:
    found: Installed = request.getfixturevalue(request.param)
    return found


def test_the_page_of_a_rule_and_its_examples_are_there(installed: Installed, tmp_path: Path) -> None:
    page = run(tmp_path, installed.programs / "spanlint", "--explain", "SPN001")
    folder = ROOT / "rules" / "missing-parent"
    for part in (folder / "rule.md", *(folder / "examples").iterdir()):
        assert part.read_text(encoding="utf-8").strip() in page


def test_calls_of_both_languages_are_found(installed: Installed, tmp_path: Path) -> None:
    write(tmp_path, {"bad.py": PYTHON_BAD, "bad.ts": TYPESCRIPT_BAD})
    for program, arguments in {"spanlint": [], "python": ["-m", "spanlint"]}.items():
        path = installed.programs / program
        lines = run(tmp_path, path, *arguments, "--output-format", "concise", "--quiet", codes=(1,)).splitlines()
        assert [" ".join(line.split()[:3]) for line in lines] == [
            "bad.py:7:19: warning: SPN001",
            "bad.ts:5:38: warning: SPN001",
        ]


def test_the_demo_is_repaired(installed: Installed, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "demo", tmp_path / "demo", ignore=shutil.ignore_patterns(*NOT_COPIED))
    run(tmp_path, installed.programs / "spanlint", "demo", codes=(1,))
    run(tmp_path, installed.programs / "spanlint", "--fix", "demo")
    run(tmp_path, installed.programs / "spanlint", "demo")


def test_the_program_imports_nothing_from_the_folder_it_lints(installed: Installed, tmp_path: Path) -> None:
    names = ("argparse", "json", "re", "spanlint", "tomllib", "tree_sitter", "typing")
    write(tmp_path, {**{f"{name}.py": "raise SystemExit('imported')\n" for name in names}, "bad.py": PYTHON_BAD})
    out = run(tmp_path, installed.programs / "spanlint", "--output-format", "concise", "--quiet", codes=(1,))
    assert [line.split(":")[0] for line in out.splitlines()] == ["bad.py"]


def test_the_version_is_that_of_the_package(installed: Installed, tmp_path: Path) -> None:
    assert run(tmp_path, installed.programs / "spanlint", "--version") == f"spanlint {__version__}\n"
    ask = "from importlib.metadata import version; print(version('spanlint'))"
    assert run(tmp_path, installed.programs / "python", "-c", ask) == f"{__version__}\n"


def package_files(folder: str, package: str) -> set[str]:
    files = [path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    return {(Path(package) / path.relative_to(ROOT / folder)).as_posix() for path in files}


def test_what_the_wheel_holds(plain: Installed, tmp_path: Path) -> None:
    ask = "from importlib.metadata import files; print(*(files('spanlint') or ()), sep='\\n')"
    held = {path.strip() for path in run(tmp_path, plain.programs / "python", "-c", ask).splitlines()}
    shipped = {path for path in held if not path.startswith(("..", "spanlint-")) and "__pycache__" not in path}
    made = {"spanlint/built_names.py", "spanlint/built_tables.py"}
    assert shipped == package_files("spanlint", "spanlint") | package_files("rules", "spanlint/rules") | made
    assert {"spanlint/py.typed", "spanlint/rules/missing-parent/rule.toml"} <= shipped
    assert any(path.endswith("licenses/LICENSE") for path in held)


def test_an_edit_of_a_rule_shows_in_an_editable_installation(editable: Installed, tmp_path: Path) -> None:
    page = editable.copy / "rules" / "missing-parent" / "rule.md"
    page.write_text(page.read_text(encoding="utf-8") + "\nA new sentence.\n", encoding="utf-8")
    assert "A new sentence." in run(tmp_path, editable.programs / "spanlint", "--explain", "SPN001")


def test_a_strict_type_checker_accepts_a_consumer_of_the_public_api(plain: Installed, tmp_path: Path) -> None:
    consumer = (ROOT / "tests" / "api" / "consumer.py").read_text(encoding="utf-8")
    wrong = "import spanlint\nspanlint.lint_sauce\nspanlint.rules()[0].code = 1\n"
    write(tmp_path, {"use.py": consumer, "wrong.py": wrong})
    options = ("-m", "mypy", "--strict", "--no-pretty", "--python-executable", str(plain.programs / "python"))
    out = run(tmp_path, sys.executable, *options, "use.py", "wrong.py", codes=(1,))
    errors = [(line.split(":")[0], line.split("[")[-1]) for line in out.splitlines() if ": error: " in line]
    kinds = ("attr-defined]", "misc]", "assignment]")
    assert errors == [("wrong.py", kind) for kind in kinds]


def test_the_installed_api_works(plain: Installed, tmp_path: Path) -> None:
    write(tmp_path, {"bad.py": PYTHON_BAD})
    ask = "import spanlint; print(spanlint.lint_paths('.', {}).findings[0].code, spanlint.rules()[0].page[:8])"
    assert run(tmp_path, plain.programs / "python", "-c", ask) == "SPN001 # SPN001\n"
