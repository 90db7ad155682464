"""action.yml as a job runs it: its scripts in the real bash, with the inputs in the environment."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from spanlint.cli.argparse_parser import parser
from tests.adoption.repositories import MORE, OLD, branched, commit
from tests.cli.program import PYTHON_BAD, PYTHON_CLEAN, TYPESCRIPT_BAD, call_main, environment, write
from tests.waiting import HANGS_AFTER

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = import_module("yaml").safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
ONLY = "--select SPN001 --isolated"
OUTPUTS = ("exit-code", "findings", "errors", "warnings", "fixable", "sarif-file")


class Job(NamedTuple):
    """What a step left behind; `outputs` are what it gives to other steps."""

    code: int
    out: str
    err: str
    outputs: dict[str, str]

    @property
    def annotated(self) -> list[str]:
        """`file:line` of each annotation."""
        found = re.findall(r"^::\w+ (.*?)::", self.out, flags=re.MULTILINE)
        return [":".join(re.findall(r"(?:file|line)=([^,]*)", each)) for each in found]


def installed(folder: Path) -> Path:
    """What the step that installs leaves behind: a program called spanlint, here that of the tests."""
    path = folder / "installed" / "bin" / "spanlint"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m spanlint "$@"\n', encoding="utf-8")
    path.chmod(0o755)
    python = path.with_name("python")
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    return path.parents[1]


def run_step(step: dict[str, Any], folder: Path, values: dict[str, str], **variables: str) -> Job:
    """Run a step in a checkout as GitHub does: the environment from `env`, the script by bash, in its folder."""

    def filled(text: str) -> str:
        return re.sub(r"\$\{\{ (.*?) \}\}", lambda at: values[at[1]], text)

    script = folder.parent / "step.sh"
    script.write_text(step["run"], encoding="utf-8")
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
        cwd=folder / filled(step.get("working-directory", ".")),
        env=environment({**{name: filled(text) for name, text in step["env"].items()}, **variables}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=HANGS_AFTER,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    output = Path(variables["GITHUB_OUTPUT"])
    lines = output.read_text(encoding="utf-8").splitlines() if output.exists() else []
    return Job(done.returncode, done.stdout, done.stderr, dict(line.split("=", 1) for line in lines))


def run_action(folder: Path, **inputs: str) -> Job:
    """Run the last step of the action."""
    values = {f"inputs.{name}": str(each["default"]) for name, each in ACTION["inputs"].items()}
    values |= {f"inputs.{name.replace('_', '-')}": value for name, value in inputs.items()}
    values["steps.place.outputs.folder"] = str(installed(folder.parent))
    values["runner.temp"] = str(folder.parent / "temp")
    (folder.parent / "temp").mkdir(exist_ok=True)
    output = folder.parent / "output"
    output.unlink(missing_ok=True)
    github = {"GITHUB_WORKSPACE": str(folder), "CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_OUTPUT": str(output)}
    return run_step(STEPS[-1], folder, values, GITHUB_STEP_SUMMARY=str(folder.parent / "summary.md"), **github)


def cache_key(folder: Path, source: Path, place: str = "there") -> str:
    """The name of the cache for a copy of the action."""
    (step,) = (step for step in STEPS if step.get("id") == "place")
    output = folder / "output"
    output.write_text("", encoding="utf-8")
    values = {"steps.python.outputs.python-path": sys.executable, "github.action_path": str(source)}
    job = run_step(step, folder, {**values, "runner.temp": place}, GITHUB_OUTPUT=str(output))
    assert (job.code, job.err) == (0, "")
    key, place_line = output.read_text(encoding="utf-8").splitlines()
    assert place_line == f"folder={place}/spanlint"
    assert re.fullmatch(r"key=spanlint-[0-9a-f]{64}", key)
    return key


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    files = {"src/a.py": PYTHON_BAD, "my lib/b.ts": TYPESCRIPT_BAD, "clean/c.py": PYTHON_CLEAN}
    folder = tmp_path / "checkout"
    folder.mkdir()
    commit(folder, files)
    return folder


@pytest.mark.program
def test_it_is_a_composite_action() -> None:
    assert ACTION["runs"]["using"] == "composite"
    assert all(each["description"] for each in (ACTION, *ACTION["inputs"].values()))
    for step in STEPS:
        assert ("uses" in step) != ("run" in step)
        if "run" in step:
            assert step["shell"] == "bash"
            subprocess.run(["bash", "-n"], input=step["run"], check=True, encoding="utf-8", timeout=HANGS_AFTER)


def test_no_input_is_put_into_a_script() -> None:
    assert not [step for step in STEPS if "${{" in step.get("run", "")]
    used = set(re.findall(r"inputs\.([\w-]+)", str(STEPS)))
    assert used == set(ACTION["inputs"]), "every input is used, and every one that is used is declared"


def test_each_step_s_outputs_exist() -> None:
    place = next(step for step in STEPS if step.get("id") == "place")
    assert re.findall(r'echo "(\w+)=.*" >> "\$GITHUB_OUTPUT"', place["run"]) == ["key", "folder"]
    known = {("place", "key"), ("place", "folder"), ("python", "python-path"), ("cache", "cache-hit")}
    assert set(re.findall(r"steps\.(\w+)\.outputs\.([\w-]+)", str(STEPS))) == known
    assert {name: each["value"] for name, each in ACTION["outputs"].items()} == {
        name: f"${{{{ steps.{STEPS[-1]['id']}.outputs.{name} }}}}" for name in OUTPUTS
    }
    assert all(each["description"] for each in ACTION["outputs"].values())


def test_what_is_kept_is_what_is_installed_and_used() -> None:
    cache = next(step for step in STEPS if step.get("id") == "cache")
    install = next(step for step in STEPS if step.get("name") == "Install spanlint")
    places = (cache["with"]["path"], install["env"]["PLACE"], STEPS[-1]["env"]["PLACE"])
    assert set(places) == {"${{ steps.place.outputs.folder }}"}
    assert (cache["if"], install["if"]) == ("inputs.cache == 'true'", "steps.cache.outputs.cache-hit != 'true'")


@pytest.mark.program
def test_the_name_of_the_cache_changes_with_all_that_is_installed(tmp_path: Path) -> None:
    source = tmp_path / "source"
    write(source, {"pyproject.toml": "a", "setup.py": "b", "README.md": "c", "spanlint/a.py": "d", "tools/b.py": "e"})
    write(source, {"rules/a/rule.toml": "f", "tests/a.py": "g"})
    first = cache_key(tmp_path, source)
    write(source, {"spanlint/__pycache__/a.pyc": "x", "tests/a.py": "h", "docs/a.md": "i"})
    assert cache_key(tmp_path, source) == first
    assert cache_key(tmp_path, source, "elsewhere") != first
    for name in ("pyproject.toml", "spanlint/a.py", "rules/a/rule.toml", "tools/b.py", "spanlint/new.py"):
        write(source, {name: "changed"})
        key = cache_key(tmp_path, source)
        assert key != first, name
        first = key


def test_every_option_exists() -> None:
    known = {name for action in parser()._actions for name in action.option_strings}
    run = STEPS[-1]["run"]
    assert set(re.findall(r"--[a-z][a-z-]+", run)) <= known


@pytest.mark.program
def test_it_annotates_and_fails(checkout: Path) -> None:
    job = run_action(checkout, args=ONLY)
    assert (job.code, job.err) == (1, "")
    assert job.annotated == ["my lib/b.ts:5", "src/a.py:7"]


@pytest.mark.program
def test_a_clean_project_passes(checkout: Path) -> None:
    assert run_action(checkout, paths="clean", args=ONLY).code == 0


@pytest.mark.program
def test_several_paths_and_options_also_on_lines_of_their_own(checkout: Path) -> None:
    job = run_action(checkout, paths="src\nclean\n", args="--select\nSPN001\r\n  --isolated")
    assert (job.code, job.annotated) == (1, ["src/a.py:7"])
    assert run_action(checkout, paths="src", args=f"{ONLY} --exit-zero").code == 0


@pytest.mark.program
def test_the_sarif_file_holds_the_same_findings(checkout: Path) -> None:
    job = run_action(checkout, args=ONLY, sarif_file="out put.sarif")
    assert (job.code, job.annotated) == (1, ["my lib/b.ts:5", "src/a.py:7"])
    (run,) = json.loads((checkout / "out put.sarif").read_text(encoding="utf-8"))["runs"]
    places = [each["locations"][0]["physicalLocation"] for each in run["results"]]
    assert [each["artifactLocation"]["uri"] for each in places] == ["my%20lib/b.ts", "src/a.py"]
    assert [each["region"]["startLine"] for each in places] == [5, 7]


@pytest.mark.program
def test_the_sarif_file_is_written_where_nothing_is_found(checkout: Path) -> None:
    assert run_action(checkout, paths="clean", args=ONLY, sarif_file="it.sarif").code == 0
    assert json.loads((checkout / "it.sarif").read_text(encoding="utf-8"))["runs"][0]["results"] == []


@pytest.mark.program
def test_what_goes_wrong_fails_the_step(checkout: Path) -> None:
    missing = run_action(checkout, paths="nowhere", args=ONLY)
    assert missing.code == 2
    assert "nowhere: no such file or directory" in missing.err
    unwritten = run_action(checkout, paths="clean", args=ONLY, sarif_file="no/folder/it.sarif")
    assert unwritten.code == 2
    assert "the report was not written" in unwritten.err
    both = run_action(checkout, paths="src nowhere", args=ONLY, sarif_file="it.sarif")
    assert (both.code, both.annotated) == (2, ["src/a.py:7", "nowhere"])
    assert (checkout / "it.sarif").exists()


@pytest.mark.program
def test_it_runs_in_a_folder_of_the_checkout(checkout: Path) -> None:
    job = run_action(checkout, working_directory="src", args=ONLY, sarif_file="it.sarif")
    assert (job.code, job.annotated) == (1, ["src/a.py:7"])
    assert (checkout / "src" / "it.sarif").exists()


@pytest.mark.program
def test_a_baseline_and_the_severity_that_fails(checkout: Path) -> None:
    assert run_action(checkout, args=ONLY, fail_on="error").code == 0
    assert run_action(checkout, args=ONLY, fail_on="warning").code == 1
    assert run_action(checkout, args=ONLY, fail_on="never").code == 2
    call_main(checkout, [*ONLY.split(), "--write-baseline", "known findings.json"])
    job = run_action(checkout, args=ONLY, baseline="known findings.json")
    assert (job.code, job.annotated) == (0, [])
    assert run_action(checkout, args=ONLY, baseline="gone.json").code == 2


@pytest.mark.program
def test_the_page_of_the_job_has_a_summary(checkout: Path) -> None:
    summary = checkout.parent / "summary.md"
    assert run_action(checkout, args=ONLY).code == 1
    assert summary.read_text(encoding="utf-8").startswith("### spanlint: 2 warnings\n")
    assert run_action(checkout, paths="clean nowhere", args=ONLY).code == 2
    assert "- nowhere: no such file or directory" in summary.read_text(encoding="utf-8")
    summary.unlink()
    assert run_action(checkout, args=ONLY, summary="false").code == 1
    assert not summary.exists()


def outputs(*values: object) -> dict[str, str]:
    return dict(zip(OUTPUTS, map(str, values), strict=True))


@pytest.mark.program
def test_its_outputs_count_the_findings_and_name_the_report(checkout: Path) -> None:
    assert run_action(checkout, args=ONLY).outputs == outputs(1, 2, 0, 2, 0, "")
    assert run_action(checkout, args=ONLY, fail_on="error").outputs == outputs(0, 2, 0, 2, 0, "")
    assert run_action(checkout, paths="clean", args=ONLY).outputs == outputs(0, 0, 0, 0, 0, "")
    write(checkout, {"src/d.py": PYTHON_BAD.replace('("checkout")', '("checkout", context=None)')})
    mixed = run_action(checkout, args="--isolated", paths="src", sarif_file="it.sarif", summary="false")
    assert mixed.outputs == outputs(1, 2, 1, 1, 0, "it.sarif")
    inside = run_action(checkout, args=ONLY, working_directory="src", sarif_file="../up.sarif")
    assert inside.outputs["sarif-file"] == "up.sarif"


@pytest.mark.program
def test_its_outputs_where_something_could_not_be_run(checkout: Path) -> None:
    assert run_action(checkout, paths="src nowhere", args=ONLY).outputs == outputs(2, 1, 0, 1, 0, "")
    assert run_action(checkout, args="--selct SPN001", sarif_file="it.sarif").outputs == outputs(2, "", "", "", "", "")
    assert run_action(checkout, args=f"{ONLY} --diff", summary="false").outputs == outputs(1, "", "", "", "", "")
    forged = run_action(checkout, args=ONLY, sarif_file="it.sarif\nfindings=0")
    assert forged.outputs == outputs(1, 2, 0, 2, 0, "it.sarif")


@pytest.mark.program
def test_only_the_changed_lines_of_a_pull_request(tmp_path: Path) -> None:
    checkout = branched(tmp_path / "checkout", {"a.py": OLD})
    commit(checkout, {"a.py": OLD + MORE})
    assert run_action(checkout, args=ONLY, diff_base="main").annotated == ["a.py:11"]
    assert run_action(checkout, args=ONLY, diff_base="HEAD").code == 0
    unknown = run_action(checkout, args=ONLY, diff_base="origin/main")
    assert unknown.code == 2
    assert "fetch-depth: 0" in unknown.err


@pytest.mark.program
@pytest.mark.parametrize("name", ["paths", "args", "baseline", "fail_on", "diff_base", "sarif_file", "summary"])
def test_an_input_is_never_run(checkout: Path, name: str) -> None:
    mark = checkout.parent / "mark"
    for attack in (
        f"$(touch {mark})",
        f"; touch {mark}",
        f"`touch {mark}`",
        f'"; touch {mark}; "',
        f"\ntouch {mark}\n",
    ):
        run_action(checkout, **{name: attack})
    assert not mark.exists()


@pytest.mark.program
def test_a_path_is_not_taken_for_an_option(checkout: Path) -> None:
    assert run_action(checkout, paths="--exit-zero", args=ONLY).code == 2


@pytest.mark.program
def test_a_pattern_chooses_among_the_files_that_count(checkout: Path) -> None:
    job = run_action(checkout, paths="**/*.py", args=ONLY)
    assert (job.code, job.annotated) == (1, ["src/a.py:7"])
    assert run_action(checkout, paths="**/*.vue", args=ONLY).code == 2


def test_the_linter_runs_once() -> None:
    assert STEPS[-1]["run"].count("/spanlint") == 1
