"""`lint_source` and `lint_paths` against the program: the same findings, and nothing printed."""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

import spanlint
from spanlint.rulebook import addresses
from tests.adoption.repositories import MORE, OLD, branched, commit
from tests.cli.program import PYTHON_BAD, PYTHON_CLEAN, TYPESCRIPT_BAD, call_main, run_spanlint, write


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Path]:
    """A folder to work in. Whatever a test does, the API prints nothing."""
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    assert capfd.readouterr() == ("", "")


def plain(report: spanlint.Report) -> list[dict[str, Any]]:
    """The findings as the `json` format has them."""
    found: list[dict[str, Any]] = json.loads(json.dumps([asdict(finding) for finding in report.findings]))
    for finding in found:
        del finding["fixable"], finding["fingerprint"]
        assert finding.pop("url") is None, "there is no address, so the format has no key"
        assert finding.pop("cell") is None, "it is no notebook, so the format has no key"
        for place in finding["related"]:
            assert place.pop("cell") is None
            if place["path"] == finding["path"]:
                del place["path"]
    return found


def printed(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run_spanlint(folder, "--output-format", "json", *arguments).out)
    return found


def test_files_have_the_findings_that_the_program_prints(project: Path) -> None:
    write(project, {"src/a.py": PYTHON_BAD, "src/b.ts": TYPESCRIPT_BAD, "c.py": PYTHON_CLEAN, "src/d.py": "def ("})
    report = spanlint.lint_paths("src")
    assert [finding.path for finding in report.findings] == ["src/a.py", "src/b.ts"]
    assert plain(report) == printed(project, "src")
    assert plain(spanlint.lint_paths([Path("src/a.py"), "src/b.ts"])) == printed(project, "src")
    assert plain(spanlint.lint_paths([str(project / "src")])) == printed(project, str(project / "src"))
    assert (report.summary.files, report.summary.span_calls, report.summary.warnings) == (3, 2, 2)


@pytest.mark.parametrize(("path", "text"), [("src/a.py", PYTHON_BAD), ("src/b.ts", TYPESCRIPT_BAD)])
def test_a_text_has_the_findings_that_standard_input_has(project: Path, path: str, text: str) -> None:
    write(project, {"spanlint.toml": 'extend-select = ["ALL"]\n'})
    options = ("--output-format", "json", "--stdin-filename", path, "-")
    expected = json.loads(call_main(project, options, text.encode()).out)
    assert expected
    assert plain(spanlint.lint_source(text, path)) == expected
    assert plain(spanlint.lint_source(text, Path(path))) == expected


def test_a_finding_in_a_notebook_names_its_cell(project: Path) -> None:
    cells: list[dict[str, Any]] = [{"cell_type": "markdown", "metadata": {}, "source": "text"}]
    cells += [{"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": PYTHON_BAD}]
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    text = json.dumps({"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5})
    write(project, {"a.ipynb": text})
    (found,) = spanlint.lint_paths(["a.ipynb"], {}).findings
    assert (found.cell, found.line, found.code) == (2, 7, "SPN001")


def test_the_fields_are_the_keys_of_the_json_report(project: Path) -> None:
    write(project, {"a.py": PYTHON_BAD, "b.ts": TYPESCRIPT_BAD, "gone.py/x": ""})
    log = json.loads(run_spanlint(project, "--output-format", "json-report", "a.py", "b.ts", "no.py").out)
    report = spanlint.lint_paths(["a.py", "b.ts", "no.py"])
    expected = json.loads(json.dumps(asdict(report)))
    for finding in expected["findings"]:
        assert (finding.pop("url"), finding.pop("cell")) == (None, None)
        assert [place.pop("cell") for place in finding["related"]] == [None] * len(finding["related"])
    for finding in (*log["findings"], *expected["findings"]):
        for place in finding["related"]:
            place.setdefault("path", finding["path"])
    assert {key: log[key] for key in ("findings", "problems", "summary")} == {
        key: expected[key] for key in ("findings", "problems", "summary")
    }


def test_what_a_text_imports_is_read_beside_it(project: Path) -> None:
    caller = "from shop.telemetry import tracer\n\ndef pay():\n    return tracer.start_span('pay')\n"
    assert [finding.code for finding in spanlint.lint_source(caller, "shop/pay.py", {}).findings] == ["SPN001"]
    steps = "class Steps:\n    def start_span(self, name):\n        return name\n\n\ntracer = Steps()\n"
    write(project, {"shop/telemetry.py": steps, "shop/__init__.py": ""})
    assert spanlint.lint_source(caller, "shop/pay.py", {}).findings == ()


def test_a_configuration_is_found_named_or_given(project: Path) -> None:
    write(project, {"spanlint.toml": 'ignore = ["SPN001"]\n', "other.toml": 'select = ["SPN001"]\n'})
    write(project, {"a.py": PYTHON_BAD})

    def codes(**options: Any) -> list[list[str]]:
        reports = spanlint.lint_source(PYTHON_BAD, "a.py", **options), spanlint.lint_paths(["a.py"], **options)
        return [[finding.code for finding in report.findings] for report in reports]

    assert codes() == [[], []]
    assert codes(config="other.toml") == [["SPN001"], ["SPN001"]]
    assert codes(config=project / "other.toml") == [["SPN001"], ["SPN001"]]
    assert codes(config={}) == [["SPN001"], ["SPN001"]]
    assert codes(config={"ignore": ("SPN",)}) == [[], []]
    assert codes(config={"extend": Path("spanlint.toml")}) == [[], []]
    assert codes(config={}, select="SPN9") == [[], []]
    assert codes(select=["SPN001"]) == [["SPN001"], ["SPN001"]]
    assert codes(config={}, ignore=["SPN001"]) == [[], []]
    assert codes(config={"select": ["SPN9"]}, extend_select=["SPN001"]) == [["SPN001"], ["SPN001"]]


def test_patterns_of_a_given_configuration_are_relative_to_the_current_folder(project: Path) -> None:
    write(project, {"src/a.py": PYTHON_BAD, "src/b.py": PYTHON_BAD})
    found = spanlint.lint_paths("src", {"exclude": ["/src/a.py"]}).findings
    assert [finding.path for finding in found] == ["src/b.py"]
    assert spanlint.lint_source(PYTHON_BAD, "src/b.py", {"per-file-ignores": {"src/*": ["ALL"]}}).findings == ()
    excluded = spanlint.lint_source(PYTHON_BAD, "src/a.py", {"exclude": ["/src/a.py"], "force-exclude": True})
    assert (excluded.findings, excluded.summary.skipped) == ((), 1)


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        ({"selekt": []}, "config: selekt: unknown key; did you mean `select`?"),
        ({"select": ["SPN0O1"]}, "config: select: unknown rule `SPN0O1`; did you mean `SPN001`?"),
        ({"select": 1}, "config: select: expected a list of strings, got an integer"),
        ({"select": None}, "config: select: expected a list of strings, got NoneType"),
        ({"select": [object]}, "config: select: expected a list of strings, item 1 is type"),
        ({1: 2}, "config: 1: a key is a string"),
        ({"fail-on": "never"}, None),
        ({"session-context": {"python": {"expression": "f("}}}, None),
        ("gone.toml", "gone.toml: cannot be read: no such file or directory"),
    ],
)
def test_a_configuration_that_cannot_be_used_is_one_line(config: Any, reason: str | None) -> None:
    calls: list[Callable[[], spanlint.Report]] = [
        lambda: spanlint.lint_source("", "a.py", config),
        lambda: spanlint.lint_paths((), config),
    ]
    raised = []
    for call in calls:
        try:
            report = call()
        except spanlint.ConfigurationError as error:
            raised.append(str(error))
        else:
            raised.extend(problem.message for problem in report.problems)
    assert raised, "an error, or a problem if the rest can be linted"
    assert reason is None or raised == [reason, reason]
    assert all(line.startswith(("config: ", "gone.toml: ")) and line.isprintable() for line in raised)


@pytest.mark.parametrize("options", [{"select": ["X"]}, {"extend_select": "spn"}, {"ignore": [""]}])
def test_unknown_rules_are_refused(options: Any) -> None:
    with pytest.raises(spanlint.ConfigurationError, match="unknown rule"):
        spanlint.lint_source("", "a.py", {}, **options)


@pytest.mark.parametrize(
    ("text", "path", "reason"),
    [
        ("", "a.rb", "a.rb: not a Python, TypeScript or JavaScript file"),
        ("", "", ": not a Python, TypeScript or JavaScript file"),
        ("", "a\n\x1b.rb", "a\\n\\x1b.rb: not a Python, TypeScript or JavaScript file"),
        ("x = '\udc80'", "a.py", "a.py: a lone surrogate at index 5 of the text"),
    ],
)
def test_a_text_that_cannot_be_linted_is_one_line(text: str, path: str, reason: str) -> None:
    with pytest.raises(spanlint.SourceError) as raised:
        spanlint.lint_source(text, path)
    assert str(raised.value) == reason


def test_bytes_are_refused_as_python_does() -> None:
    with pytest.raises(TypeError, match="text: expected str, got bytes"):
        spanlint.lint_source(b"", "a.py")  # type: ignore[arg-type]


def test_what_is_wrong_with_a_file_is_a_problem_and_not_raised(project: Path) -> None:
    write(project, {"a.py": PYTHON_BAD, "b.py": b"\0", "c/spanlint.toml": "selekt = 1", "c/a.py": ""})
    report = spanlint.lint_paths(["a.py", "b.py", "no.py", "c"])
    assert [finding.path for finding in report.findings] == ["a.py"]
    reasons = {(problem.path, problem.message.split(": ")[-1]) for problem in report.problems}
    assert reasons == {
        ("b.py", "binary file"),
        ("no.py", "no such file or directory"),
        (None, "unknown key; did you mean `select`?"),
    }
    (nul,) = spanlint.lint_source("\0", "a.py", {}).problems
    assert (nul.path, nul.message) == ("a.py", "binary file")


def test_a_text_is_what_it_is_whatever_encoding_it_declares() -> None:
    text = f"# -*- coding: ascii -*-\né = 'é'\n{PYTHON_BAD}"
    (finding,) = spanlint.lint_source(text, "a.py", {}).findings
    assert (finding.code, finding.line, finding.column) == ("SPN001", 9, 19)
    (finding,) = spanlint.lint_source(f"\ufeff{text}", "a.py", {}).findings
    assert (finding.code, finding.line) == ("SPN001", 9)
    assert spanlint.lint_source("# coding: ascii\né = 1\n", "a.py", {}).problems == ()


def test_a_text_that_cannot_be_parsed_has_a_finding() -> None:
    (finding,) = spanlint.lint_source(f"{PYTHON_BAD}tracer.start_span(", "a.py", {"select": ["SPN900"]}).findings
    assert (finding.code, finding.line) == ("SPN900", 8)


def test_nothing_to_lint_is_no_error(project: Path) -> None:
    assert spanlint.lint_paths(()).summary.files == 0
    assert spanlint.lint_paths(".").findings == ()
    assert spanlint.lint_source("", "a.py").summary.files == 1


def test_a_baseline_of_the_configuration_and_of_the_argument(project: Path) -> None:
    write(project, {"a.py": PYTHON_BAD})
    run_spanlint(project, "--write-baseline", "base.json")
    assert len(spanlint.lint_paths("a.py").findings) == 1
    covered = spanlint.lint_paths("a.py", baseline="base.json")
    assert (covered.findings, covered.warnings) == ((), ())
    assert spanlint.lint_source(PYTHON_BAD, "a.py", {"baseline": "base.json"}).findings == ()
    write(project, {"a.py": PYTHON_CLEAN})
    (stale,) = spanlint.lint_paths("a.py", {"baseline": "base.json"}).warnings
    assert stale == "base.json: no longer needed: a.py SPN001 (1)"
    with pytest.raises(spanlint.ConfigurationError, match=r"^gone\.json: "):
        spanlint.lint_paths("a.py", baseline="gone.json")


@pytest.mark.program
def test_only_changed_lines(project: Path) -> None:
    checkout = branched(project / "checkout", {"a.py": OLD})
    commit(checkout, {"a.py": OLD + MORE})
    os.chdir(checkout)
    assert [finding.line for finding in spanlint.lint_paths("a.py", {}, diff_base="main").findings] == [11]
    with pytest.raises(spanlint.ConfigurationError, match="--diff-base: "):
        spanlint.lint_paths("a.py", {}, diff_base="no-such-branch")


@pytest.mark.program
def test_several_processes_find_the_same(project: Path) -> None:
    padding = "# " + "x" * 60_000 + "\n"
    write(project, {f"a{number}.py": padding + PYTHON_BAD for number in range(3)})
    assert spanlint.lint_paths(".", jobs=2) == spanlint.lint_paths(".")
    with pytest.raises(spanlint.ConfigurationError, match="jobs: expected 0 or more, got -1"):
        spanlint.lint_paths(".", jobs=-1)


@pytest.mark.parametrize("is_enabled", [True, False])
def test_the_garbage_collector_stays_as_it_was(project: Path, is_enabled: bool) -> None:
    write(project, {"a.py": PYTHON_BAD, "b.py": PYTHON_BAD})
    frozen = gc.get_freeze_count()
    try:
        (gc.enable if is_enabled else gc.disable)()
        spanlint.lint_paths(".")
        assert (gc.isenabled(), gc.get_freeze_count()) == (is_enabled, frozen)
    finally:
        gc.enable()


def test_no_file_is_written(project: Path) -> None:
    write(project, {"a.py": PYTHON_BAD})
    before = {path: path.read_bytes() for path in project.rglob("*")}
    spanlint.lint_paths(".")
    spanlint.fix_source(PYTHON_BAD, "a.py")
    assert {path: path.read_bytes() for path in project.rglob("*")} == before


def test_findings_and_rules_name_their_page_where_the_project_has_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "documentation", lambda: "https://spanlint.example.org/docs")
    page = "https://spanlint.example.org/docs/rules/missing-parent.md"
    assert [finding.url for finding in spanlint.lint_source(PYTHON_BAD, "a.py", {}).findings] == [page]
    assert spanlint.rule("SPN001").url == page


def test_a_later_call_sees_what_has_changed_on_the_disk(project: Path) -> None:
    head = 'import { trace } from "@opentelemetry/api";\n'
    paths = '{"compilerOptions": {"paths": {"~/*": ["./FOLDER/*"]}}}'
    write(
        project,
        {
            "own/tracing.ts": "export const tracer = { startSpan(name: string) { return name; } };\n",
            "real/tracing.ts": head + 'export const tracer = trace.getTracer("a");\n',
            "a.ts": 'import { tracer } from "~/tracing";\n\ntracer.startSpan("a");\n',
        },
    )
    for folder, findings in (("own", 0), ("real", 1), ("own", 0)):
        write(project, {"tsconfig.json": paths.replace("FOLDER", folder)})
        assert len(spanlint.lint_paths("a.ts", config={}).findings) == findings, folder
