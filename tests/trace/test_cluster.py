"""Two workers of a Dask cluster come to the findings of one process, as docs/trace-at-scale.md says."""

from __future__ import annotations

import json
import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from bench.trace_data import write
from spanlint.trace.command import command
from spanlint.trace.judging import stages
from spanlint.trace.judging.judging import Workers

pytestmark = [pytest.mark.program, pytest.mark.filterwarnings("default")]

OPTIONS = ("--no-source", "--isolated", "--output-format", "json")
PAGE = Path(__file__).parents[2] / "docs" / "trace-at-scale.md"


def printed(arguments: list[str], workers: Workers | None = None) -> tuple[int, str]:
    out = StringIO()
    with redirect_stdout(out):
        code = command(arguments, workers)
    return code, out.getvalue()


def test_two_workers_report_what_one_process_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from distributed import Client, LocalCluster

    exports, shared = tmp_path / "exports", tmp_path / "shared"
    exports.mkdir()
    shared.mkdir()
    write(exports / "a.jsonl", 2)
    write(exports / "b.jsonl", 1, seed=9)
    for truth in exports.glob("*.json"):
        truth.unlink()
    arguments = [*OPTIONS, str(exports)]
    alone = printed([*arguments, "-j", "1"])
    monkeypatch.setattr(stages, "CHUNK_BYTES", 300_000)
    with (
        LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=2, threads_per_worker=1, dashboard_address=None, local_directory=str(tmp_path)
        ) as cluster,
        Client(cluster) as client,  # type: ignore[no-untyped-call]
        client.get_executor() as executor,
    ):
        assert printed(arguments, Workers(executor, str(shared))) == alone
        workers = client.run(lambda: None)
    assert len(workers) == 2
    assert {finding["code"] for finding in json.loads(alone[1])} == {"SPN201", "SPN203"}
    assert list(shared.iterdir()) == []


def test_the_page_uses_what_there_is() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    names = {
        name: __import__(module, fromlist=[name])
        for module, name in re.findall(r"from (spanlint\S+) import (\w+)", code)
    }
    assert all(hasattr(module, name) for name, module in names.items())
    compile(code, "page", "exec")
