"""Small exports in OTLP JSON, and the runs of `spanlint trace` over them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.cli.program import Run, run_spanlint

SESSION = "33878ff9-1467-43ef-a692-634a21bbb1bf"
HOME = hashlib.sha256(SESSION.encode()).hexdigest()[:32]
T0 = 1_795_000_000_000_000_000
SECOND = 10**9
LOCAL, REMOTE = 0x100, 0x300

Span = dict[str, Any]


def number(value: int, digits: int = 16) -> str:
    """An id."""
    return f"{value:0{digits}x}"


def trace_number(value: int) -> str:
    """The id of a trace that is derived from nothing."""
    return f"5b8efff798038103{value:016x}"


def span(trace: str, own: int, parent: int | None, name: str, start: float, end: float, session: str = "",
         flags: int = LOCAL, **more: Any) -> Span:  # fmt: skip
    """A span; times are seconds after T0."""
    attributes = [{"key": "session.id", "value": {"stringValue": session}}] if session else []
    above = {} if parent is None else {"parentSpanId": number(parent)}
    times = {"startTimeUnixNano": str(T0 + int(start * SECOND)), "endTimeUnixNano": str(T0 + int(end * SECOND))}
    own_id = {"traceId": trace, "spanId": number(own)}
    return {**own_id, **above, "flags": flags, "name": name, "kind": 1, **times, "attributes": attributes, **more}


def export(spans: Sequence[Span], service: str = "agent", scope: str = "agent.tracing", **resource: str) -> str:
    """A line of the Collector's file exporter."""
    values = {"service.name": service, **{key.replace("_", "."): value for key, value in resource.items()}}
    attributes = [{"key": key, "value": {"stringValue": value}} for key, value in values.items()]
    scopes = [{"scope": {"name": scope}, "spans": list(spans)}]
    return json.dumps({"resourceSpans": [{"resource": {"attributes": attributes}, "scopeSpans": scopes}]}) + "\n"


def later(seconds: float = 600) -> str:
    """A span long after all others, so that none of their parents may still run."""
    return export([span(trace_number(0xFFFF), 0xFFFF, None, "later", seconds, seconds + 1)], "other", "other")


def audit(folder: Path, *lines: str, options: Sequence[str] = (), name: str = "traces.jsonl") -> Run:
    """What `spanlint trace` prints about these lines."""
    (folder / name).write_text("".join(lines), encoding="utf-8")
    return run_spanlint(folder, "trace", *options, name)


def found(folder: Path, *lines: str, options: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The findings about these lines, as JSON."""
    run = audit(folder, *lines, options=("--output-format", "json", *options))
    assert run.err == ""
    assert run.code in (0, 1)
    findings: list[dict[str, Any]] = json.loads(run.out)
    return findings


def counted(findings: Sequence[dict[str, Any]]) -> list[tuple[str, str, int, int]]:
    """Code, name of the spans, how many of them are wrong, and how many there are."""
    traces = [(finding["code"], finding["trace"]) for finding in findings]
    return sorted((code, trace["span"], trace["count"], trace["of"]) for code, trace in traces)
