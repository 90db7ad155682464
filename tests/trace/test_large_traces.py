"""Buckets and traces that are too large to be held are judged as others are, but for times."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.trace_data import write
from spanlint.trace.judging import large_traces
from tests.cli.program import run_spanlint
from tests.trace.exports import HOME, LOCAL, SESSION, audit, counted, export, later, span, trace_number

OF_THE_TOP = "SPN201,SPN203,SPN204,SPN205,SPN206,SPN207,SPN210,SPN215,SPN217"
OPTIONS = ("--no-source", "--output-format", "json")


def findings(folder: Path, name: str, *options: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(run_spanlint(folder, "trace", *OPTIONS, *options, name).out)
    return found


@pytest.mark.parametrize(("held", "rules"), [(400, "ALL"), (20, OF_THE_TOP)])
def test_what_is_held_in_parts_is_judged_as_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: int, rules: str
) -> None:
    write(tmp_path / "t.jsonl", 2)
    whole = findings(tmp_path, "t.jsonl", "--select", rules)
    statistics = findings(tmp_path, "t.jsonl", "--statistics")
    monkeypatch.setattr(large_traces, "MAX_HELD", held)
    assert findings(tmp_path, "t.jsonl", "--select", rules) == whole
    assert findings(tmp_path, "t.jsonl", "--statistics") == statistics
    assert len(whole) > 4


def large(*more: object) -> str:
    """A trace with a root, twenty of its children, and spans that lost their parents."""
    children = [span(trace_number(1), at, 1, f"step {at % 3}", at / 10, at / 10 + 1) for at in range(2, 22)]
    lost = [span(trace_number(1), 50 + at, 900 + at, "lost step", 3, 4) for at in range(3)]
    root = span(trace_number(1), 1, None, "turn", 0, 9)
    return export([*children, *lost, root, *more])  # type: ignore[list-item]


def test_only_the_times_of_a_large_trace_are_not_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    early = span(trace_number(1), 70, 21, "early step", 0, 1)
    before = audit(tmp_path, large(early), later(), options=OPTIONS)
    assert [finding[:3] for finding in counted(json.loads(before.out))] == [
        ("SPN203", "lost step", 3),
        ("SPN211", "early step", 1),
    ]
    monkeypatch.setattr(large_traces, "MAX_HELD", 20)
    after = audit(tmp_path, large(early), later(), options=OPTIONS)
    assert [finding[:3] for finding in counted(json.loads(after.out))] == [("SPN203", "lost step", 3)]


def test_the_report_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_traces, "MAX_HELD", 20)
    run = audit(tmp_path, large(), later(), options=("--no-source",))
    assert f"trace {trace_number(1)} has 24 spans: the times of its spans are not checked\n" in run.out
    monkeypatch.setattr(large_traces, "MAX_HELD", 24)
    assert "not checked" not in audit(tmp_path, large(), later(), options=("--no-source",)).out


def test_a_span_that_was_sent_again_counts_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_traces, "MAX_HELD", 20)
    run = audit(tmp_path, large(), large(), later(), options=("--no-source", "--statistics", "--output-format", "json"))
    statistics = json.loads(run.out)
    assert statistics["spans"] == 25
    assert {name["span"]: (name["count"], name["lost"]) for name in statistics["names"]}["lost step"] == (3, 3)


def test_a_large_trace_is_the_home_of_spans_that_left_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = [span(HOME, at, 0xA0, "agent.request", at, at + 1, SESSION, LOCAL) for at in range(1, 40)]
    stray = span(trace_number(2), 99, None, "agent.turn", 0, 50, SESSION)
    monkeypatch.setattr(large_traces, "MAX_HELD", 20)
    run = audit(tmp_path, export([*steps, stray]), later(), options=("--no-source",))
    assert " SPN201 1 of 1 `agent.turn` spans left the trace of their session" in run.out
    assert "39 spans of this session lie in the trace whose id is sha256(session.id)[:32]" in run.out
