"""`--remedy`: one parent for every call that the selected rules report."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import PYTHON_ACTIVE, PYTHON_BAD, TYPESCRIPT_BAD, run_spanlint, write

CONFIGURATION = """\
[session-context.python]
expression = "get_session_context()"
imports = ["from acme.session import get_session_context"]

[session-context.typescript]
expression = "getSessionContext()"
imports = ["import { getSessionContext } from '@acme/session'"]
"""
BY_HAND = PYTHON_BAD.replace(
    'return tracer.start_span("checkout")',
    'span = tracer.start_span("checkout")\n    with trace.use_span(span, end_on_exit=True):\n        return cart',
)
FILES = {"a.py": PYTHON_BAD, "by_hand.py": BY_HAND, "a.ts": TYPESCRIPT_BAD, "active.py": PYTHON_ACTIVE}


def changed(folder: Path) -> dict[str, str]:
    """What is new in each file, without its indent; imports too."""
    return {
        name: "\n".join(line.strip() for line in (folder / name).read_text().splitlines() if line not in before)
        for name, text in FILES.items()
        for before in [text.splitlines()]
    }


@pytest.mark.parametrize(
    ("remedy", "python", "typescript"),
    [
        ("active", "context=get_current()", "otelContext.active()"),
        ("root", "context=Context()", "root: true"),
        ("session", "context=get_session_context()", "getSessionContext()"),
    ],
)
def test_every_call_that_the_rules_report_gets_it(tmp_path: Path, remedy: str, python: str, typescript: str) -> None:
    write(tmp_path, {**FILES, "spanlint.toml": CONFIGURATION})
    run = run_spanlint(tmp_path, "--fix", "--remedy", remedy, "--select", "SPN001,SPN006")
    assert (run.code, run.err) == (0, "")
    assert "Found 4 findings (4 fixed, 0 remaining)" in run.out
    new = changed(tmp_path)
    assert all(python in new[name] for name in ("a.py", "by_hand.py", "active.py"))
    assert typescript.split(".")[-1] in new["a.ts"]
    again = run_spanlint(tmp_path, "--fix", "--remedy", remedy, "--select", "SPN001,SPN006")
    assert "No findings" in again.out


def test_only_the_selected_rules(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    run = run_spanlint(tmp_path, "--fix", "--remedy", "active", "--select", "SPN006")
    assert run.code == 0
    new = changed(tmp_path)
    assert (new["a.py"], new["a.ts"]) == ("", "")
    assert "context=" in new["by_hand.py"]
    assert "context=" in new["active.py"]


def test_a_diff_shows_it(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    run = run_spanlint(tmp_path, "--diff", "--remedy", "root", "--select", "SPN001")
    assert '+    return tracer.start_span("checkout", context=Context())' in run.out
    assert set(changed(tmp_path).values()) == {""}


def test_a_reported_call_keeps_its_other_remedies_out(tmp_path: Path) -> None:
    """The safe fix of a session context is not what was chosen."""
    write(tmp_path, {"a.py": PYTHON_BAD, "spanlint.toml": CONFIGURATION})
    run_spanlint(tmp_path, "--fix", "--remedy", "root", "--select", "SPN001")
    assert "get_session_context" not in (tmp_path / "a.py").read_text()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--remedy", "active", "--select", "SPN001"], "--remedy: needs --fix or --diff"),
        (
            ["--fix", "--remedy", "active"],
            "--remedy: needs --select, which names the rules whose calls get this parent",
        ),
        (["--fix", "--remedy", "session", "--select", "SPN001"], "--remedy session: no session-context is configured"),
    ],
)
def test_it_refuses_what_it_cannot_do(tmp_path: Path, arguments: list[str], reason: str) -> None:
    write(tmp_path, {"a.py": PYTHON_BAD})
    run = run_spanlint(tmp_path, *arguments)
    assert (run.code, run.out, run.err) == (2, "", f"spanlint: {reason}\n")
    assert (tmp_path / "a.py").read_text() == PYTHON_BAD
