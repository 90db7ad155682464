"""SPN207 and SPN210, which judge all spans of a name together."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from spanlint.trace.judging import judging, stages
from spanlint.trace.model.records import CLIENT, INTERNAL, PRODUCER, SERVER
from tests.cli.program import run_spanlint
from tests.trace.exports import HOME, SESSION, Span, counted, export, found, later, span, trace_number


def charges(first: int, roots: int, of: int) -> list[str]:
    """Exports of so many `charge` spans; the first ones have no parent, the others a `checkout` for their parent."""
    spans: list[Span] = []
    for number in range(of):
        trace = trace_number(first + number)
        if number >= roots:
            spans.append(span(trace, 1, None, "checkout", number, number + 1))
        spans.append(span(trace, 2, 1 if number >= roots else None, "charge", number, number + 1))
    return [export(spans[at : at + 7]) for at in range(0, len(spans), 7)]


def test_each_span_without_a_parent_counts(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, *charges(0, 60, 600), later())
    assert finding["message"] == "60 of 600 `charge` spans have no parent; the others have one"
    trace = finding["trace"]
    assert (trace["count"], trace["of"], trace["traces"], trace["lone"]) == (60, 600, 60, 60)
    assert [example["trace_id"] for example in trace["examples"]] == [trace_number(0), trace_number(59)]
    assert found(tmp_path, *charges(0, 61, 600), later()) == []


def test_one_that_left_its_session_s_trace_is_not_counted_again(tmp_path: Path) -> None:
    home = [span(HOME, 1000 + number, 0xA0, "charge", number, number + 1, SESSION) for number in range(900)]
    strays = [span(trace_number(2000 + number), 1, None, "charge", 1, 2, SESSION) for number in range(70)]
    findings = found(tmp_path, export(home), export(strays), *charges(9000, 1, 1), later())
    assert counted(findings) == [("SPN201", "charge", 70, 971), ("SPN207", "charge", 1, 971)]


@pytest.mark.program
def test_examples_do_not_depend_on_how_many_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "traces.jsonl").write_text("".join((*charges(0, 60, 600), later())), encoding="utf-8")
    command = ("trace", "--no-source", "--output-format", "json", "--extend-select", "SPN210", "traces.jsonl", "-j")
    alone = run_spanlint(tmp_path, *command, "1")
    monkeypatch.setattr(judging, "bucket_count", lambda _size: 5)
    assert run_spanlint(tmp_path, *command, "1") == alone
    monkeypatch.setattr(stages, "CHUNK_BYTES", 40_000)
    monkeypatch.setattr(judging, "SMALLEST_SHARED", 0)
    assert run_spanlint(tmp_path, *command, "2") == alone
    assert [finding["code"] for finding in json.loads(alone.out)] == ["SPN207"]


@pytest.mark.parametrize("kind", [1, SERVER])
def test_a_name_whose_spans_are_all_alone_is_one_of_any_kind(tmp_path: Path, kind: int) -> None:
    lone = [span(trace_number(number), 1, None, "GET /health", number, number, kind=kind) for number in range(60)]
    options = ["--select", "SPN210"]
    (finding,) = found(tmp_path, export(lone), options=options)
    assert (finding["trace"]["count"], finding["trace"]["traces"]) == (60, 60)
    assert found(tmp_path, export(lone[:4]), options=options) == []
    below = span(trace_number(1), 2, 1, "query", 1, 1)
    assert found(tmp_path, export([*lone, below]), options=options) == []


@pytest.mark.parametrize(("kind", "codes"), [(INTERNAL, ["SPN207"]), (CLIENT, []), (PRODUCER, [])])
def test_a_call_to_another_process_may_come_from_a_timer(kind: int, codes: list[str], tmp_path: Path) -> None:
    spans = [span(trace_number(900 + number), 1, None, "GET", number, number + 1, kind=kind) for number in range(2)]
    for number in range(30):
        spans.append(span(trace_number(number), 1, None, "load item", number, number + 1))
        spans.append(span(trace_number(number), 2, 1, "GET", number, number + 1, kind=kind))
    assert [finding["code"] for finding in found(tmp_path, export(spans), later())] == codes
