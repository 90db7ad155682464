"""Odd exports of sound programs, which must stay silent, and beside them their twins, which are faulty."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.cli.program import run_spanlint
from tests.trace.exports import HOME, REMOTE, SECOND, SESSION, T0, Span, export, later, number, span, trace_number

TRACE = trace_number(1)
ROOT = span(TRACE, 1, None, "op", 0, 9)
CHILD = span(TRACE, 2, 1, "child", 1, 2)
ORPHAN = span(TRACE, 4, 3, "orphan", 1, 2)
EARLY = span(TRACE, 2, 1, "child", -3, -2)
Files = dict[str, str]


def codes(folder: Path, files: Files) -> list[str]:
    """The codes of the findings about some files, one for each finding."""
    files = {**files, "later.jsonl": later()}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    run = run_spanlint(folder, "trace", "--no-source", "--output-format", "json", *files)
    assert run.err == ""
    return sorted(finding["code"] for finding in json.loads(run.out))


def exported(*spans: Span, **resource: str) -> Files:
    return {"a.jsonl": export(spans, **resource)}


def two(first: Sequence[Span], second: Sequence[Span], one: dict[str, str], other: dict[str, str]) -> Files:
    """Two exports, with what their resources say."""
    return {"a.jsonl": export(first, **one), "b.jsonl": export(second, **other)}


def with_ids(found: Span, write: Any) -> Span:
    """A span whose ids are written in another way."""
    keys = found.keys() & {"traceId", "spanId", "parentSpanId"}
    return {**found, **{key: write(found[key]) for key in keys}}


def as_base64(digits: str) -> str:
    return base64.b64encode(bytes.fromhex(digits)).decode()


def without_padding(digits: str) -> str:
    return as_base64(digits).rstrip("=")


def for_addresses(digits: str) -> str:
    return base64.urlsafe_b64encode(bytes.fromhex(digits)).decode()


LARGE = {"traceId": "fbefbe" + TRACE[6:], "spanId": "fbefbefbefbefbef"}
LARGE_CHILD = {"traceId": LARGE["traceId"], "spanId": "ffbfbefbefbefbef", "parentSpanId": LARGE["spanId"]}


def large(write: Any) -> Files:
    return {"a.jsonl": export([{**ROOT, **LARGE}]), "b.jsonl": export([with_ids({**CHILD, **LARGE_CHILD}, write)])}


def moved(found: Span, start: int, end: int) -> Span:
    """A span at other times, in nanoseconds after T0."""
    return {**found, "startTimeUnixNano": str(T0 + start), "endTimeUnixNano": str(T0 + end)}


def jaeger(references: Sequence[Sequence[dict[str, str]]]) -> Files:
    """A trace for each list of references: an operation, and a span after it that has them."""
    traces = []
    for index, found in enumerate(references):
        trace = trace_number(400 + index)
        own = [{**reference, "traceID": reference.get("traceID", trace)} for reference in found]
        times = {"startTime": T0 // 1000, "duration": 9, "processID": "p"}
        spans = [
            {"traceID": trace, "spanID": number(1), "operationName": "op", "references": [], **times},
            {"traceID": trace, "spanID": number(2), "operationName": "after", "references": own, **times},
        ]
        traces.append({"traceID": trace, "spans": spans, "processes": {"p": {"serviceName": "shop"}}})
    return {"a.json": json.dumps({"data": traces})}


def reference(kind: str, own: int = 1, **more: str) -> dict[str, str]:
    return {"refType": kind, "spanID": number(own), **more}


def zipkin(*spans: dict[str, Any]) -> Files:
    return {"a.json": json.dumps(spans)}


def side(own: int, parent: int, kind: str, start: int, **more: Any) -> dict[str, Any]:
    """A span of Zipkin; its start is in microseconds."""
    above = {"parentId": number(parent)} if parent else {}
    times = {"timestamp": T0 // 1000 + start, "duration": 500}
    return {"traceId": number(0xAA), "id": number(own), **above, "kind": kind, "name": "get", **times, **more}


def built(parent: int = 1, **more: Any) -> Files:
    """A build of Next.js, which writes a list of spans a line, and times of the machine's own clock."""
    common = {"traceId": number(0xAA), "tags": {}, "startTime": T0 // 1_000_000}
    spans = [
        {"name": "compile", "duration": 900, "timestamp": 7_000_100, "id": 2, "parentId": parent, **more},
        {"name": "build", "duration": 2000, "timestamp": 7_000_000, "id": 1},
        {"name": "later", "duration": 9, "timestamp": 700_000_000, "id": 30, "parentId": 1},
    ]
    return {"trace.json": "".join(json.dumps([{**found, **common}]) + "\n" for found in spans)}


def charges(*more: Span) -> Files:
    """Twelve charges that each have a parent, and others."""
    jobs = [span(trace_number(200 + job), 1, None, "job", 0, 9) for job in range(12)]
    return exported(*jobs, *(span(trace_number(200 + job), 2, 1, "charge", 1, 2) for job in range(12)), *more)


BARE = span(trace_number(300), 2, None, "charge", 1, 2)
LINK = [{"traceId": trace_number(200), "spanId": number(1)}]
CHILD_OF, FOLLOWS = [reference("CHILD_OF")], [reference("FOLLOWS_FROM")]
TURN = span(trace_number(3), 5, None, "turn", 0, 3, SESSION)
REQUEST = span(HOME, 1, 0xA0, "request", 1, 2, SESSION)

SOUND: dict[str, Files] = {
    "remote flags of a parent that is there": exported(ROOT, {**CHILD, "flags": REMOTE}),
    "flags as a text": exported(ROOT, {**ORPHAN, "flags": str(REMOTE)}),
    "flags with a fraction": exported(ROOT, {**ORPHAN, "flags": float(REMOTE)}),
    "flags with bits that mean nothing yet": exported(ROOT, {**ORPHAN, "flags": REMOTE | 1 | 1 << 20}),
    "a kind as a text": exported(ROOT, {**ORPHAN, "flags": 0, "kind": "2"}),
    "clocks of two services": two([ROOT], [EARLY], {"service": "a"}, {"service": "b"}),
    "clocks of two instances": two([ROOT], [EARLY], {"service_instance_id": "a"}, {"service_instance_id": "b"}),
    "clocks of a remote parent of the same service": exported(ROOT, {**EARLY, "flags": REMOTE}),
    "clocks of a server of the same service": exported(ROOT, {**EARLY, "flags": 0, "kind": 2}),
    "a start a millisecond early": exported(ROOT, moved(CHILD, -1_000_000, SECOND)),
    "a batch that was sent twice": {"a.jsonl": export([ROOT, CHILD]) * 2},
    "a span that was exported before it ended, too": exported({**ROOT, "endTimeUnixNano": "0"}, ROOT, CHILD),
    "a span from two backends, rounded in one": exported(
        moved(ROOT, 123_456_789, SECOND), moved(ROOT, 123_000_000, SECOND)
    ),
    "a parent's id in capitals": exported(
        {**ROOT, "spanId": "00000000000000ab"}, {**CHILD, "parentSpanId": "00000000000000AB"}
    ),
    "base64 in one file": large(as_base64),
    "base64 without padding": large(without_padding),
    "base64 for addresses": large(for_addresses),
    "ids with 0x": large(lambda digits: f"0x{digits}"),
    "a trace's id of 64 bits": exported(*({**found, "traceId": number(0xA1)} for found in (ROOT, CHILD))),
    "a parent of zeros": exported({**ROOT, "parentSpanId": "0" * 16}, CHILD),
    "a parent that is null": exported({**ROOT, "parentSpanId": None}, CHILD),
    "several services": two([ROOT], [{**CHILD, "flags": REMOTE, "kind": 2}], {"service": "a"}, {"service": "b"}),
    "a server without its caller or flags": exported({**ORPHAN, "flags": 0, "kind": 2}),
    "spans that are split over files": {
        "c.jsonl": export([span(TRACE, 3, 2, "below", 1.2, 1.5)]),
        "b.jsonl": export([CHILD]),
        "a.jsonl": export([ROOT]),
    },
    "a consumer that is linked": exported(ROOT, {**span(trace_number(2), 5, None, "consume", 3, 4), "links": LINK}),
    "a turn with a link": exported(REQUEST, {**TURN, "links": [{"traceId": HOME, "spanId": number(1)}]}),
    "a turn that is linked to": exported({**REQUEST, "links": [{"traceId": TURN["traceId"], "spanId": "5"}]}, TURN),
    "a link in place of a parent": charges({**BARE, "links": LINK}),
    "many sessions called unknown": exported(
        *(span(trace_number(60 + turn), 1, None, "turn", turn, turn + 1, "unknown") for turn in range(12))
    ),
    "empty scopes and resources": {
        "a.jsonl": json.dumps(
            {
                "resourceSpans": [
                    {},
                    {"resource": None, "scopeSpans": None},
                    {"scopeSpans": [{}, {"scope": None}, {"scope": {"name": None}, "spans": [ROOT, CHILD]}]},
                ]
            }
        )
    },
    "attributes without key or value": exported({**ROOT, "attributes": [{"key": "a"}, {"value": None}, {}]}, CHILD),
    "names that are none": exported({**ROOT, "name": None}, {**CHILD, "name": 5}),
    "a span that has no end yet": exported({**ROOT, "endTimeUnixNano": "0"}, CHILD),
    "OTLP and Zipkin": {
        "a.jsonl": export([ROOT]),
        "b.json": json.dumps([{**side(2, 1, "CLIENT", SECOND // 1000), "traceId": TRACE}]),
    },
    "an operation that follows from another": jaeger([*[CHILD_OF] * 11, FOLLOWS]),
    "one that follows from one and is below another": jaeger([[reference("FOLLOWS_FROM", 9), *CHILD_OF]]),
    "a reference to another trace": jaeger([[reference("CHILD_OF", traceID=TRACE)]]),
    "two sides with one id": zipkin(
        side(1, 0, "CLIENT", 0), side(1, 0, "SERVER", 100, shared=True), side(2, 1, "CLIENT", 200)
    ),
    "two sides with one id and two clocks": zipkin(
        side(1, 0, "CLIENT", 50_000), side(1, 0, "SERVER", 0, shared=True), side(2, 1, "CLIENT", 100)
    ),
    "numbers that a build counts its spans by": built(),
    "a browser's clock in a build": built(timestamp=T0 // 1000),
    "ids of 64 bits as numbers": {
        "a.json": json.dumps(
            [
                [
                    {
                        "trace_id": (1 << 64) - 9,
                        "span_id": 1,
                        "parent_id": 0,
                        "name": "web",
                        "start": T0,
                        "duration": 9,
                    },
                    {
                        "trace_id": (1 << 64) - 9,
                        "span_id": (1 << 64) - 1,
                        "parent_id": 1,
                        "name": "db",
                        "start": T0 + 1,
                        "duration": 5,
                    },
                ]
            ]
        )
    },
}

FAULTY: dict[str, tuple[Files, list[str]]] = {
    "local flags as a text": (exported(ROOT, {**ORPHAN, "flags": "256"}), ["SPN203"]),
    "flags that are no number": (exported(ROOT, {**ORPHAN, "flags": "remote"}), ["SPN203"]),
    "the kind of a call inside as a text": (exported(ROOT, {**ORPHAN, "flags": 0, "kind": "1"}), ["SPN203"]),
    "one clock": (exported(ROOT, EARLY), ["SPN211"]),
    "one id for two starts": (exported(ROOT, CHILD, moved(CHILD, SECOND + 2_000_000, 2 * SECOND)), ["SPN216"]),
    "one id for two names": (exported(ROOT, CHILD, {**CHILD, "name": "other"}), ["SPN216"]),
    "an id that is cut": (exported({**ROOT, "spanId": "1234567890a"}), ["SPN216"]),
    "a trace's id with dashes": (exported({**ROOT, "traceId": "5b8efff7-9803-8103-d269-b633813fc60c"}), ["SPN216"]),
    "a trace of zeros": (exported({**ROOT, "traceId": "0" * 32}), ["SPN216"]),
    "an end a nanosecond early": (exported(moved(ROOT, 0, -1)), ["SPN216"]),
    "a turn without a link": (exported(REQUEST, TURN), ["SPN201"]),
    "neither a parent nor a link": (charges(BARE), ["SPN207"]),
    "an operation that follows from nothing": (jaeger([*[CHILD_OF] * 11, []]), ["SPN207"]),
    "one that follows from what is nowhere": (jaeger([[reference("FOLLOWS_FROM", 9)]]), ["SPN203"]),
    "a number that no span of a build has": (built(parent=9), ["SPN203"]),
    "a start before its parent in a build": (built(timestamp=6_900_000), ["SPN211"]),
    "a half of a trace's id": (
        zipkin(side(1, 0, "CLIENT", 0), {**side(2, 1, "SERVER", 9), "traceId": f"5b8efff798038103{number(0xAA)}"}),
        ["SPN217"],
    ),
}


@pytest.mark.parametrize("kind", SOUND)
def test_an_odd_export_of_a_sound_program_has_no_finding(tmp_path: Path, kind: str) -> None:
    assert codes(tmp_path, SOUND[kind]) == []


@pytest.mark.parametrize("kind", FAULTY)
def test_its_faulty_twin_has_one(tmp_path: Path, kind: str) -> None:
    files, expected = FAULTY[kind]
    assert codes(tmp_path, files) == expected
