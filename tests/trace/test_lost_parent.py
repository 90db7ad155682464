"""SPN203 and SPN205: parents that are not in the export."""

from __future__ import annotations

from pathlib import Path

from tests.trace.exports import HOME, REMOTE, SESSION, audit, counted, export, found, later, span, trace_number

TRACE = trace_number(1)
ROOT = span(TRACE, 1, None, "agent.turn", 0, 9)
ORPHAN = span(TRACE, 3, 2, "agent.tool.execution", 1, 2)


def test_a_parent_of_the_same_process_that_is_not_there_is_lost(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, export([ROOT, ORPHAN]), later())
    expected = "1 of 1 `agent.tool.execution` spans have a parent that was never exported, made in the same process"
    assert (finding["code"], finding["message"]) == ("SPN203", expected)


def test_one_that_is_there_is_not_lost_in_whatever_file(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "other.jsonl").write_text(export([span(TRACE, 2, 1, "agent.tool", 1, 3)]), encoding="utf-8")
    assert found(tmp_path, export([ROOT, ORPHAN]), later(), options=["more"]) == []


def test_a_remote_parent_is_not_this_rule_s(tmp_path: Path) -> None:
    assert found(tmp_path, export([ROOT, {**ORPHAN, "flags": REMOTE}]), later()) == []


def test_where_flags_are_missing_the_message_does_not_say_where_the_parent_was(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, export([ROOT, {**ORPHAN, "flags": 1}]), later())
    assert finding["message"] == "1 of 1 `agent.tool.execution` spans have a parent that was never exported"


def test_a_trace_without_any_root_says_so(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, export([ORPHAN]), later())
    assert finding["message"].startswith("the root of 1 trace was never exported (it was not ended, or not sampled)")


def test_a_parent_that_may_still_run_is_counted_apart(tmp_path: Path) -> None:
    run = audit(tmp_path, export([ROOT, ORPHAN]))
    assert run.code == 0
    assert "1 parent may still run at the end of the export" in run.out


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
