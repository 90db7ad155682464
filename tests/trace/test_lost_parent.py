"""SPN203 and SPN205: parents that are not in the export."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from tests.trace.exports import HOME, REMOTE, SESSION, audit, counted, export, found, later, span, trace_number

TRACE = trace_number(1)
ROOT = span(TRACE, 1, None, "agent.turn", 0, 9)
ORPHAN = span(TRACE, 3, 2, "agent.tool.execution", 1, 2)


def test_a_parent_of_the_same_process_that_is_not_there_is_lost(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, export([ROOT, ORPHAN]), later())
    expected = "1 of 1 `agent.tool.execution` spans has a parent that was never exported, made in the same process"
    assert (finding["code"], finding["message"]) == ("SPN203", expected)


def test_one_that_is_there_is_not_lost_in_whatever_file(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "other.jsonl").write_text(export([span(TRACE, 2, 1, "agent.tool", 1, 3)]), encoding="utf-8")
    assert found(tmp_path, export([ROOT, ORPHAN]), later(), options=["more"]) == []


def test_a_remote_parent_is_not_this_rule_s(tmp_path: Path) -> None:
    assert found(tmp_path, export([ROOT, {**ORPHAN, "flags": REMOTE}]), later()) == []


def test_where_flags_are_missing_the_message_does_not_say_where_the_parent_was(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, export([ROOT, {**ORPHAN, "flags": 1}]), later())
    assert finding["message"] == "1 of 1 `agent.tool.execution` spans has a parent that was never exported"


def test_a_trace_without_any_root_says_so(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, export([ORPHAN]), later())
    assert finding["message"].startswith("the root of 1 trace was never exported (it was not ended, or not sampled)")


def test_a_parent_that_may_still_run_is_counted_apart(tmp_path: Path) -> None:
    run = audit(tmp_path, export([ORPHAN]))
    assert run.code == 0
    assert "1 parent may still run at the end of the export" in run.out


def test_a_parent_does_not_run_on_where_the_root_around_it_has_ended(tmp_path: Path) -> None:
    assert counted(found(tmp_path, export([ROOT, ORPHAN]))) == [("SPN203", "agent.tool.execution", 1, 1)]
    rounded = span(TRACE, 4, 2, "agent.tool.result", 8, 9.0009)
    assert len(found(tmp_path, export([ROOT, ORPHAN, rounded]))) == 2
    sibling = span(TRACE, 4, 2, "agent.tool.result", 8, 10)
    assert found(tmp_path, export([ROOT, ORPHAN, sibling])) == []


def test_a_parent_that_has_done_nothing_for_long_does_not_run_on(tmp_path: Path) -> None:
    """A session's trace is active all day: what it lost in the morning is lost."""
    goes_on = span(TRACE, 5, 4, "agent.tool.execution", 100, 101)
    assert counted(found(tmp_path, export([ORPHAN, goes_on]))) == [("SPN203", "agent.tool.execution", 1, 2)]


def test_a_parent_runs_about_as_long_as_those_of_other_such_spans(tmp_path: Path) -> None:
    def tool(own: int, start: float, outlives: float) -> list[dict[str, object]]:
        execution = span(HOME, own + 1, own, "agent.tool.execution", start, start + 1, SESSION)
        return [span(HOME, own, 0xA0, "agent.tool", start, start + 1 + outlives, SESSION), execution]

    lost, last = tool(40, 1, 0)[1:], tool(50, 20, 0)
    for others, outlives, expected in ((3, 0.5, 1), (2, 0.5, 0), (3, 12, 0)):
        known = [made for number in range(others) for made in tool(10 + 2 * number, number, outlives)]
        findings = found(tmp_path, export([*known, *lost, *(last if others > 2 else last[:1])]))
        assert sum(finding["trace"]["count"] for finding in findings) == expected


def test_the_root_of_a_session_s_trace_is_no_lost_parent(tmp_path: Path) -> None:
    spans = [span(HOME, 10, 0xA0, "agent.request", 1, 2, SESSION), span(HOME, 11, 0xA0, "agent.request", 3, 4, SESSION)]
    lost = span(HOME, 12, 0xA1, "agent.tool", 0.5, 0.6, SESSION)
    assert found(tmp_path, export(spans), later()) == []
    assert counted(found(tmp_path, export([*spans, lost]), later())) == [("SPN203", "agent.tool", 1, 1)]
    assert (
        "1 session's trace has a root that is never exported, by design (SPN205)"
        in audit(tmp_path, export(spans), later()).out
    )
    assert counted(found(tmp_path, export(spans), later(), options=["--select", "SPN205"])) == [
        ("SPN205", "agent.request", 2, 2)
    ]


def test_a_span_that_was_sent_twice_counts_once(tmp_path: Path) -> None:
    assert counted(found(tmp_path, export([ROOT, ORPHAN]), export([ORPHAN]), later())) == [
        ("SPN203", "agent.tool.execution", 1, 1)
    ]


def sampled(keeps: Callable[[str], bool]) -> list[str]:
    """Forty traces, in which each span of a chain of ten is exported if it is kept."""
    lines = []
    for trace in range(40):
        chain = [span(trace_number(trace), at, at - 1 or None, f"step {at % 5}", at, 30 - at) for at in range(1, 11)]
        lines.append(export([link for link in chain if keeps(link["name"])]))
    return [*lines, later()]


def test_spans_that_are_sampled_one_by_one_are_said_once(tmp_path: Path) -> None:
    choose = random.Random(3)
    run = audit(tmp_path, *sampled(lambda name: choose.random() < 0.6), options=["--no-source", "--select", "SPN203"])
    assert run.code == 0
    assert "39 of 41 traces lack parents, of spans of every name: spans seem to be sampled one by one" in run.out


def test_a_span_that_is_never_exported_is_no_sampling(tmp_path: Path) -> None:
    findings = found(tmp_path, *sampled(lambda name: name != "step 2"), options=["--select", "SPN203"])
    assert counted(findings) == [("SPN203", "step 3", 80, 80)]


def test_the_parent_of_a_server_is_remote_where_a_format_drops_the_flags(tmp_path: Path) -> None:
    """Jaeger and Zipkin, and OTLP before version 1.1: an export of one service lacks all of its callers."""
    server = {**ORPHAN, "flags": 1, "kind": 2}
    below = span(TRACE, 4, 3, "agent.query", 1, 2)
    assert found(tmp_path, export([server, below]), later()) == []
    assert counted(found(tmp_path, export([server, below]), later(), options=["--select", "SPN204"])) == [
        ("SPN204", "agent.tool.execution", 1, 1)
    ]
    assert counted(found(tmp_path, export([{**server, "flags": 0x100}, below]), later())) == [
        ("SPN203", "agent.tool.execution", 1, 1)
    ]


def test_a_root_that_is_missing_is_one_finding(tmp_path: Path) -> None:
    steps = [span(TRACE, 10 + at, 1, f"agent.step {at}", at, at + 1) for at in range(3)]
    (finding,) = found(tmp_path, export(steps), later())
    assert finding["message"].endswith("; the first span below it is `agent.step 0`")
    lost = span(TRACE, 20, 2, "agent.tool", 0.5, 1)
    assert counted(found(tmp_path, export([*steps, lost]), later())) == [
        ("SPN203", "agent.step 0", 1, 1),
        ("SPN203", "agent.tool", 1, 1),
    ]


def test_where_flags_are_missing_the_root_may_be_another_process_s(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, export([{**ORPHAN, "flags": 1}]), later())
    assert finding["message"].startswith(
        "the root of 1 trace was never exported (it was not ended, not sampled, or is another process's); "
    )


def test_a_trace_that_begins_in_another_process_does_not_lack_its_root(tmp_path: Path) -> None:
    server = span(TRACE, 2, 1, "GET /", 0, 9, flags=REMOTE)
    (finding,) = found(tmp_path, export([server, {**ORPHAN, "parentSpanId": "00000000000000aa"}]), later())
    assert finding["message"].startswith("1 of 1 `agent.tool.execution` spans")


def test_a_remote_parent_may_still_run_if_other_callers_are_in_the_export(tmp_path: Path) -> None:
    def called(trace: int, parent: int) -> dict[str, object]:
        return span(trace_number(trace), 2, parent, "GET /", 1, 2, flags=REMOTE)

    caller = export([span(trace_number(2), 1, None, "checkout", 0, 3)], service="shop")
    options = ["--select", "SPN204"]
    assert counted(found(tmp_path, export([called(1, 9)]), options=options)) == [("SPN204", "GET /", 1, 1)]
    assert found(tmp_path, export([called(1, 9), called(2, 1)]), caller, options=options) == []
    assert counted(found(tmp_path, export([called(1, 9), called(2, 1)]), caller, later(), options=options)) == [
        ("SPN204", "GET /", 1, 2)
    ]
