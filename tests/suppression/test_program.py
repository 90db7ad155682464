"""Suppression as a user meets it: counted in the summary, out of the fixes' reach."""

from __future__ import annotations

from pathlib import Path

from tests.cli.program import PYTHON_BAD, TYPESCRIPT_BAD, places, run_spanlint, write

SETTINGS = '[session-context.python]\nexpression = "get_context()"\nimports = ["from acme import get_context"]\n'
SUPPRESSED = PYTHON_BAD.replace('("checkout")', '("checkout")  # spanlint: ignore[SPN001] a root')


def test_suppressed_findings_are_counted(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": SUPPRESSED, "b.ts": TYPESCRIPT_BAD.replace("\n\nexport", "\n// spanlint: ignore\nexport")})
    done = run_spanlint(tmp_path)
    assert done.code == 0
    assert done.out == "No findings in 2 files (2 span calls in 2 files, 2 findings suppressed by comments).\n"


def test_fixes_leave_suppressed_calls_alone(tmp_path: Path) -> None:
    write(tmp_path, {"spanlint.toml": SETTINGS, "a.py": SUPPRESSED, "b.py": PYTHON_BAD})
    assert run_spanlint(tmp_path, "--fix", "--unsafe-fixes").code == 0
    assert (tmp_path / "a.py").read_text(encoding="utf-8") == SUPPRESSED
    assert "context=get_context()" in (tmp_path / "b.py").read_text(encoding="utf-8")


def test_a_call_is_fixed_before_a_comment_suppresses_it(tmp_path: Path) -> None:
    """Both at once would leave a comment that suppresses nothing, and nothing of it would be written."""
    misspelt = SUPPRESSED.replace("ignore[SPN001] a root", "disable=SPN001")
    write(tmp_path, {"spanlint.toml": SETTINGS, "a.py": misspelt, "b.py": misspelt})
    assert run_spanlint(tmp_path, "--fix", "--unsafe-fixes", "a.py").err == ""
    fixed = (tmp_path / "a.py").read_text(encoding="utf-8")
    assert '("checkout", context=get_context())  # spanlint: disable=SPN001' in fixed
    assert run_spanlint(tmp_path, "--fix", "--unsafe-fixes", "--unfixable", "SPN001", "b.py").code == 0
    assert (tmp_path / "b.py").read_text(encoding="utf-8") == misspelt.replace("disable=SPN001", "ignore[SPN001]")


def test_fix_takes_out_what_is_unused(tmp_path: Path) -> None:
    stale = SUPPRESSED.replace('("checkout")', '("checkout", context=cart.context)')
    write(tmp_path, {"a.py": stale})
    assert places(run_spanlint(tmp_path, "--output-format", "concise"))[:1] == ["a.py:7:65 SPN901"]
    done = run_spanlint(tmp_path, "--fix")
    assert (done.code, "Found 1 finding (1 fixed, 0 remaining) in 1 file" in done.out) == (0, True)
    assert (tmp_path / "a.py").read_text(encoding="utf-8") == stale.replace("  # spanlint: ignore[SPN001] a root", "")


def test_a_suppression_that_outlived_the_last_call_of_its_file(tmp_path: Path) -> None:
    write(tmp_path, {"a.ts": "// spanlint: ignore[SPN001] a root\nexport const x = 1;\n"})
    done = run_spanlint(tmp_path, "--output-format", "concise")
    assert (done.code, places(done)[:1]) == (1, ["a.ts:1:1 SPN901"])
    assert run_spanlint(tmp_path, "--fix").code == 0
    assert (tmp_path / "a.ts").read_text(encoding="utf-8") == "export const x = 1;\n"
