"""SPN212 and SPN213: spans that start after their parent ended, or end after it."""

from __future__ import annotations

from pathlib import Path

from tests.trace.exports import counted, export, found, span, trace_number

TRACE = trace_number(1)
OPTIONS = ["--select", "SPN212,SPN213"]
PARENT = span(TRACE, 1, None, "agent.send", 0, 1)
LATE = span(TRACE, 2, 1, "agent.receive", 2, 3)


def test_a_span_that_begins_after_its_parent_ended_is_late(tmp_path: Path) -> None:
    assert counted(found(tmp_path, export([PARENT, LATE]), options=OPTIONS)) == [
        ("SPN212", "agent.receive", 1, 1),
        ("SPN213", "agent.receive", 1, 1),
    ]


def test_a_message_is_consumed_after_it_was_sent(tmp_path: Path) -> None:
    assert found(tmp_path, export([{**PARENT, "kind": 4}, {**LATE, "kind": 5}]), options=OPTIONS) == []


def test_the_clocks_of_two_processes_are_not_compared(tmp_path: Path) -> None:
    assert found(tmp_path, export([PARENT]), export([LATE], "other"), options=OPTIONS) == []
    one, other = export([PARENT], service_instance_id="a"), export([LATE], service_instance_id="b")
    assert found(tmp_path, one, other, options=OPTIONS) == []
