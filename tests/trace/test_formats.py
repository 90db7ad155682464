"""Every format says the same of the same spans. Each fixture follows the documentation that its reader cites."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord, LogsData
from opentelemetry.proto.metrics.v1.metrics_pb2 import Metric, MetricsData
from opentelemetry.proto.trace.v1.trace_pb2 import TracesData

from spanlint.trace.reading import documents
from tests.cli.program import run_spanlint
from tests.trace.exports import HOME, SECOND, SESSION, T0, export, later, number, span, trace_number

ROOT = 0xA0
OTHER = trace_number(1)
SPANS = [
    span(HOME, 1, ROOT, "agent.request", 1, 2, SESSION),
    span(HOME, 2, 1, "agent.tool", 1.25, 1.75, SESSION),
    span(OTHER, 3, None, "agent.turn", 0, 3, SESSION),
]
FOUND = [("SPN201", "agent.turn", 1, 1, "derived")]


def iso(nanoseconds: str) -> str:
    from datetime import datetime, timezone

    seconds, rest = divmod(int(nanoseconds), SECOND)
    return f"{datetime.fromtimestamp(seconds, timezone.utc):%Y-%m-%dT%H:%M:%S}.{rest // 1000:06d}Z"


def micros(nanoseconds: str) -> int:
    return int(nanoseconds) // 1000


def duration(found: dict[str, Any]) -> int:
    return micros(found["endTimeUnixNano"]) - micros(found["startTimeUnixNano"])


def as_base64(digits: str) -> str:
    return base64.b64encode(bytes.fromhex(digits)).decode()


def otlp_json() -> bytes:
    return export(SPANS).encode()


def old_scope_names() -> bytes:
    return (
        otlp_json()
        .replace(b"scopeSpans", b"instrumentationLibrarySpans")
        .replace(b'"scope"', b'"instrumentationLibrary"')
    )


def pretty() -> bytes:
    return (
        json.dumps(json.loads(export(SPANS[:2])), indent=2) + "\n" + json.dumps(json.loads(export(SPANS[2:])), indent=2)
    ).encode()


def upper_case_names_and_numbers() -> bytes:
    spans = [
        {
            **each,
            "traceId": each["traceId"].upper(),
            "kind": "SPAN_KIND_INTERNAL",
            "startTimeUnixNano": int(each["startTimeUnixNano"]),
        }
        for each in SPANS
    ]
    return export(spans).encode()


def with_a_mark() -> bytes:
    return "".join((export(SPANS), export([]))).encode("utf-16")


def list_of_exports() -> bytes:
    """What `jq -s` makes of lines."""
    return b"[" + export(SPANS[:2]).encode() + b"," + export(SPANS[2:]).encode() + b"]"


def crlf() -> bytes:
    return b"\xef\xbb\xbf" + export(SPANS[:2]).encode().replace(b"\n", b"\r\n") + export(SPANS[2:]).encode()


def compressed() -> bytes:
    return gzip.compress(otlp_json())


def tempo() -> bytes:
    batches = json.loads(export(SPANS))["resourceSpans"]
    for found in batches[0]["scopeSpans"][0]["spans"]:
        for key in ("traceId", "spanId", "parentSpanId"):
            if key in found:
                found[key] = as_base64(found[key])
        found["kind"] = "SPAN_KIND_INTERNAL"
    return json.dumps({"batches": batches}).encode()


def tempo_second_version() -> bytes:
    return json.dumps({"trace": {"resourceSpans": json.loads(tempo())["batches"]}}).encode()


def jaeger_third_version() -> bytes:
    return json.dumps({"result": json.loads(export(SPANS))}).encode()


def batches_without_anything_around_them() -> bytes:
    one, *others = SPANS
    lines = [export([one]), export(others)]
    return b"".join(json.dumps(json.loads(line)["resourceSpans"][0], indent=2).encode() + b"\n" for line in lines)


def swift() -> bytes:
    """Base64 of the text of an id, as opentelemetry-swift#537 wrote it."""
    spans = [
        {key: base64.b64encode(value.encode()).decode() if key.endswith("Id") else value for key, value in each.items()}
        for each in SPANS
    ]
    return export(spans).encode()


def message() -> bytes:
    data = TracesData()
    resource = data.resource_spans.add()
    attribute = resource.resource.attributes.add()
    attribute.key, attribute.value.string_value = "service.name", "agent"
    scope = resource.scope_spans.add()
    scope.scope.name = "agent.tracing"
    for each in SPANS:
        made = scope.spans.add()
        made.trace_id, made.span_id = bytes.fromhex(each["traceId"]), bytes.fromhex(each["spanId"])
        made.parent_span_id = bytes.fromhex(each.get("parentSpanId", ""))
        made.name, made.kind, made.flags = each["name"], 1, each["flags"]
        made.start_time_unix_nano, made.end_time_unix_nano = (
            int(each["startTimeUnixNano"]),
            int(each["endTimeUnixNano"]),
        )
        key = made.attributes.add()
        key.key, key.value.string_value = "session.id", SESSION
    encoded: bytes = data.SerializeToString()
    return encoded


def proto_with_lengths() -> bytes:
    return (len(message()).to_bytes(4, "big") + message()) * 2


def varint(value: int) -> bytes:
    return bytes([value]) if value < 128 else bytes([value & 127 | 128]) + varint(value >> 7)


def proto_with_varints() -> bytes:
    return (varint(len(message())) + message()) * 2


def proto_with_a_varint_before_a_small_resource() -> bytes:
    """Its fifth byte is that of a message after a length of four bytes."""
    data, small = TracesData.FromString(message()), TracesData()
    for found in data.resource_spans[0].scope_spans[0].spans:
        resource = small.resource_spans.add()
        resource.resource.CopyFrom(data.resource_spans[0].resource)
        resource.scope_spans.add().spans.add().CopyFrom(found)
    padding = TracesData()
    padding.resource_spans.add().resource.attributes.add().key = "k" * 80
    encoded: bytes = padding.SerializeToString() + small.SerializeToString()
    framed = varint(len(encoded)) + encoded
    assert framed[4] == 0x0A
    return framed


def jaeger() -> bytes:
    spans = [
        {
            "traceID": each["traceId"],
            "spanID": each["spanId"],
            "operationName": each["name"],
            "references": [
                {"refType": "CHILD_OF", "traceID": each["traceId"], "spanID": parent}
                for parent in [each.get("parentSpanId")]
                if parent
            ],
            "startTime": micros(each["startTimeUnixNano"]),
            "duration": duration(each),
            "tags": [{"key": "session.id", "type": "string", "value": SESSION}],
            "processID": "p1",
        }
        for each in SPANS
    ]
    traces = [
        {
            "traceID": trace,
            "spans": [each for each in spans if each["traceID"] == trace],
            "processes": {"p1": {"serviceName": "agent"}},
        }
        for trace in (HOME, OTHER)
    ]
    return json.dumps({"data": traces}).encode()


def jaeger_after_an_empty_trace() -> bytes:
    found = json.loads(jaeger())
    return json.dumps({"data": [{"traceID": "1", "spans": [], "processes": {}}, *found["data"]]}).encode()


def zipkin() -> bytes:
    spans = [
        {
            "traceId": each["traceId"],
            "id": each["spanId"],
            **({"parentId": each["parentSpanId"]} if "parentSpanId" in each else {}),
            "name": each["name"],
            "timestamp": micros(each["startTimeUnixNano"]),
            "duration": duration(each),
            "localEndpoint": {"serviceName": "agent"},
            "tags": {"session.id": SESSION},
        }
        for each in SPANS
    ]
    return json.dumps([spans[:2], spans[2:]]).encode()


def console() -> bytes:
    spans = [
        {
            "name": each["name"],
            "context": {"trace_id": f"0x{each['traceId']}", "span_id": f"0x{each['spanId']}", "trace_state": "[]"},
            "kind": "SpanKind.INTERNAL",
            "parent_id": f"0x{each['parentSpanId']}" if "parentSpanId" in each else None,
            "start_time": iso(each["startTimeUnixNano"]),
            "end_time": iso(each["endTimeUnixNano"]),
            "attributes": {"session.id": SESSION},
            "links": [],
            "resource": {"attributes": {"service.name": "agent"}, "schema_url": ""},
        }
        for each in SPANS
    ]
    return "\n".join(json.dumps(each, indent=4) for each in spans).encode()


def phoenix() -> bytes:
    spans = [
        {
            "name": each["name"],
            "context": {"trace_id": each["traceId"], "span_id": each["spanId"]},
            "span_kind": "LLM",
            "parent_id": each.get("parentSpanId"),
            "start_time": iso(each["startTimeUnixNano"]).replace("Z", "+00:00"),
            "end_time": iso(each["endTimeUnixNano"]).replace("Z", "+00:00"),
            "attributes": {"session.id": SESSION},
        }
        for each in SPANS
    ]
    return json.dumps({"data": spans, "next_cursor": None}).encode()


def phoenix_otlp() -> bytes:
    spans = [
        {
            "trace_id": each["traceId"],
            "span_id": each["spanId"],
            "parent_span_id": each.get("parentSpanId"),
            "name": each["name"],
            "flags": None,
            "start_time_unix_nano": int(each["startTimeUnixNano"]),
            "end_time_unix_nano": int(each["endTimeUnixNano"]),
            "attributes": [{"key": "session.id", "value": {"string_value": SESSION}}],
        }
        for each in SPANS
    ]
    return json.dumps({"data": spans}).encode()


def langfuse() -> bytes:
    lines = [
        {
            "id": each["spanId"],
            "trace_id": each["traceId"],
            "parent_observation_id": each.get("parentSpanId"),
            "session_id": SESSION,
            "name": each["name"],
            "start_time": iso(each["startTimeUnixNano"]).replace("T", " ").rstrip("Z"),
            "end_time": iso(each["endTimeUnixNano"]).replace("T", " ").rstrip("Z"),
        }
        for each in SPANS
    ]
    return "\n".join(map(json.dumps, lines)).encode()


def langfuse_download() -> bytes:
    found = [
        {
            "id": each["spanId"],
            "traceId": each["traceId"],
            "parentObservationId": each.get("parentSpanId"),
            "name": each["name"],
            "startTime": iso(each["startTimeUnixNano"]),
            "endTime": iso(each["endTimeUnixNano"]),
        }
        for each in SPANS
    ]
    return json.dumps({"trace": {"id": HOME, "sessionId": SESSION}, "observations": found}).encode()


def logfire() -> bytes:
    rows = [
        {
            "trace_id": each["traceId"],
            "span_id": each["spanId"],
            "parent_span_id": each.get("parentSpanId"),
            "span_name": each["name"],
            "kind": kind,
            "start_timestamp": iso(each["startTimeUnixNano"]),
            "end_timestamp": iso(each["endTimeUnixNano"]),
            "service_name": "agent",
            "otel_scope_name": "agent.tracing",
            "attributes": {"session.id": SESSION},
        }
        for each in SPANS
        for kind in ("pending_span", "span")
    ]
    return "\n".join(map(json.dumps, rows)).encode()


def datadog() -> bytes:
    rows: list[dict[str, Any]] = [
        {
            "trace_id": int(each["traceId"][16:], 16),
            "span_id": int(each["spanId"], 16),
            "parent_id": int(each.get("parentSpanId", "0"), 16),
            "name": each["name"],
            "service": "agent",
            "start": int(each["startTimeUnixNano"]),
            "duration": int(each["endTimeUnixNano"]) - int(each["startTimeUnixNano"]),
            "meta": {"session.id": SESSION},
        }
        for each in SPANS
    ]
    for first in (0, 2):  # of each trace
        rows[first]["meta"]["_dd.p.tid"] = SPANS[first]["traceId"][:16]
    return json.dumps([rows[:2], rows[2:]]).encode()


FORMATS: dict[str, Callable[[], bytes]] = {
    make.__name__: make
    for make in (
        otlp_json, old_scope_names, pretty, upper_case_names_and_numbers, with_a_mark, list_of_exports, crlf,
        compressed, tempo, tempo_second_version, jaeger_third_version, batches_without_anything_around_them, swift,
        message, proto_with_lengths, proto_with_varints, proto_with_a_varint_before_a_small_resource, jaeger,
        jaeger_after_an_empty_trace, zipkin, console, phoenix, phoenix_otlp, langfuse,
        langfuse_download, logfire, datadog,
    )
}  # fmt: skip


def judged(folder: Path, data: bytes, *options: str) -> list[tuple[str, str, int, int, str]]:
    (folder / "export").write_bytes(data)
    run = run_spanlint(folder, "trace", "--no-source", "--output-format", "json", *options, "export")
    assert run.err == ""
    traces = [(finding["code"], finding["trace"]) for finding in json.loads(run.out)]
    return [(code, trace["span"], trace["count"], trace["of"], trace["evidence"]) for code, trace in traces]


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_recognised_by_content_and_says_the_same(tmp_path: Path, name: str) -> None:
    assert judged(tmp_path, FORMATS[name]()) == FOUND


def test_times_are_the_same_in_every_format(tmp_path: Path) -> None:
    """A tool that starts 250 ms after its request, and a request that does not end before its tool."""
    early = [*SPANS[:1], {**SPANS[1], "startTimeUnixNano": str(T0 + SECOND // 2)}, SPANS[2]]
    for make in (otlp_json, message, zipkin, console, phoenix, langfuse_download, logfire, datadog):
        SPANS[:] = early
        try:
            found = judged(tmp_path, make(), "--select", "SPN211")
        finally:
            SPANS[1] = span(HOME, 2, 1, "agent.tool", 1.25, 1.75, SESSION)
        assert found == [("SPN211", "agent.tool", 1, 1, "")], make.__name__


def test_jaeger_moves_times_so_they_are_not_judged(tmp_path: Path) -> None:
    early = {**SPANS[1], "startTimeUnixNano": str(T0 + SECOND // 2)}
    SPANS[1], before = early, SPANS[1]
    try:
        assert judged(tmp_path, jaeger(), "--select", "SPN211") == []
    finally:
        SPANS[1] = before


def test_both_sides_of_a_zipkin_call_share_an_id(tmp_path: Path) -> None:
    base = {"traceId": OTHER, "id": number(7), "name": "get", "timestamp": 1_795_000_000_000_000, "duration": 1000}
    sides = [{**base, "kind": kind, "localEndpoint": {"serviceName": kind.lower()}} for kind in ("CLIENT", "SERVER")]
    assert judged(tmp_path, json.dumps(sides).encode()) == []
    # As smartthings-mobile-web-install.json of Zipkin's own examples has it: a late report, and several consumers.
    late = {"traceId": OTHER, "id": number(7), "name": "get /a", "localEndpoint": {"serviceName": "server"}, "tags": {}}
    more = [{**sides[1], "shared": True, "timestamp": 1_795_000_000_000_000 + turn} for turn in range(3)]
    assert judged(tmp_path, json.dumps([*sides, late, *more]).encode()) == []


def test_base64_of_an_id_may_begin_as_a_hexadecimal_number_does(tmp_path: Path) -> None:
    data, trace, own = tempo(), as_base64(f"d31f{OTHER[4:]}"), as_base64("d31fb5ad00000001")
    assert trace.startswith("0x")
    assert own.startswith("0x")
    for shown, new in ((OTHER, trace), (number(1), own)):
        data = data.replace(as_base64(shown).encode(), new.encode())
    assert judged(tmp_path, data) == FOUND


def test_old_jaeger_files_have_short_ids_and_a_parent_span_id(tmp_path: Path) -> None:
    first = {"traceID": "ab12", "spanID": "1", "operationName": "a", "startTime": 1, "duration": 9, "processID": "p"}
    second = {
        "traceID": "ab12",
        "spanID": "2",
        "parentSpanID": "1",
        "operationName": "b",
        "startTime": 2,
        "duration": 1,
    }
    for trace, expected in (("ab12", []), ("ab13", [("SPN206", "c", 1, 1, "")])):
        follows = {"refType": "FOLLOWS_FROM", "traceID": trace, "spanID": "1"}
        third = {**second, "spanID": "3", "parentSpanID": "", "operationName": "c", "references": [follows]}
        data = json.dumps({"data": [{"traceID": "ab12", "spans": [first, second, third], "processes": {}}]}).encode()
        assert judged(tmp_path, data, "--select", "SPN203,SPN206,SPN216") == expected


def test_spans_of_a_langfuse_trace_may_have_any_text_for_an_id(tmp_path: Path) -> None:
    """SDKs before version 3 made UUIDs, and took what the program chose."""
    trace = "0b8b0a4e-63c1-4a43-9b3c-6f3f0f1c2d3e"
    root, child, lost = "a9f7d0f2-7a55-4f0c-8a5b-1f2e3d4c5b6a", "second step", "third step"
    times = {"startTime": iso(str(T0)), "endTime": iso(str(T0 + SECOND)), "traceId": trace}
    spans = [
        {**times, "id": root, "parentObservationId": None, "name": "turn"},
        {**times, "id": child, "parentObservationId": root, "name": "step"},
        {**times, "id": lost, "parentObservationId": "nowhere", "name": "lost step"},
        {**times, "id": "later", "parentObservationId": None, "name": "later", "traceId": "run 7",
         "startTime": iso(str(T0 + 600 * SECOND)), "endTime": iso(str(T0 + 601 * SECOND))},
    ]  # fmt: skip
    found = judged(tmp_path, json.dumps(spans).encode())
    assert [finding[:3] for finding in found] == [("SPN203", "lost step", 1)]


def test_rows_may_have_decimal_numbers_as_text(tmp_path: Path) -> None:
    row = {"trace_id": "11111111111111111111", "start": T0, "duration": SECOND, "name": "step"}
    rows = [
        {**row, "span_id": "12345678901234567890", "parent_id": "0", "name": "turn"},
        {**row, "span_id": "12345678901234567", "parent_id": "12345678901234567890"},
        {**row, "span_id": "12345678901234568", "parent_id": "999999999999999999", "name": "lost step"},
        {**row, "trace_id": "7" * 17, "span_id": "5" * 17, "parent_id": "0", "start": T0 + 600 * SECOND},
    ]
    found = judged(tmp_path, json.dumps(rows).encode())
    assert [finding[:3] for finding in found] == [("SPN203", "lost step", 1)]


def test_rows_may_have_ids_as_signed_numbers(tmp_path: Path) -> None:
    row = {"trace_id": "0x" + trace_number(7), "start_time": T0, "duration": SECOND, "name": "step"}
    rows = [
        {**row, "span_id": -2, "parent_id": 0, "name": "turn"},
        {**row, "span_id": "-3" + "0" * 17, "parent_id": 18446744073709551614},
        {**row, "span_id": 5, "parent_id": -4, "name": "lost step"},
        {**row, "trace_id": 8, "span_id": 9, "parent_id": 0, "start_time": T0 + 600 * SECOND},
    ]
    found = judged(tmp_path, json.dumps(rows).encode())
    assert [finding[:3] for finding in found] == [("SPN203", "lost step", 1)]
    found = judged(tmp_path, json.dumps([{**row, "span_id": -1 << 64, "parent_id": 0}]).encode())
    assert [finding[:3] for finding in found] == [("SPN216", "step", 1)]


def test_rows_from_mongodb_have_wrapped_times(tmp_path: Path) -> None:
    at = {"start_time": {"$date": iso(str(T0))}, "end_time": {"$date": {"$numberLong": str((T0 + SECOND) // 10**6)}}}
    row = {"trace_id": trace_number(7), "span_id": number(2), "name": "turn", **at}
    late = {**row, "trace_id": trace_number(8), "start_time": {"$date": iso(str(T0 + 600 * SECOND))}, "end_time": None}
    rows = [row, {**row, "span_id": number(3), "parent_span_id": number(9), "name": "lost step"}, late]
    found = judged(tmp_path, json.dumps(rows).encode())
    assert [finding[:3] for finding in found] == [("SPN203", "lost step", 1)]
    found = judged(tmp_path, json.dumps([{**row, "start_time": {"date": iso(str(T0))}}]).encode())
    assert [finding[:3] for finding in found] == [("SPN216", "turn", 1)]


def test_logs_and_metrics_in_binary_are_no_spans_that_are_broken(tmp_path: Path) -> None:
    log, metric = LogRecord(time_unix_nano=T0, severity_text="INFO"), Metric(name="requests")
    logs, metrics = LogsData(), MetricsData()
    logs.resource_logs.add().scope_logs.add().log_records.append(log)
    metrics.resource_metrics.add().scope_metrics.add().metrics.append(metric)
    for number_of_file, data in enumerate((logs.SerializeToString(), metrics.SerializeToString())):
        (tmp_path / f"{number_of_file}.pb").write_bytes(data)
        run = run_spanlint(tmp_path, "trace", f"{number_of_file}.pb")
        assert (run.code, run.err) == (2, f"spanlint: {number_of_file}.pb:1: no message of OTLP traces\n")
    broken = TracesData()
    broken.resource_spans.add().scope_spans.add().spans.add(name="step", trace_id=b"short", start_time_unix_nano=T0)
    found = judged(tmp_path, broken.SerializeToString())
    assert [finding[:3] for finding in found] == [("SPN216", "step", 1)]


def test_a_server_of_datadog_names_its_kind_among_its_tags(tmp_path: Path) -> None:
    late = {"trace_id": 8, "span_id": 9, "parent_id": 0, "start": T0 + 600 * SECOND, "duration": SECOND}
    row = {"trace_id": 1, "span_id": 2, "parent_id": 3, "name": "GET /", "start": T0, "duration": SECOND}
    server = {**row, "meta": {"span.kind": "server"}}
    assert judged(tmp_path, json.dumps([[server], [late]]).encode()) == []
    found = judged(tmp_path, json.dumps([[{**row, "meta": {"span.kind": "internal"}}], [late]]).encode())
    assert [finding[:3] for finding in found] == [("SPN203", "GET /", 1)]


def test_what_jaeger_keeps_in_its_storage_is_no_export(tmp_path: Path) -> None:
    stored = {"spans": [{"traceId": "AAAAAAAAAAAAAAAAAAAAEQ==", "spanId": "AAAAAAAAAAM=", "operationName": "get"}]}
    (tmp_path / "t").write_text(json.dumps(stored), encoding="utf-8")
    run = run_spanlint(tmp_path, "trace", "t")
    assert run.code == 2
    assert run.err.startswith("spanlint: t: no trace format that spanlint knows")


def test_names_of_a_zipkin_server_are_matched_in_any_case(tmp_path: Path) -> None:
    code = 'from opentelemetry import trace\ntracer = trace.get_tracer("a")\ntracer.start_span("Agent.Turn")\n'
    (tmp_path / "a.py").write_text(code, encoding="utf-8")
    (tmp_path / "export").write_bytes(zipkin())
    (finding,) = json.loads(run_spanlint(tmp_path, "trace", "--output-format", "json", "export").out)
    assert (finding["path"], finding["line"]) == ("a.py", 3)


def test_a_trace_may_be_spread_over_files_of_several_formats(tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "a.jsonl").write_text(export(SPANS[:2]) + later(), encoding="utf-8")
    (tmp_path / "exports" / "b.jsonl.gz").write_bytes(gzip.compress(export(SPANS[2:]).encode()))
    run = run_spanlint(tmp_path, "trace", "--no-source", "--output-format", "concise", "--quiet", "exports")
    assert run.out.count("\n") == 1
    assert " SPN201 1 of 1 `agent.turn`" in run.out


@pytest.mark.parametrize(
    "name",
    [
        "otlp_json",
        "tempo",
        "tempo_second_version",
        "jaeger_third_version",
        "jaeger",
        "zipkin",
        "phoenix",
        "datadog",
        "langfuse_download",
    ],
)
def test_a_large_value_is_read_bit_by_bit(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MAX_VALUE", 300)
    is_without_session = name == "langfuse_download"  # its session stands beside the list
    assert judged(tmp_path, FORMATS[name]()) == ([] if is_without_session else FOUND)


@pytest.mark.parametrize("name", ["console", "pretty", "batches_without_anything_around_them"])
def test_many_values_over_several_lines_are_read_a_block_at_a_time(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for size in range(2500, 2600, 7):  # so that a block ends in a word, in a string, and between two values
        monkeypatch.setattr(documents, "MAX_VALUE", size)
        data = (FORMATS[name]() + b"\n") * 4
        assert len(data) > size
        assert judged(tmp_path, data) == FOUND


@pytest.mark.parametrize("number", ["1e999", "-1e999", "NaN", "9" * 400])
def test_a_time_that_is_no_finite_number_makes_a_bad_span(tmp_path: Path, number: str) -> None:
    start = str(micros(SPANS[2]["startTimeUnixNano"]))
    data = jaeger().decode()
    assert data.count(f'"startTime": {start},') == 1
    found = judged(tmp_path, data.replace(f'"startTime": {start},', f'"startTime": {number},').encode())
    assert [finding[:3] for finding in found] == [("SPN216", "agent.turn", 1)]


def test_a_large_value_that_is_cut_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MAX_VALUE", 300)
    (tmp_path / "export").write_bytes(jaeger()[:-20])
    run = run_spanlint(tmp_path, "trace", "--no-source", "export")
    assert (run.code, run.err.count("\n")) == (2, 1)
    assert run.err.startswith("spanlint: export:1: not JSON (")
