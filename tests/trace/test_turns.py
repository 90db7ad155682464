"""Traces whose ids are derived from a session and from more: one trace for each of its turns."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from opentelemetry.proto.trace.v1.trace_pb2 import TracesData

from tests.cli.program import run_spanlint, write
from tests.trace.exports import Span, audit, export, span, trace_number


def turns_of_sessions() -> list[Span]:
    """Two sessions of two turns, each with a trace of its own; the second turn of each has a span in another one."""
    made: list[Span] = []
    for session in ("s1", "s2"):
        for turn in (1, 2):
            home = hashlib.sha256(f"{session}:{turn}".encode()).hexdigest()[:32]
            own = len(made) + 1
            more = [{"key": "turn.number", "value": {"intValue": str(turn)}}]
            made.append(span(home, own, None, "a.turn", own, own + 1, session))
            made.append(span(home, own + 1, own, "a.step", own, own + 0.5, session))
            if turn == 2:
                made.append(span(trace_number(own), own + 2, None, "a.stray", own, own + 0.25, session))
            for each in made[own - 1 :]:
                each["attributes"] += more
    return made


PER_TURN = '[trace]\ntrace-id = { hash = "sha256", of = "{session}:{turn.number}" }\n'


def test_a_trace_s_id_may_be_derived_from_a_session_and_its_turn(tmp_path: Path) -> None:
    spans = turns_of_sessions()
    write(tmp_path, {"spanlint.toml": PER_TURN})
    run = audit(tmp_path, export(spans), options=["--no-source"])
    assert "SPN201 2 of 2 `a.stray` spans left the trace of their session" in run.out
    assert "whose id is sha256(session.id:{turn.number})[:32]" in run.out
    assert "Found 1 finding in 1 file (10 spans, 6 traces, 4 sessions)." in run.out
    assert "trace ids: sha256 of session.id, in 4 of 4 sessions" in run.out
    whole = [each for each in spans if each["name"] != "a.stray"]
    assert audit(tmp_path, export(whole), options=["--no-source"]).code == 0


def test_a_session_without_a_turn_is_judged_by_no_derivation_of_turns(tmp_path: Path) -> None:
    spans = turns_of_sessions()
    for each in spans:
        each["attributes"] = each["attributes"][:1]
    write(tmp_path, {"spanlint.toml": PER_TURN})
    assert audit(tmp_path, export(spans), options=["--no-source"]).code == 0


def test_a_session_may_be_named_by_the_resource_and_its_turn_by_the_span(tmp_path: Path) -> None:
    lines = []
    for session in ("s1", "s2"):
        spans = [each for each in turns_of_sessions() if each["attributes"][0]["value"]["stringValue"] == session]
        for each in spans:
            each["attributes"] = each["attributes"][1:]
        lines.append(export(spans, session_id=session))
    write(tmp_path, {"spanlint.toml": PER_TURN})
    run = audit(tmp_path, *lines, options=["--no-source"])
    assert "SPN201 2 of 2 `a.stray` spans left the trace of their session" in run.out


def test_every_format_derives_ids_from_more_than_the_session(tmp_path: Path) -> None:
    spans = turns_of_sessions()
    write(tmp_path, {"spanlint.toml": PER_TURN})
    jaeger = [
        {
            "traceID": each["traceId"],
            "spanID": each["spanId"],
            "operationName": each["name"],
            "references": [{"refType": "CHILD_OF", "traceID": each["traceId"], "spanID": each["parentSpanId"]}]
            if "parentSpanId" in each
            else [],
            "startTime": int(each["startTimeUnixNano"]) // 1000,
            "duration": 5,
            "tags": [{"key": "turn.number", "type": "int64", "value": int(each["attributes"][1]["value"]["intValue"])}],
            "processID": each["attributes"][0]["value"]["stringValue"],
        }
        for each in spans
    ]
    processes = {
        session: {"serviceName": "a", "tags": [{"key": "session.id", "type": "string", "value": session}]}
        for session in ("s1", "s2")
    }
    data = json.dumps({"data": [{"spans": jaeger, "processes": processes}]})
    run = audit(tmp_path, data, options=["--no-source", "--output-format", "concise"])
    assert " SPN201 2 of 2 `a.stray` spans left the trace of their session" in run.out
    message = TracesData()
    scope = message.resource_spans.add().scope_spans.add()
    for each in spans:
        parent = bytes.fromhex(each.get("parentSpanId", ""))
        ids = {"trace_id": bytes.fromhex(each["traceId"]), "span_id": bytes.fromhex(each["spanId"])}
        made = scope.spans.add(**ids, parent_span_id=parent, name=each["name"], start_time_unix_nano=5)
        made.end_time_unix_nano = 9
        made.attributes.add(key="session.id").value.string_value = each["attributes"][0]["value"]["stringValue"]
        made.attributes.add(key="turn.number").value.int_value = int(each["attributes"][1]["value"]["intValue"])
    (tmp_path / "traces.pb").write_bytes(message.SerializeToString())
    run = run_spanlint(tmp_path, "trace", "--no-source", "--output-format", "concise", "traces.pb")
    assert " SPN201 2 of 2 `a.stray` spans left the trace of their session" in run.out
