"""`forbid` and `require`: which calls a project does not want, and where a parent is required."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from spanlint.config.errors import ConfigError
from tests.cli.program import PYTHON_ACTIVE, PYTHON_BAD, run_spanlint, write
from tests.config.test_project_entries import config_of

LEGACY = "from opentelemetry import trace\n\ntracer = trace.get_tracer('legacy')\n"
NEW = LEGACY.replace("legacy", "new")
USE = """\
from app import legacy, new


def work(ctx):
    legacy.tracer.start_span("a", context=ctx)
    new.tracer.start_span("b", context=ctx)
    with legacy.tracer.start_as_current_span("c", context=ctx):
        pass
"""
FILES = {"app/__init__.py": "", "app/legacy.py": LEGACY, "app/new.py": NEW, "app/use.py": USE}
ROW = '[[forbid]]\nlanguage = "python"\nmessage = "use app.new"\n'


def found(folder: Path, config: str, files: dict[str, str], *options: str) -> list[tuple[str, int, str, str]]:
    """Returns the file, the line, the code and the severity of each finding."""
    write(folder, {"spanlint.toml": config, **files})
    run = run_spanlint(folder, "--output-format", "json", *options)
    assert run.err == ""
    return [(each["path"], each["line"], each["code"], each["severity"]) for each in json.loads(run.out)]


def forbidden(folder: Path, config: str, files: dict[str, str] = FILES) -> list[int]:
    return [line for _, line, code, _ in found(folder, config, files) if code == "SPN007"]


@pytest.mark.parametrize(
    ("keys", "lines"),
    [
        ('module = "app.legacy"', [5, 7]),
        ('module = "app.legacy"\nmethod = "start_span"', [5]),
        ('method = "start_as_current_span"', [7]),
        ('api = "opentelemetry"', [5, 6, 7]),
        ('api = "ddtrace"', []),
        ('receiver = "new.tracer"', [6]),
        ('api = "opentelemetry"\nreceiver = "tracer"\nmodule = "app.new"', [6]),
    ],
)
def test_a_row_means_the_calls_that_all_of_its_keys_fit(tmp_path: Path, keys: str, lines: list[int]) -> None:
    assert forbidden(tmp_path, f"{ROW}{keys}\n") == lines


def test_the_finding_is_an_error_with_the_message(tmp_path: Path) -> None:
    write(tmp_path, {"spanlint.toml": ROW + 'module = "app.new"\n', **FILES})
    run = run_spanlint(tmp_path)
    assert run.code == 1
    assert "6:16 error SPN007 `start_span` is not to be used here\n" in run.out
    assert "help: use app.new\n" in run.out
    assert "SPN007" not in run_spanlint(tmp_path, "--ignore", "SPN007").out


def test_a_tracer_of_a_class_is_forbidden_wherever_it_is_used(tmp_path: Path) -> None:
    holder = LEGACY + "\n\nclass Old:\n    def start_span(self, name, context=None):\n        return None\n"
    use = "from app.holder import Old\n\n\ndef f(old: Old, ctx):\n    old.start_span('a', context=ctx)\n"
    config = (
        '[[creators]]\nlanguage = "python"\nmethod = "start_span"\nclass = "Old"\nparent = { keyword = "context" }\n'
    )
    files = {"app/__init__.py": "", "app/holder.py": holder, "app/use.py": use}
    assert forbidden(tmp_path, f'{config}{ROW}class = "Old"\n', files) == [5]
    assert forbidden(tmp_path, f'{config}{ROW}api = "project"\n', files) == [5]


@pytest.mark.parametrize(
    ("patterns", "paths"),
    [
        ('files = ["src/"]', ["src/a.py", "src/telemetry/b.py"]),
        ('allowed-in = ["src/telemetry/"]', ["lib/c.py", "src/a.py"]),
        ('files = ["src/"]\nallowed-in = ["src/telemetry/"]', ["src/a.py"]),
        ('files = ["/nope/"]', []),
    ],
)
def test_where_calls_are_forbidden(tmp_path: Path, patterns: str, paths: list[str]) -> None:
    files = dict.fromkeys(("src/a.py", "src/telemetry/b.py", "lib/c.py"), PYTHON_BAD)
    rows = found(tmp_path, f'{ROW}method = "start_span"\n{patterns}\n', files)
    assert [path for path, _, code, _ in rows if code == "SPN007"] == paths


def test_a_file_of_entered_calls_alone_is_judged_too(tmp_path: Path) -> None:
    files = {f"src/a{number}.py": PYTHON_ACTIVE for number in range(3)}
    rows = found(tmp_path, ROW + 'method = "start_as_current_span"\n', files)
    assert [(path, code) for path, _, code, _ in rows] == [(f"src/a{number}.py", "SPN007") for number in range(3)]


def test_patterns_are_relative_to_the_file_that_contains_them(tmp_path: Path) -> None:
    files = {"pkg/src/a.py": PYTHON_BAD, "pkg/spanlint.toml": 'extend = "../spanlint.toml"\n'}
    config = 'require = ["/src/"]\n' + ROW + 'method = "start_span"\nfiles = ["/pkg/src/"]\n'
    assert [(code, severity) for _, _, code, severity in found(tmp_path, config, files)] == [
        ("SPN001", "warning"),
        ("SPN007", "error"),
    ]


def test_where_a_parent_is_required_its_absence_is_an_error(tmp_path: Path) -> None:
    files = dict.fromkeys(("src/agents/a.py", "src/b.py"), PYTHON_BAD)
    config = 'require = ["src/agents/"]\n'
    assert found(tmp_path, config, files) == [
        ("src/agents/a.py", 7, "SPN001", "error"),
        ("src/b.py", 7, "SPN001", "warning"),
    ]
    assert run_spanlint(tmp_path, "--fail-on", "error").code == 1
    assert run_spanlint(tmp_path, "--fail-on", "error", "src/b.py").code == 0
    assert "(required here)\n" in run_spanlint(tmp_path, "src/agents").out
    assert "(required here)" not in run_spanlint(tmp_path, "src/b.py").out


def test_calls_that_nest_by_design_are_required_only_if_their_rule_runs(tmp_path: Path) -> None:
    config, files = 'require = ["src/"]\n', {"src/a.py": PYTHON_ACTIVE}
    assert found(tmp_path, config, files) == []
    rows = found(tmp_path, config, files, "--extend-select", "SPN006")
    assert [(code, severity) for _, _, code, severity in rows] == [("SPN006", "error")]


def test_test_files_stay_quiet(tmp_path: Path) -> None:
    assert found(tmp_path, 'require = ["src/"]\n', {"src/tests/a.py": PYTHON_BAD}) == []


def test_the_settings_of_a_file_say_what_applies(tmp_path: Path) -> None:
    config = 'require = ["src/"]\n' + ROW + 'method = "start_span"\nclass = "Old"\nfiles = ["src/"]\n'
    write(tmp_path, {"spanlint.toml": config, "src/a.py": "", "b.py": ""})
    shown = run_spanlint(tmp_path, "--show-settings", "src/a.py").out
    assert 'forbidden = ["Old.start_span: use app.new"]\nparent-required = true\n' in shown
    shown = run_spanlint(tmp_path, "--show-settings", "b.py").out
    assert "forbidden = []\nparent-required = false\n" in shown


WRONG = [
    (ROW, "forbid[1]: forbids every call: expected `api`, `method`, `module`, `class` or `receiver`"),
    (ROW + 'api = "opentelemetri"\n', "forbid[1].api: unknown API; did you mean `opentelemetry`?"),
    (ROW + 'metod = "x"\n', "forbid[1].metod: unknown key; did you mean `method`?"),
    (
        ROW + 'method = "Old.start_span"\n',
        "forbid[1].method: `Old.start_span` matches nothing: expected one name, as it is called; "
        'write `method = "start_span"` and `class = "Old"`',
    ),
    (ROW + 'method = "x"\nfiles = [""]\n', "forbid[1].files[1]: expected a text that is not empty"),
    ('[[forbid]]\nlanguage = "python"\nmethod = "x"\n', "forbid[1]: missing key `message`"),
    ('require = "src/"\n', "require: expected a list of strings, got a string"),
    ('require = [""]\n', "require: `` is not a pattern: it is empty"),
]


@pytest.mark.parametrize(("text", "reason"), WRONG)
def test_a_wrong_row_is_one_line_with_its_place(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(ConfigError) as error:
        config_of(tmp_path, text)
    assert str(error.value) == f"{tmp_path}/spanlint.toml: {reason}"
