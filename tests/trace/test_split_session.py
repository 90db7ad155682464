"""SPN201: a session's spans outside of its trace, on evidence."""

from __future__ import annotations

from pathlib import Path

from tests.trace.exports import HOME, SESSION, audit, counted, export, found, later, span, trace_number

ROOT = 0xA0
HOME_SPANS = [span(HOME, 1, ROOT, "agent.request", 1, 2, SESSION), span(HOME, 2, 1, "agent.tool", 1.1, 1.9, SESSION)]
TURN = span(trace_number(1), 3, None, "agent.turn", 0, 3, SESSION)


def test_a_turn_outside_of_the_derived_trace_is_found(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, export([*HOME_SPANS, TURN]))
    assert finding["message"] == (
        "1 of 1 `agent.turn` spans left the trace of their session; it is alone in a trace of its own"
    )
    assert (finding["severity"], finding["trace"]["evidence"]) == ("error", "derived")
    assert (finding["path"], finding["line"]) == ("traces.jsonl", 1)


def test_one_span_in_the_derived_trace_is_evidence_in_the_singular(tmp_path: Path) -> None:
    home = "in the trace whose id is sha256(session.id)[:32]; this one does not"
    for spans, note in (
        (HOME_SPANS, f"2 spans of this session lie {home}"),
        (HOME_SPANS[:1], f"1 span of this session lies {home}"),
    ):
        assert f"note: {note}\n" in audit(tmp_path, export([*spans, TURN])).out


def test_a_turn_in_the_derived_trace_is_not(tmp_path: Path) -> None:
    assert found(tmp_path, export([*HOME_SPANS, {**TURN, "traceId": HOME, "parentSpanId": f"{ROOT:016x}"}])) == []


def test_a_trace_for_each_turn_is_meant(tmp_path: Path) -> None:
    turns = [
        part
        for turn in range(5)
        for part in (
            span(trace_number(turn), 10 * turn + 1, None, "agent.turn", 10 * turn, 10 * turn + 9, SESSION),
            span(
                trace_number(turn), 10 * turn + 2, 10 * turn + 1, "agent.request", 10 * turn + 1, 10 * turn + 2, SESSION
            ),
        )
    ]
    assert found(tmp_path, export(turns)) == []


def test_a_link_either_way_says_that_the_split_is_meant(tmp_path: Path) -> None:
    there = {**TURN, "links": [{"traceId": HOME, "spanId": "00000000000000b1"}]}
    back = {**HOME_SPANS[0], "links": [{"traceId": TURN["traceId"], "spanId": TURN["spanId"]}]}
    assert found(tmp_path, export([*HOME_SPANS, there])) == []
    assert found(tmp_path, export([back, HOME_SPANS[1], TURN])) == []


def test_a_lone_span_around_requests_of_another_trace_is_a_warning(tmp_path: Path) -> None:
    other = trace_number(7)
    requests = [{**part, "traceId": other} for part in HOME_SPANS]
    (finding,) = found(tmp_path, export([*requests, TURN]))
    assert (finding["code"], finding["severity"], finding["trace"]["evidence"]) == ("SPN201", "warning", "enclosing")


def test_a_lone_span_around_a_whole_trace_is_not_evidence(tmp_path: Path) -> None:
    whole = [{**HOME_SPANS[0], "traceId": trace_number(7)}, {**HOME_SPANS[1], "traceId": trace_number(7)}]
    del whole[0]["parentSpanId"]
    assert found(tmp_path, export([*whole, TURN])) == []


def test_a_session_s_span_around_all_turns_is_not_evidence(tmp_path: Path) -> None:
    turns = [{**HOME_SPANS[0], "traceId": trace_number(turn), "spanId": f"{turn:016x}"} for turn in (21, 22)]
    assert counted(found(tmp_path, export([*turns, TURN]), later(), options=["--select", "SPN201"])) == []


def test_a_session_that_is_called_after_its_first_trace_is_meant(tmp_path: Path) -> None:
    session = trace_number(1)
    turns = [span(trace_number(turn), turn, None, "agent.turn", turn, turn + 0.5, session) for turn in range(1, 6)]
    assert found(tmp_path, export(turns)) == []


def test_other_services_spans_below_the_root_do_not_make_it_the_session_s(tmp_path: Path) -> None:
    server = span(trace_number(1), 3, None, "GET /", 0, 3)
    inner = span(trace_number(1), 4, 3, "agent.step", 1, 2, SESSION)
    assert found(tmp_path, export(HOME_SPANS), export([server], "gateway"), export([inner])) == []


def test_the_same_service_s_root_does(tmp_path: Path) -> None:
    root = span(trace_number(1), 3, None, "agent.turn", 0, 3)
    inner = span(trace_number(1), 4, 3, "agent.step", 1, 2, SESSION)
    assert counted(found(tmp_path, export([*HOME_SPANS, root, inner]))) == [("SPN201", "agent.turn", 1, 1)]


def test_a_few_derived_traces_among_many_sessions_are_no_rule_yet(tmp_path: Path) -> None:
    others = [
        span(trace_number(90 + turn), 90 + turn, None, "agent.turn", turn, turn + 0.1, f"s{turn}") for turn in range(4)
    ]
    late = {**TURN, "startTimeUnixNano": "1795000009000000000", "endTimeUnixNano": "1795000009500000000"}
    (finding,) = found(tmp_path, export([*HOME_SPANS, late, *others]))
    assert finding["severity"] == "warning"
