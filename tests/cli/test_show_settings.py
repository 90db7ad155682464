"""`--show-settings FILE`: what applies to a file, in TOML."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from spanlint.apis import all_apis
from spanlint.rulebook.rules import rules
from tests.cli.program import PYTHON_BAD, run_spanlint, write

toml: Any = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")

FULL = """
extend = "base.toml"
select = ["SPN001", "SPN006"]
include = ["pkg/"]
searched-folders = ["dist"]
exclude = ["/gen", 'we"ird\\\\']
extend-exclude = ["old/"]
context-manager-decorators = ["resource"]
baseline = "known.json"
jobs = 3
[apis]
ddtrace = false
[per-file-ignores]
"a*.py" = ["SPN006"]
[session-context.python]
expression = "now()"
imports = ["from ctx import now"]
[[wrappers]]
language = "python"
name = "begin"
parent = { position = 1 }
"""


def shown(folder: Path, *arguments: str) -> dict[str, Any]:
    run = run_spanlint(folder, *arguments)
    assert (run.code, run.err) == (0, "")
    assert run_spanlint(folder, *arguments) == run
    settings: dict[str, Any] = toml.loads(run.out)
    return settings


def test_the_defaults(tmp_path: Path) -> None:
    write(tmp_path, {"a.ts": ""})
    settings = shown(tmp_path, "--show-settings", "a.ts")
    assert "configuration" not in settings
    assert settings["file"] == "a.ts"
    assert settings["language"] == "typescript"
    assert settings["rules"] == [rule.code for rule in rules() if rule.is_default]
    expected = {api.name for api in all_apis() if api.language == "typescript" and api.judged == "default"}
    assert {*settings["apis"]} == expected
    assert settings["max-file-size"] == 5_000_000
    run = {"output-format": "text", "fail-on": "warning", "force-exclude": False, "include-docs": False, "jobs": 0}
    assert settings["run"] == run
    text = run_spanlint(tmp_path, "--show-settings", "a.ts").out
    for rule in rules():
        assert (f'"{rule.code}", # {rule.name}, {rule.severity.value}\n' in text) == rule.is_default


def test_every_key_that_applies(tmp_path: Path) -> None:
    files = {
        "spanlint.toml": FULL,
        "base.toml": "max-file-size = '1KB'\nfail-on = 'error'\n",
        "pkg/a.py": "",
        "b.py": "",
    }
    write(tmp_path, files)
    settings = shown(tmp_path, "--show-settings", "pkg/a.py")
    assert settings == {
        "file": "pkg/a.py",
        "language": "python",
        "left-out": False,
        "configuration": "spanlint.toml",
        "extends": ["base.toml"],
        "rules": ["SPN001"],
        "ignored-in-this-file": ["SPN006"],
        "unfixable": [],
        "extend-safe-fixes": [],
        "extend-unsafe-fixes": [],
        "include": ["pkg/"],
        "exclude": ["/gen", 'we"ird\\\\', "old/"],
        "searched-folders": ["dist"],
        "tests": False,
        "max-file-size": 1000,
        "max-file-seconds": 60,
        "apis": settings["apis"],
        "creators": [],
        "wrappers": ["begin"],
        "openers": [],
        "forbidden": [],
        "parent-required": False,
        "context-manager-decorators": ["resource"],
        "per-file-ignores": {"a*.py": ["SPN006"]},
        "session-context": {"expression": "now()", "imports": ["from ctx import now"]},
        "run": {
            "output-format": "text",
            "fail-on": "error",
            "force-exclude": False,
            "include-docs": False,
            "baseline": "known.json",
            "jobs": 3,
        },
    }
    assert "ddtrace" not in settings["apis"]
    assert shown(tmp_path, "--show-settings", "b.py")["left-out"]


def test_the_nearest_configuration_and_the_options(tmp_path: Path) -> None:
    write(tmp_path, {"spanlint.toml": "jobs = 2", "p/spanlint.toml": "select = ['SPN001']\njobs = 3", "p/a.py": ""})
    settings = shown(tmp_path, "--show-settings", "p/a.py")
    assert (settings["configuration"], settings["rules"]) == ("p/spanlint.toml", ["SPN001"])
    assert settings["run"]["jobs"] == 2
    assert shown(tmp_path, "--show-settings", "p/a.py", "-j5", "--select", "SPN006")["rules"] == ["SPN006"]
    assert shown(tmp_path, "--show-settings", "p/a.py", "-j5")["run"]["jobs"] == 5
    assert "configuration" not in shown(tmp_path, "--show-settings", "p/a.py", "--isolated")
    named = shown(tmp_path, "--show-settings", "p/a.py", "--config", "spanlint.toml")
    assert named["configuration"] == "spanlint.toml"


def test_a_file_that_is_too_large_is_left_out(tmp_path: Path) -> None:
    write(tmp_path, {"spanlint.toml": "max-file-size = 10", "a.py": PYTHON_BAD})
    assert shown(tmp_path, "--show-settings", "a.py")["left-out"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("no.py", "--show-settings: no.py: no such file or directory"),
        (".", "--show-settings: .: is a folder; name a file"),
        ("a.txt", "--show-settings: a.txt: not a Python, TypeScript or JavaScript file"),
        ("p/a.py", "{folder}/p/spanlint.toml: jobs: expected 0 or more"),
    ],
)
def test_what_cannot_be_shown_is_one_line(tmp_path: Path, name: str, reason: str) -> None:
    write(tmp_path, {"a.txt": "", "p/a.py": "", "p/spanlint.toml": "jobs = -1\n"})
    run = run_spanlint(tmp_path, "--show-settings", name)
    assert run == (2, "", f"spanlint: {reason.format(folder=tmp_path)}\n")


def test_a_hostile_name_is_shown_escaped(tmp_path: Path) -> None:
    private = chr(0xE000)
    write(tmp_path, {"\x1b[31m/a\n.py": "", "\x1b[31m/spanlint.toml": f"exclude = ['\"{private}\\x']"})
    run = run_spanlint(tmp_path, "--show-settings", "\x1b[31m/a\n.py")
    assert not {"\x1b", private} & {*run.out}
    assert toml.loads(run.out)["exclude"] == [f'"{private}\\x']
