"""Which rules' fixes are applied: `fixable` and its kin, as keys and as options."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import spanlint
from tests.cli.program import Run, run_spanlint, write

TWO = """\
import { Context, trace } from "@opentelemetry/api";

const tracer = trace.getTracer("shop");

export const pay = (ctx: Context) => tracer.startSpan("pay");
tracer.startSpan("root", { root: true }).end(); // spanlint: ignore[SPN001]
"""
"""Line 5 has a safe fix by SPN002, line 6 one by SPN901."""

UNENDED = """\
from opentelemetry import trace

tracer = trace.get_tracer("shop")


async def ship(order, ctx):
    span = tracer.start_span("ship", context=ctx)
    await order.ship()
    span.end()
"""
"""The fix by SPN103 is unsafe."""

REPAIRED = {"SPN002": 'startSpan("pay", {}, ctx)', "SPN901": "true }).end();\n"}


def fixed(folder: Path, *options: str) -> set[str]:
    """Returns the rules whose fix was applied, and checks that the marks of a run before say the same."""
    write(folder, {"a.ts": TWO})
    before = run_spanlint(folder, "--output-format", "concise", *options, "a.ts")
    marked = {line.split()[2] for line in before.out.splitlines() if " [*] " in line}
    assert (f"[*] {len(marked)} fixable with `--fix`" in before.out) is bool(marked)
    run_spanlint(folder, "--fix", *options, "a.ts")
    text = (folder / "a.ts").read_text()
    applied = {code for code, part in REPAIRED.items() if part in text}
    assert applied == marked
    return applied


BOTH = {"SPN002", "SPN901"}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], BOTH),
        (["--fixable", "ALL"], BOTH),
        (["--fixable", "SPN9"], {"SPN901"}),
        (["--fixable", "SPN001"], set()),
        (["--fixable", "SPN001", "--extend-fixable", "SPN002"], {"SPN002"}),
        (["--unfixable", "SPN901"], {"SPN002"}),
        (["--unfixable", "ALL"], set()),
        (["--unfixable", "ALL", "--extend-fixable", "SPN9"], {"SPN901"}),
        (["--unfixable", "SPN", "--fixable", "SPN002"], {"SPN002"}),
        (["--unfixable", "SPN002", "--fixable", "SPN"], {"SPN901"}),
        (["--unfixable", "SPN002", "--fixable", "SPN002"], set()),
    ],
)
def test_options(tmp_path: Path, options: list[str], expected: set[str]) -> None:
    assert fixed(tmp_path, *options) == expected


@pytest.mark.parametrize(
    ("keys", "options", "expected"),
    [
        ("fixable = ['SPN9']", [], {"SPN901"}),
        ("fixable = []", [], set()),
        ("fixable = ['SPN9']\nextend-fixable = ['SPN002']", [], BOTH),
        ("unfixable = ['SPN9']", [], {"SPN002"}),
        ("unfixable = ['SPN9']", ["--unfixable", "SPN0"], set()),
        ("unfixable = ['SPN9']", ["--fixable", "SPN901"], {"SPN901"}),
        ("unfixable = ['SPN9']", ["--isolated"], BOTH),
        ("fixable = ['SPN9']", ["--extend-fixable", "SPN0"], BOTH),
        ("extend-unsafe-fixes = ['SPN002']", [], {"SPN901"}),
        ("extend-unsafe-fixes = ['SPN']\nextend-safe-fixes = ['SPN9']", [], {"SPN901"}),
        ("extend-unsafe-fixes = ['SPN002']\nextend-safe-fixes = ['SPN002']", [], {"SPN901"}),
    ],
)
def test_keys(tmp_path: Path, keys: str, options: list[str], expected: set[str]) -> None:
    write(tmp_path, {"spanlint.toml": keys})
    assert fixed(tmp_path, *options) == expected


@pytest.mark.parametrize(
    ("above", "own", "expected"),
    [
        ("unfixable = ['SPN9']", "", {"SPN002"}),
        ("unfixable = ['SPN9']", "unfixable = ['SPN002']", set()),
        ("unfixable = ['SPN9']", "fixable = ['SPN9']", {"SPN901"}),
        ("fixable = ['SPN9']", "extend-fixable = ['SPN002']", BOTH),
        ("extend-unsafe-fixes = ['SPN9']", "extend-unsafe-fixes = ['SPN002']", set()),
    ],
)
def test_the_keys_start_from_those_of_the_extended_file(
    tmp_path: Path, above: str, own: str, expected: set[str]
) -> None:
    write(tmp_path, {"org.toml": above, "spanlint.toml": f"extend = 'org.toml'\n{own}"})
    assert fixed(tmp_path) == expected


def test_a_guess_that_counts_as_safe_is_applied_without_a_further_option(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": UNENDED})
    assert "[*]" not in run_spanlint(tmp_path, "a.py").out
    run_spanlint(tmp_path, "--fix", "--config", "extend-safe-fixes = ['SPN103']", "a.py")
    assert "finally:" in (tmp_path / "a.py").read_text()


def test_a_guess_of_a_rule_that_is_not_fixed_is_not_offered(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": UNENDED})
    run = run_spanlint(tmp_path, "--unfixable", "SPN103", "--config", "extend-safe-fixes = ['SPN1']", "a.py")
    assert "SPN103" in run.out
    assert "fix" not in run.out
    run_spanlint(tmp_path, "--fix", "--unsafe-fixes", "--unfixable", "SPN103", "a.py")
    assert (tmp_path / "a.py").read_text() == UNENDED


def test_a_guess_in_a_text_stays_one(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": f"```python\n{UNENDED}```\n"})
    options = ("--include-docs", "--config", "extend-safe-fixes = ['SPN103']")
    assert "1 fixable with `--fix --unsafe-fixes`." in run_spanlint(tmp_path, *options, "a.md").out


def test_a_remedy_is_not_passed_either(tmp_path: Path) -> None:
    write(tmp_path, {"a.ts": TWO})
    options = ("--diff", "--remedy", "root", "--select", "SPN002")
    assert "+export const pay" in run_spanlint(tmp_path, *options).out
    refused = run_spanlint(tmp_path, *options, "--unfixable", "SPN0")
    assert refused == Run(2, "", "spanlint: --remedy: the selected rules are unfixable\n")


def test_the_fixes_remain_as_alternatives(tmp_path: Path) -> None:
    write(tmp_path, {"a.ts": TWO})
    report = json.loads(run_spanlint(tmp_path, "--unfixable", "SPN002", "--output-format", "json-report").out)
    assert report["summary"]["fixable"] == 1
    by_code = {finding["code"]: finding for finding in report["findings"]}
    assert {fix["safety"] for fix in by_code["SPN002"]["fixes"]} == {"shown"}
    assert [by_code[code]["fixable"] for code in ("SPN002", "SPN901")] == [False, True]


def test_a_program_that_imports_spanlint_gets_the_same() -> None:
    configured = spanlint.fix_source(TWO, "a.ts", {"unfixable": ["SPN002"]})
    assert configured.fixed == 1
    assert REPAIRED["SPN002"] not in configured.text
    chosen = spanlint.fix_source(TWO, "a.ts", {"unfixable": ["SPN002"]}, choose=lambda found: found.fixes[0])
    assert REPAIRED["SPN002"] in chosen.text


def test_the_settings_are_shown(tmp_path: Path) -> None:
    write(tmp_path, {"a.ts": TWO, "spanlint.toml": "unfixable = ['SPN90']\nextend-unsafe-fixes = ['SPN002']\n"})
    lines = run_spanlint(tmp_path, "--show-settings", "a.ts").out.splitlines()
    assert 'unfixable = ["SPN900", "SPN901"]' in lines
    assert 'extend-unsafe-fixes = ["SPN002"]' in lines


@pytest.mark.parametrize("key", ["fixable", "extend-fixable", "unfixable", "extend-safe-fixes", "extend-unsafe-fixes"])
@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ('"SPN001"', "expected a list of strings, got a string"),
        ('["SPN0O1"]', "unknown rule `SPN0O1`; did you mean `SPN001`?"),
        ('["skipped-parent"]', "unknown rule `skipped-parent`; did you mean `SPN002` (skipped-parent)?"),
        ("[1]", "expected a list of strings, item 1 is an integer"),
    ],
)
def test_nonsense_is_one_line(tmp_path: Path, key: str, value: str, reason: str) -> None:
    write(tmp_path, {"a.ts": TWO, "spanlint.toml": f"{key} = {value}\n"})
    run = run_spanlint(tmp_path)
    assert (run.code, run.out) == (2, "")
    assert run.err.endswith(f"spanlint.toml: {key}: {reason}\n")
    assert run.err.count("\n") == 1
