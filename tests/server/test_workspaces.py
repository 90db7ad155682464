"""A workspace of 4,000 files: which of them the server judges, and when."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from lsprotocol import types

from tests.cli.program import PYTHON_BAD
from tests.server.session import Editor, capabilities, codes, run_session

pytestmark = pytest.mark.program

WITH_SPANS = 40
FILES = 4_000
HELPER = "from opentelemetry import trace\ndef make():\n    return trace.get_tracer('shop')\n"
USER = "from helper import make\nmake().start_span('a')\n"

COUNTING = """\
import sys
import spanlint.server.judging as judging
judge = judging.judge_with_line_ends
def judge_and_tell(source, *rest):
    with open("../judged.txt", "a") as file:
        print(source.path, file=file)
    return judge(source, *rest)
judging.judge_with_line_ends = judge_and_tell
from spanlint.__main__ import main
sys.argv = ["spanlint", "server"]
main()
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A folder of files of which every hundredth has a finding, and one more that imports another."""
    top = tmp_path / "top"
    for number in range(FILES - 2):
        folder = top / f"package_{number % 20}"
        folder.mkdir(parents=True, exist_ok=True)
        text = PYTHON_BAD if number % (FILES // WITH_SPANS) == 0 else f"def function_{number}():\n    return {number}\n"
        (folder / f"module_{number}.py").write_text(text)
    (top / "helper.py").write_text(HELPER)
    (top / "user.py").write_text(USER)
    return top


def judged(workspace: Path) -> list[str]:
    """The files that have been judged since the last time, in order."""
    told = workspace.parent / "judged.txt"
    names = [Path(line).name for line in told.read_text().splitlines()] if told.exists() else []
    told.unlink(missing_ok=True)
    return names


@pytest.mark.parametrize("is_pulling", [False, True])
def test_only_what_is_open_is_judged(workspace: Path, is_pulling: bool) -> None:
    async def lead(editor: Editor) -> None:
        async def see(line: int) -> None:
            if not is_pulling:
                await editor.shows("user.py", (line, "SPN001"))
                return
            report = await editor.pull("user.py")
            assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
            assert codes(list(report.items)) == [(line, "SPN001")]

        editor.open("user.py")
        await see(1)
        assert judged(workspace) == ["user.py"]
        editor.change("user.py", "\n" + USER)
        await see(2)
        editor.save("user.py")
        await see(2)
        assert judged(workspace) == ["user.py"]
        assert editor.offered.diagnostic_provider is not None
        assert not editor.offered.diagnostic_provider.workspace_diagnostics

    run_session(
        workspace,
        lead,
        can=capabilities("utf-16", is_pulling=is_pulling),
        command=(sys.executable, "-c", COUNTING),
    )


def test_all_files_are_judged_once_when_the_workspace_is_asked_for(workspace: Path) -> None:
    async def lead(editor: Editor) -> None:
        known: list[types.PreviousResultId] = []

        async def ask() -> dict[str, str]:
            params = types.WorkspaceDiagnosticParams(known)
            items = (await editor.client.workspace_diagnostic_async(params)).items
            known[:] = [types.PreviousResultId(item.uri, item.result_id or "") for item in items]
            return {Path(item.uri).name: str(item.kind) for item in items}

        assert editor.offered.diagnostic_provider is not None
        assert editor.offered.diagnostic_provider.workspace_diagnostics
        editor.open("user.py")
        found = await ask()
        assert set(found.values()) == {"full"}
        with_findings = {f"module_{number}.py" for number in range(0, FILES - 2, FILES // WITH_SPANS)} | {"user.py"}
        assert found.keys() == with_findings
        assert sorted(judged(workspace)) == sorted(with_findings)
        assert set((await ask()).values()) == {"unchanged"}
        assert judged(workspace) == []
        (workspace / "package_0" / "module_0.py").write_text(PYTHON_BAD + "\n")
        (workspace / "helper.py").write_text(HELPER + "\n")
        again = await ask()
        assert {name for name, kind in again.items() if kind == "full"} == {"module_0.py", "user.py"}
        assert sorted(judged(workspace)) == ["module_0.py", "user.py"]

    run_session(
        workspace,
        lead,
        can=capabilities("utf-16", is_pulling=True),
        options={"workspaceDiagnostics": True},
        command=(sys.executable, "-c", COUNTING),
    )
