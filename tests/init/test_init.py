"""`spanlint init` on real projects in git: what it prints, what it writes, and what that changes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.cli.program import PROGRAM, PYTHON_BAD, environment, run_program, run_spanlint, write
from tests.cli.terminal import run_on_terminal
from tests.init.project import PYTHON, PYTHON_TOML, SESSION, SPANS, TYPESCRIPT, repository
from tests.waiting import HANGS_AFTER

toml: Any = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
pytestmark = pytest.mark.program

EFFECT = "0 -> 4 findings, 6 calls now judged\n"


def places(folder: Path) -> list[str]:
    run = run_spanlint(folder, "--output-format", "concise", "-q")
    return [" ".join((":".join(line.split(":")[:2]), line.split()[2])) for line in run.out.splitlines()]


def test_it_writes_the_wrappers_of_a_project_and_their_calls_are_judged(tmp_path: Path) -> None:
    repository(tmp_path, PYTHON)
    assert places(tmp_path) == []
    run = run_spanlint(tmp_path, "init", "--yes")
    assert (run.code, run.err) == (0, "")
    assert run.out.endswith(f"\n{EFFECT}Wrote spanlint.toml.\n")
    assert (tmp_path / "spanlint.toml").read_text(encoding="utf-8") == PYTHON_TOML
    assert places(tmp_path) == ["app/other.py:9 SPN001", "app/other.py:10 SPN001", *[
        f"app/use.py:{line} SPN002" for line in (12, 14)
    ]]  # fmt: skip


def test_it_prints_what_it_saw_with_places(tmp_path: Path) -> None:
    more = {
        ".github/workflows/ci.yml": "on: push\n",
        ".pre-commit-config.yaml": "repos: []\n",
        "web/a.ts": "import * as Sentry from '@sentry/node';\n",
    }
    repository(tmp_path, PYTHON | more)
    assert run_spanlint(tmp_path, "init", "--dry-run").out.partition("\n\n")[0] == (
        """\
Read
  5 files of Python, 1 file of TypeScript and JavaScript
Tracing libraries
  OpenTelemetry  1 file, first in app/obs.py:1
  Sentry         1 file, first in web/a.ts:1    checked with `apis.sentry = true`
Functions that return a tracer
  current_tracer  app/obs.py:4
Wrappers that take a parent, which calls may omit
  Obs.begin   app/obs.py:9   3 calls in 2 other files
  begin_step  app/obs.py:13  3 calls in 2 other files
Tests
  1 file in tests
CI and hooks
  .pre-commit-config.yaml, .github/workflows/ci.yml: none runs spanlint (docs/ci.md has recipes)"""
    )


def test_a_ci_that_runs_spanlint_is_said_to(tmp_path: Path) -> None:
    repository(tmp_path, {**PYTHON, ".gitlab-ci.yml": "lint:\n  script: spanlint\n"})
    assert "CI and hooks\n  .gitlab-ci.yml runs spanlint\n" in run_spanlint(tmp_path, "init", "--dry-run").out


def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path: Path) -> None:
    repository(tmp_path, PYTHON)
    before = sorted(path.name for path in tmp_path.iterdir())
    dry = run_spanlint(tmp_path, "init", "--dry-run")
    assert dry.code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert run_spanlint(tmp_path, "init", "--yes").out == f"{dry.out}Wrote spanlint.toml.\n"


def test_a_second_run_finds_nothing_more_to_configure(tmp_path: Path) -> None:
    repository(tmp_path, PYTHON)
    run_spanlint(tmp_path, "init", "--yes")
    run = run_spanlint(tmp_path, "init", "--yes")
    assert (run.code, run.out.splitlines()[-1]) == (0, "Nothing to configure: spanlint.toml says it all.")
    assert (tmp_path / "spanlint.toml").read_text(encoding="utf-8") == PYTHON_TOML


def test_typescript_gets_its_wrapper_by_key_and_its_provider(tmp_path: Path) -> None:
    repository(tmp_path, TYPESCRIPT)
    run = run_spanlint(tmp_path, "init", "--yes")
    assert "0 -> 1 finding, 2 calls now judged\n" in run.out
    assert (
        "Wrappers that take no parent: their spans join what is active\n  withSpan  src/spans.ts:10  1 call" in run.out
    )
    text = (tmp_path / "spanlint.toml").read_text(encoding="utf-8")
    assert toml.loads(text) == {
        "wrappers": [
            {
                "language": "typescript",
                "name": "startStep",
                "module": "./src/spans",
                "parent": {"position": 1, "key": "parent"},
            }
        ],
        "session-context": {
            "typescript": {
                "expression": "sessionContext()",
                "imports": ["import { sessionContext } from './src/session'"],
            }
        },
    }
    assert all(" # " in line for line in text.splitlines()[2:] if line), "each line says where it was seen"
    assert places(tmp_path) == ["src/steps.ts:4 SPN002"]


def test_without_a_clear_majority_a_provider_is_a_comment(tmp_path: Path) -> None:
    other = SESSION.replace("sessionContext", "requestContext")
    spans = SPANS.replace("'third', {}, sessionContext()", "'third', {}, requestContext()").replace(
        "import { s", "import { requestContext } from './request';\nimport { s"
    )
    repository(tmp_path, TYPESCRIPT | {"src/request.ts": other, "src/spans.ts": spans})
    run_spanlint(tmp_path, "init", "--yes")
    text = (tmp_path / "spanlint.toml").read_text(encoding="utf-8")
    assert "session-context" not in toml.loads(text)
    assert "# [session-context.typescript] # src/session.ts:5\n" in text
    assert '# expression = "sessionContext()" # 2 of 3 parents that functions give\n' in text
    assert "# or `requestContext()`, 1 of 3 parents that functions give, the first in src/spans.ts:" in text


def test_the_demos_errors_stay_errors_with_the_configuration_that_it_writes(tmp_path: Path) -> None:
    demo = Path(__file__).parents[2] / "demo"
    files = [path for suffix in ("*.py", "*.ts") for path in demo.rglob(suffix) if "node_modules" not in path.parts]
    repository(tmp_path, {str(path.relative_to(demo)): path.read_text(encoding="utf-8") for path in files})
    before = places(tmp_path)
    run_spanlint(tmp_path, "init", "--yes")
    assert places(tmp_path) == before
    assert [place.split()[1] for place in before] == ["SPN002", "SPN002"]


def test_a_library_that_is_checked_on_request_is_a_comment(tmp_path: Path) -> None:
    repository(tmp_path, {**PYTHON, "web/a.ts": "import * as Sentry from '@sentry/node';\n"})
    run_spanlint(tmp_path, "init", "--yes")
    text = (tmp_path / "spanlint.toml").read_text(encoding="utf-8")
    assert text.endswith("\n# [apis]\n# sentry = true # 1 file imports Sentry, the first is web/a.ts:1\n")
    assert places(tmp_path), "a comment at the end breaks nothing"


def test_a_library_alone_is_printed_and_nothing_is_written(tmp_path: Path) -> None:
    both = {"a.py": "from opentelemetry import trace\n", "b.ts": "import { trace } from '@opentelemetry/api';\n"}
    repository(tmp_path, {**both, "web/a.ts": "import * as Sentry from '@sentry/node';\n"})
    run = run_spanlint(tmp_path, "init", "--yes")
    assert run.out.splitlines()[2:] == [
        "Tracing libraries",
        "  OpenTelemetry in Python                     1 file, first in a.py:1",
        "  OpenTelemetry in TypeScript and JavaScript  1 file, first in b.ts:1",
        "  Sentry                                      1 file, first in web/a.ts:1  checked with `apis.sentry = true`",
        "Nothing to configure.",
    ]
    assert not (tmp_path / "spanlint.toml").exists()


def test_pyproject_gets_a_table_at_its_end_and_keeps_its_bytes(tmp_path: Path) -> None:
    before = '[project]\r\nname = "app"\r\n'
    repository(tmp_path, PYTHON | {"pyproject.toml": before})
    (tmp_path / "pyproject.toml").write_bytes(before.encode())
    run = run_spanlint(tmp_path, "init", "--yes", "--pyproject")
    assert run.out.endswith(f"{EFFECT}Added to pyproject.toml.\n")
    after = (tmp_path / "pyproject.toml").read_bytes()
    assert after.startswith(before.encode() + b"\r\n[[tool.spanlint.wrappers]] # Obs.begin, app/obs.py:9\r\n")
    assert after.count(b"\n") == after.count(b"\r\n")
    assert len(places(tmp_path)) == 4
    assert not (tmp_path / "spanlint.toml").exists()


@pytest.mark.parametrize("name", ["spanlint.toml", ".spanlint.toml"])
def test_an_existing_configuration_is_added_to_and_still_applies(tmp_path: Path, name: str) -> None:
    before = 'jobs = 1\n\n[per-file-ignores]\n"app/other.py" = ["SPN001"]'
    repository(tmp_path, {**PYTHON, name: before})
    run = run_spanlint(tmp_path, "init", "--yes")
    assert run.out.endswith(f"0 -> 2 findings, 6 calls now judged\nAdded to {name}.\n")
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(f"{before}\n\n[[wrappers]]")
    assert places(tmp_path) == ["app/use.py:12 SPN002", "app/use.py:14 SPN002"]


def test_only_what_is_missing_is_added(tmp_path: Path) -> None:
    own = '[[wrappers]]\nlanguage = "python"\nname = "begin_step"\nparent = { position = 1, keyword = "parent" }\n'
    repository(tmp_path, {**PYTHON, "spanlint.toml": own})
    assert "2 -> 4 findings, 3 calls now judged" in run_spanlint(tmp_path, "init", "--yes").out
    added = (tmp_path / "spanlint.toml").read_text(encoding="utf-8").removeprefix(own)
    assert added.count("[[wrappers]]") == 1
    assert 'class = "Obs"' in added


def test_a_wrapper_of_the_same_name_in_another_file_is_another_one(tmp_path: Path) -> None:
    own = '[[wrappers]]\nlanguage = "python"\nname = "begin_step"\nmodule = "lib.steps"\nparent = { position = 1 }\n'
    repository(tmp_path, {**PYTHON, "spanlint.toml": own})
    assert "0 -> 4 findings, 6 calls now judged" in run_spanlint(tmp_path, "init", "--yes").out


def test_a_folder_below_uses_the_configuration_above(tmp_path: Path) -> None:
    repository(tmp_path, {f"services/a/{name}": text for name, text in PYTHON.items()} | {"spanlint.toml": ""})
    run = run_spanlint(tmp_path / "services/a", "init", "--yes")
    assert run.code == 0
    assert EFFECT in run.out
    assert 'module = "services.a.app.obs"' in (tmp_path / "spanlint.toml").read_text(encoding="utf-8")
    assert len(places(tmp_path)) == 4


def test_a_folder_can_be_named(tmp_path: Path) -> None:
    repository(tmp_path, {f"services/a/{name}": text for name, text in PYTHON.items()})
    run = run_spanlint(tmp_path, "init", "--yes", "services/a")
    assert run.out.endswith(f"{EFFECT}Wrote services/a/spanlint.toml.\n")
    assert 'module = "app.obs" # services/a/app/obs.py' in (tmp_path / "services/a/spanlint.toml").read_text("utf-8")
    assert len(places(tmp_path)) == 4


def test_a_package_with_a_configuration_of_its_own_keeps_it(tmp_path: Path) -> None:
    nested = {"app/jobs/spanlint.toml": "", "app/jobs/run.py": "from app.obs import begin_step\nbegin_step('x')\n"}
    repository(tmp_path, PYTHON | nested)
    assert "0 -> 4 findings, 6 calls now judged" in run_spanlint(tmp_path, "init", "--yes").out
    assert len(places(tmp_path)) == 4


@pytest.mark.parametrize(("typed", "is_written"), [("y\n", True), ("yes\n", True), ("n\n", False), ("\n", False)])
def test_on_a_terminal_it_asks(tmp_path: Path, typed: str, is_written: bool) -> None:
    repository(tmp_path / "a", PYTHON)
    run = run_on_terminal(tmp_path / "a", "init", typed=typed)
    assert run.code == 0
    assert "Write spanlint.toml? [y/N] " in run.err
    assert (tmp_path / "a/spanlint.toml").exists() == is_written
    assert run.out.endswith("Wrote spanlint.toml.\n" if is_written else f"{EFFECT}Nothing written.\n")


def test_it_asks_before_it_adds_to_a_file(tmp_path: Path) -> None:
    repository(tmp_path / "a", PYTHON | {"spanlint.toml": "jobs = 1\n"})
    run = run_on_terminal(tmp_path / "a", "init", typed="n\n")
    assert "Add to spanlint.toml? [y/N] " in run.err
    assert (tmp_path / "a/spanlint.toml").read_text(encoding="utf-8") == "jobs = 1\n"


def test_the_real_program_does_it_too(tmp_path: Path) -> None:
    repository(tmp_path, PYTHON)
    run = run_program(tmp_path, "init", "--yes")
    assert (run.code, run.err) == (0, "")
    assert (tmp_path / "spanlint.toml").read_text(encoding="utf-8") == PYTHON_TOML


def test_a_project_without_tracing_code_of_its_own_needs_nothing(tmp_path: Path) -> None:
    repository(tmp_path, {"a.py": "print(1)\n"})
    run = run_spanlint(tmp_path, "init", "--yes")
    assert (run.code, run.out) == (0, "Read\n  1 file of Python\nNothing to configure.\n")
    assert not (tmp_path / "spanlint.toml").exists()


def test_statistics_end_with_the_calls_that_are_not_judged(tmp_path: Path) -> None:
    repository(tmp_path, PYTHON)
    line = "`Obs.begin` and 1 other start spans for other files; 6 calls are not judged: `spanlint init` names them.\n"
    assert run_spanlint(tmp_path, "--statistics").out.endswith(f"\n\n{line}")
    report = json.loads(run_spanlint(tmp_path, "--statistics", "--output-format", "json").out)
    assert report["not_judged"] == [{"function": "Obs.begin", "calls": 3}, {"function": "begin_step", "calls": 3}]
    assert line not in run_spanlint(tmp_path).out
    run_spanlint(tmp_path, "init", "--yes")
    assert "not judged" not in run_spanlint(tmp_path, "--statistics").out


@pytest.mark.program
@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_who_reads_that_nothing_was_found_is_told_what_is_not_judged(tmp_path: Path) -> None:
    repository(tmp_path, PYTHON)
    line = "`Obs.begin` and 1 other start spans for other files; 6 calls are not judged: `spanlint init` names them."

    def seen(*arguments: str) -> list[str]:
        ours, theirs = os.openpty()
        with os.fdopen(ours, "rb") as terminal:
            env = environment({"COLUMNS": "200", "NO_COLOR": "1"})
            done = subprocess.run([*PROGRAM, *arguments], cwd=tmp_path, env=env, stdout=theirs, timeout=HANGS_AFTER)
            os.close(theirs)
            assert done.returncode in (0, 1)
            return terminal.read1(1 << 16).decode().splitlines()

    nothing, told = seen()
    assert (nothing.startswith("No findings in "), told) == (True, line)
    assert line not in seen("--output-format", "concise")
    (tmp_path / "app" / "bad.py").write_text(PYTHON_BAD)
    assert line not in seen()


@pytest.mark.parametrize("name", ["obs.py", "tests/conftest.py"])
def test_calls_in_the_same_file_or_in_tests_need_no_configuration(tmp_path: Path, name: str) -> None:
    uses = {name: "from app.obs import begin_step\nbegin_step('x')\n"} if name != "obs.py" else {}
    repository(tmp_path, {"app/__init__.py": "", "app/obs.py": PYTHON["app/obs.py"]} | uses)
    assert run_spanlint(tmp_path, "init", "--yes").out.endswith("Nothing to configure.\n")


def test_a_helper_whose_span_depends_on_another_parameter_is_not_configured(tmp_path: Path) -> None:
    obs = """\
from opentelemetry import trace

tracer = trace.get_tracer("app")


def update(state, parent=None):
    if state == "speaking":
        return tracer.start_span("speaking", context=parent)


def note(name, parent=None):
    if parent is None:
        return tracer.start_span(name)
    return tracer.start_span(name, context=parent)
"""
    use = "from app.obs import note, update\n\nupdate('idle')\nnote('x')\n"
    repository(tmp_path, {"app/__init__.py": "", "app/obs.py": obs, "app/use.py": use})
    run_spanlint(tmp_path, "init", "--yes")
    text = (tmp_path / "spanlint.toml").read_text(encoding="utf-8")
    assert 'name = "note"' in text
    assert "update" not in text


def test_calls_on_an_object_of_unknown_class_are_a_comment(tmp_path: Path) -> None:
    use = "def work(obs, engine):\n    obs.begin('a')\n    engine.begin('b')\n    engine.obs.begin('c')\n"
    repository(tmp_path, {"app/__init__.py": "", "app/obs.py": PYTHON["app/obs.py"], "app/use.py": use})
    run = run_spanlint(tmp_path, "init", "--yes")
    assert "  Obs.begin  app/obs.py:9  0 calls in 0 other files, 2 on `obs` of unknown class\n" in run.out
    path = tmp_path / "spanlint.toml"
    row = path.read_text(encoding="utf-8").splitlines()
    assert row[2] == "# 2 calls of `obs.begin` may be of Obs.begin:"
    assert not places(tmp_path)
    path.write_text("\n".join(line.removeprefix("# ") for line in row[3:]), encoding="utf-8")
    assert places(tmp_path) == ["app/use.py:2 SPN001", "app/use.py:4 SPN001"]
    assert "says it all" in run_spanlint(tmp_path, "init", "--yes").out


def test_a_wrapper_of_a_wrapper_in_another_file_is_found(tmp_path: Path) -> None:
    steps = "from app.obs import begin_step\n\n\ndef step(label, ctx=None):\n    return begin_step(label, ctx)\n"
    use = "from app.steps import step\n\nstep('x')\n"
    repository(tmp_path, PYTHON | {"app/steps.py": steps, "app/use_steps.py": use})
    run = run_spanlint(tmp_path, "init", "--yes")
    assert "step        app/steps.py:4  1 call in 1 other file" in run.out
    assert "app/use_steps.py:3 SPN001" in places(tmp_path)


BROKEN = {
    "no sources": ({"a.txt": ""}, ["init", "--yes"], ".: no Python, TypeScript or JavaScript files"),
    "a broken configuration": (
        {"a.py": "", "spanlint.toml": "selct = []\n"},
        ["init", "--yes"],
        "{}/spanlint.toml: selct: unknown key; did you mean `select`?",
    ),
    "a configuration that is no TOML": (
        {"a.py": "", "spanlint.toml": "= 1\n"},
        ["init", "--dry-run"],
        "{}/spanlint.toml: invalid TOML: Invalid statement (at line 1, column 1)",
    ),
    "a broken configuration below": (
        {"a.py": "", "b/b.py": "", "b/spanlint.toml": "selct = []\n"},
        ["init", "--yes"],
        "{}/b/spanlint.toml: selct: unknown key; did you mean `select`?",
    ),
    "no folder": ({"a.py": ""}, ["init", "--yes", "nope"], "nope: no such folder"),
    "a file": ({"a.py": ""}, ["init", "--yes", "a.py"], "a.py: not a folder"),
    "no terminal": ({"a.py": ""}, ["init"], "spanlint init: no terminal to ask on: add --yes or --dry-run"),
    "no pyproject.toml": (
        {"a.py": ""},
        ["init", "--yes", "--pyproject"],
        "--pyproject: {}/pyproject.toml: no such file",
    ),
    "two configurations": (
        {"a.py": "", "pyproject.toml": "", "spanlint.toml": ""},
        ["init", "--yes", "--pyproject"],
        "--pyproject: spanlint.toml exists and comes first: leave out --pyproject",
    ),
}


@pytest.mark.parametrize(("files", "arguments", "told"), BROKEN.values(), ids=BROKEN.keys())
def test_bad_input_is_one_line(tmp_path: Path, files: dict[str, str], arguments: list[str], told: str) -> None:
    repository(tmp_path, files)
    run = run_spanlint(tmp_path, *arguments)
    assert (run.code, run.out, run.err) == (2, "", f"spanlint: {told.format(tmp_path)}\n")


def test_a_folder_that_cannot_be_written_is_refused_before_the_work(tmp_path: Path) -> None:
    repository(tmp_path, PYTHON | {"spanlint.toml": ""})
    (tmp_path / "spanlint.toml").chmod(0o444)
    run = run_spanlint(tmp_path, "init", "--yes")
    told = "spanlint: spanlint.toml: cannot be written: permission denied\n"
    assert (run.code, run.out, run.err) == (2, "", told)
    assert run_spanlint(tmp_path, "init", "--dry-run").code == 0


def test_an_inline_list_cannot_be_added_to(tmp_path: Path) -> None:
    own = 'wrappers = [{ language = "python", name = "other", parent = { position = 0 } }]\n'
    repository(tmp_path, {**PYTHON, "spanlint.toml": own})
    run = run_spanlint(tmp_path, "init", "--yes")
    assert run.code == 2
    assert run.err.startswith(f"spanlint: {tmp_path}/spanlint.toml: cannot be added to: ")
    assert run.err.count("\n") == 1
    assert (tmp_path / "spanlint.toml").read_text(encoding="utf-8") == own


def test_names_that_a_stream_cannot_show_are_escaped(tmp_path: Path) -> None:
    obs = PYTHON["app/obs.py"]
    uses = {"app/u\x1b[31m.py": "from app.\xf6bs import begin_step\nbegin_step('x')\n"}
    repository(tmp_path, {"app/__init__.py": "", "app/\xf6bs.py": obs, **uses})
    run = run_program(tmp_path, "init", "--yes", env={"PYTHONIOENCODING": "ascii"})
    assert (run.code, run.err) == (0, "")
    assert "begin_step  app/\\xf6bs.py:13  1 call in 1 other file\n" in run.out
    assert "\x1b" not in run.out
    text = (tmp_path / "spanlint.toml").read_text(encoding="utf-8")
    assert 'module = "app.\xf6bs" # app/\xf6bs.py\n' in text
    assert "the first in app/u?[31m.py:2\n" in text
    assert "SPN001" in run_spanlint(tmp_path).out


@pytest.mark.parametrize("options", [["--yess"], ["a", "b"], ["--yes=1"]])
def test_wrong_options_are_refused(tmp_path: Path, options: list[str]) -> None:
    run = run_spanlint(write(tmp_path, {"a.py": ""}), "init", *options)
    assert run.code == 2
    assert "spanlint: error: " in run.err


@pytest.mark.parametrize(
    ("root", "said"), [("", "`ROOT_CONTEXT`"), ('root = { position = 1, key = "root" }\n', "`root: true`")]
)
def test_the_help_offers_an_own_function_only_the_root_that_it_takes(tmp_path: Path, root: str, said: str) -> None:
    row = f'[[creators]]\nlanguage = "typescript"\nmethod = "startStep"\nparent = {{ position = 2 }}\n{root}'
    write(tmp_path, {"spanlint.toml": row, "a.ts": "import { startStep } from './steps';\nstartStep('a');\n"})
    help_text = json.loads(run_spanlint(tmp_path, "--output-format", "json").out)[0]["help"]
    assert help_text.endswith(f"`context.active()` for the active context, {said} for a root span")


def test_a_survey_breaks_between_words_at_the_width_of_the_terminal(tmp_path: Path) -> None:
    workflows = {f".github/workflows/{name}.yml": "on: push\n" for name in ("build", "lint", "test")}
    repository(tmp_path, PYTHON | workflows)
    narrow = run_spanlint(tmp_path, "init", "--dry-run", env={"COLUMNS": "60"}).out
    survey = narrow.partition("\nWrite ")[0].splitlines()
    assert max(map(len, survey)) <= 60
    assert "  .github/workflows/build.yml, .github/workflows/lint.yml," in survey
    assert not any(line.endswith(" ") for line in survey)
