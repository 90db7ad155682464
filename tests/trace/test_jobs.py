"""Several workers, whatever runs them, come to the same findings as one process."""

from __future__ import annotations

import json
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bench.trace_data import write
from spanlint.config.model import Config
from spanlint.trace.choices import settings_of
from spanlint.trace.judging import judging, stages
from spanlint.trace.model import name_tallies
from spanlint.trace.options import parse
from spanlint.trace.reading.inputs import find_inputs
from tests.cli.program import run_spanlint
from tests.trace.exports import export, span, trace_number


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("shared") / "traces.jsonl"
    write(path, 3)
    bad = export([{**span(trace_number(1), 3, None, "agent.bad", 0, 1), "traceId": ""}])
    path.write_text(path.read_text(encoding="utf-8") + bad, encoding="utf-8")
    return path


def judged_by_threads(path: Path) -> list[tuple[object, ...]]:
    inputs, _ = find_inputs([str(path)])
    settings = settings_of(parse(["x"]), Config())
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        found = judging.judged_with(pool, inputs, folder, settings, None)
        found.audit.judge_names(found.buckets)
        found.audit.note_bad(found.bad, "SPN216")
        return [
            (
                *tally.key,
                tally.count,
                tally.of,
                len(tally.sessions),
                [(e.span.id, e.span.line) for e in tally.examples()],
            )
            for tally in found.audit.findings()
        ]


def test_pieces_of_a_file_come_to_what_the_whole_file_does(exported: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = judged_by_threads(exported)
    monkeypatch.setattr(stages, "CHUNK_BYTES", 400_000)
    inputs, _ = find_inputs([str(exported)])
    pieces = list(stages.chunks(inputs))
    assert len(pieces) > 4
    assert pieces[0].start == 0
    assert [piece.start for piece in pieces[1:]] == [piece.end for piece in pieces[:-1]]
    assert judged_by_threads(exported) == whole


@pytest.mark.program
def test_two_processes_report_what_one_does(exported: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    options = ("--no-source", "--output-format", "json")
    alone = run_spanlint(exported.parent, "trace", *options, "-j", "1", exported.name)
    monkeypatch.setattr(stages, "CHUNK_BYTES", 400_000)
    monkeypatch.setattr(judging, "SMALLEST_SHARED", 0)
    assert run_spanlint(exported.parent, "trace", *options, "-j", "2", exported.name) == alone
    assert {finding["code"] for finding in json.loads(alone.out)} == {"SPN201", "SPN203", "SPN216"}


def test_the_order_of_lines_and_files_does_not_matter(exported: Path, tmp_path: Path) -> None:
    lines = exported.read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "a.jsonl").write_text("".join(reversed(lines[::2])), encoding="utf-8")
    (tmp_path / "b.jsonl").write_text("".join(lines[1::2]), encoding="utf-8")
    one = json.loads(
        run_spanlint(exported.parent, "trace", "--no-source", "--output-format", "json", exported.name).out
    )
    two = json.loads(run_spanlint(tmp_path, "trace", "--no-source", "--output-format", "json", ".").out)

    def counts(found: list[dict[str, dict[str, object]]]) -> list[tuple[object, ...]]:
        names = ("service", "span", "count", "of", "sessions", "traces", "evidence", "lone")
        return sorted((str(each["code"]), *(str(each["trace"][name]) for name in names)) for each in found)

    assert counts(one) == counts(two)


def test_the_order_of_spans_that_start_together_does_not_matter(tmp_path: Path) -> None:
    """Neither of two that share an id, nor of several roots, sessions, or children of a root that is missing."""
    trace, other, rootless = trace_number(1), trace_number(2), trace_number(3)
    spans = [
        span(trace, 1, None, "first", 0, 9),
        span(trace, 2, None, "second", 0, 9),
        span(trace, 3, 1, "one name", 1, 2),
        span(trace, 3, 1, "another name", 1, 2),
        *(span(other, 10 + number, 9, f"step {number}", 0, 1, f"session {number}") for number in range(3)),
        *(span(rootless, 20 + number, 19, f"part {number}", 0, 1) for number in range(3)),
        span(trace_number(4), 1, None, "later", 600, 601),
    ]
    options = ("--no-source", "--output-format", "json", "--extend-select", "ALL", "traces.jsonl")
    outputs = set[str]()
    for order in (spans, spans[::-1], spans[3:] + spans[:3]):
        (tmp_path / "traces.jsonl").write_text(export(order), encoding="utf-8")
        outputs.add(run_spanlint(tmp_path, "trace", *options).out)
    (output,) = outputs
    assert {finding["code"] for finding in json.loads(output)} >= {"SPN203", "SPN206", "SPN214", "SPN216"}


NAMES = {
    "digits": lambda at: f"GET /cart/{at}",
    "words with digits": lambda at: f"job {'abcdefgh'[at % 8]}{at}{'xyzuvwkl'[at // 8 % 8]} runs",
    "letters": lambda at: "step " + "".join("abcdefghij"[int(digit)] for digit in str(at)),
}
"""Names that differ in little, each after the first thing that tells them apart."""


@pytest.mark.parametrize("names", NAMES)
def test_of_too_many_names_those_that_differ_in_little_count_as_one(
    names: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spans = [
        span(trace_number(at // 10), at + 1, at + 900 if at % 10 == 9 else None, NAMES[names](at), at, at + 1)
        for at in range(400)
    ]
    later = export([span(trace_number(999), 1, None, "later", 900, 901)])
    path = tmp_path / "traces.jsonl"
    monkeypatch.setattr(name_tallies, "MAX_NAMES", 40)
    found = []
    for order in (spans, spans[::-1]):
        path.write_text("".join(export(order[at : at + 20]) for at in range(0, 400, 20)) + later, encoding="utf-8")
        for size in (1_000_000, 2_000):
            monkeypatch.setattr(stages, "CHUNK_BYTES", size)
            found.append([row[:7] for row in judged_by_threads(path)])
    assert found[1:] == found[:-1]
    shown = {"digits": "GET /cart/0", "words with digits": "job 0 runs", "letters": "(any name)"}[names]
    of = 401 if names == "letters" else 400
    assert found[0] == [("SPN203", "agent", "agent.tracing", shown, "", 40, of)]


def test_as_many_names_as_can_be_counted_each_stay_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spans = [span(trace_number(at), at + 1, 900, f"GET /cart/{at}", at, at + 1) for at in range(40)]
    path = tmp_path / "traces.jsonl"
    path.write_text(export(spans) + export([span(trace_number(999), 1, None, "GET /cart/0", 900, 901)]))
    monkeypatch.setattr(name_tallies, "MAX_NAMES", 40)
    assert len(judged_by_threads(path)) == 40
