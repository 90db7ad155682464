"""Writes OTLP JSON Lines as the Collector's file exporter does, with known faults, until a size is reached.

usage: python -m bench.trace_data OUT.jsonl MEGABYTES [SEED]; the true counts go to OUT.jsonl.truth.json

The order of fields and the encoding of each span are those of opentelemetry-exporter-otlp-json-file 0.66b1. A third of
the services keeps one trace a session (its id is sha256(session)[:32], under a root that is never exported); in 20 % of
their sessions `agent.interaction` escapes into traces of its own. A third makes one trace a turn on purpose. The rest
are plain servers without any session, called by a gateway that is not in the export.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

_SENTENCE = (
    "the file holds a parser and its tests please read it then say which of the functions are too long "
    "and why each of them would be better off in a module of its own"
)
_WORDS = _SENTENCE.split()
_BATCH = 512  # spans, as BatchSpanProcessor sends them
_COUNTS = ("spans", "sessions", "split_sessions", "escaped", "orphans_local", "orphans_remote", "outlives", "traces")

Pairs = Sequence[tuple[str, "str | int"]]


class Planter:
    """Makes spans, and counts the faults among them."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - the same data for the same seed
        self.truth = dict.fromkeys(_COUNTS, 0)
        choice = self.random.choice
        self.texts = [" ".join(choice(_WORDS) for _ in range(choice((20, 60, 150)))) for _ in range(400)]
        self.clock = 1_795_000_000_000_000_000

    def hex_id(self, size: int) -> str:
        """Returns an id of so many bytes."""
        return f"{self.random.getrandbits(size * 8) | 1:0{size * 2}x}"

    def span(self, ids: tuple[str, str, str | None], name: str, kind: int, times: tuple[int, int], pairs: Pairs,
             flags: int = 256, events: str = "") -> str:  # fmt: skip
        """Returns the JSON of a span; `ids` are those of its trace, itself and its parent."""
        self.truth["spans"] += 1
        trace, own, parent = ids
        above = f'"parentSpanId":"{parent}",' if parent else ""
        head = f'{{"traceId":"{trace}","spanId":"{own}",{above}"flags":{flags},"name":"{name}","kind":{kind}'
        when = f'"startTimeUnixNano":"{times[0]}","endTimeUnixNano":"{times[1]}"'
        return f'{head},{when},"attributes":{_attributes(pairs)}{events},"status":{{}}}}'

    def turn(self, trace: str, root: str | None, session: str, escapes: bool) -> list[str]:
        """Returns the spans of one turn; `root` is their parent, None for a turn that is a trace of its own."""
        start = self.clock = self.clock + self.random.randrange(10**6, 10**9)
        own, home, parent = self.hex_id(8), trace, root
        if escapes:
            home, parent = self.hex_id(16), None
            self.truth["escaped"] += 1
            self.truth["traces"] += 1
        made: list[str] = []
        length = 0
        for _ in range(self.random.randrange(1, 4)):
            length = self._request(made, trace, root or own, session, start, length)
        pairs: Pairs = [("session.id", session), ("prompt.length", self.random.randrange(10, 999))]
        made.append(self.span((home, own, parent), "agent.interaction", 1, (start, start + length + 1000), pairs))
        self.clock = start + length
        return made

    def _request(self, made: list[str], trace: str, parent: str, session: str, start: int, length: int) -> int:
        request, begin = self.hex_id(8), start + length
        model = self.random.randrange(10**8, 5 * 10**9)
        text, answer = self.random.choice(self.texts), self.random.choice(self.texts)
        event = (
            f',"events":[{{"timeUnixNano":"{begin + model // 2}","name":"gen_ai.choice","attributes":'
            '[{"key":"index","value":{"intValue":"0"}}]}]'
        )
        pairs: Pairs = [("session.id", session), ("gen_ai.operation.name", "chat"),
                 ("gen_ai.request.model", "demo-model-4"),
                 ("gen_ai.usage.input_tokens", len(text)), ("gen_ai.usage.output_tokens", len(answer)),
                 ("gen_ai.input.messages", text), ("gen_ai.output.messages", answer)]  # fmt: skip
        times = begin, begin + model
        made.append(self.span((trace, request, parent), "agent.llm_request", 3, times, pairs, events=event))
        length += model
        for _ in range(self.random.randrange(0, 3)):
            length += self._tool(made, trace, (request, parent), session, start + length)
        return length

    def _tool(self, made: list[str], trace: str, parents: tuple[str, str], session: str, begin: int) -> int:
        tool, run, took = self.hex_id(8), self.hex_id(8), self.random.randrange(10**6, 10**8)
        is_lost, is_late = self.random.random() < 0.005, self.random.random() < 0.01
        own = ("session.id", session)
        if is_lost:
            self.truth["orphans_local"] += 1
        else:
            parent = parents[0] if self.random.random() < 0.5 else parents[1]
            name = self.random.choice(("read_file", "grep", "shell", "edit"))
            pairs = [
                own,
                ("gen_ai.tool.name", name),
                ("gen_ai.tool.call.arguments", self.random.choice(self.texts)[:120]),
            ]
            made.append(self.span((trace, tool, parent), "agent.tool", 1, (begin, begin + took), pairs))
            self.truth["outlives"] += is_late
        end = begin + took + (10**9 if is_late else -1000)
        made.append(
            self.span((trace, run, tool), "agent.tool.execution", 1, (begin + 1000, end), [own, ("exit.code", 0)])
        )
        return took

    def session_with_one_trace(self) -> list[str]:
        """Returns the spans of a session whose trace's id is derived from its own."""
        session = f"{self.hex_id(4)}-{self.hex_id(2)}-{self.hex_id(6)}"
        trace, root = hashlib.sha256(session.encode()).hexdigest()[:32], self.hex_id(8)
        is_split = self.random.random() < 0.2
        for count in ("sessions", "traces"):
            self.truth[count] += 1
        self.truth["split_sessions"] += is_split
        turns = range(self.random.randrange(1, 12))
        return [span for _ in turns for span in self.turn(trace, root, session, is_split)]

    def session_with_a_trace_a_turn(self) -> list[str]:
        """Returns the spans of a session each turn of which is a trace, on purpose."""
        session = f"thread_{self.hex_id(8)}"
        self.truth["sessions"] += 1
        made: list[str] = []
        for _ in range(self.random.randrange(1, 12)):
            self.truth["traces"] += 1
            made += self.turn(self.hex_id(16), None, session, False)
        return made

    def request(self) -> list[str]:
        """Returns the spans of a request to a server."""
        self.clock += self.random.randrange(10**5, 10**7)
        trace, gateway, server = self.hex_id(16), self.hex_id(8), self.hex_id(8)
        is_remote = self.random.random() < 0.3
        self.truth["traces"] += 1
        self.truth["orphans_remote"] += is_remote
        start, took = self.clock, self.random.randrange(10**6, 10**8)
        query = "SELECT id, total FROM orders WHERE customer = $1 AND state = $2 ORDER BY id LIMIT 50"
        pairs: Pairs = [("db.system.name", "postgresql"), ("db.query.text", query)]
        times = start + 1000, start + took // 2
        made = [
            self.span((trace, self.hex_id(8), server), "SELECT orders", 3, times, pairs)
            for _ in range(self.random.randrange(1, 5))
        ]
        pairs = [("http.request.method", "GET"), ("http.route", "/orders/{id}"),
                 ("url.path", f"/orders/{self.random.randrange(10**6)}"), ("http.response.status_code", 200),
                 ("server.address", "orders.example"), ("user_agent.original", "Mozilla/5.0 (X11; Linux)")]  # fmt: skip
        ids = trace, server, gateway if is_remote else None
        flags = 768 if is_remote else 256
        return [*made, self.span(ids, "GET /orders/{id}", 2, (start, start + took), pairs, flags)]


def write(path: Path, megabytes: float, seed: int = 7, batch_size: int = _BATCH) -> dict[str, int]:
    """Write a file of this size, with so many spans a line. Returns the counts of what is in it."""
    planter = Planter(seed)
    kinds: tuple[tuple[str, Callable[[], list[str]]], ...] = (
        ("cli-agent", planter.session_with_one_trace),
        ("chat-agent", planter.session_with_a_trace_a_turn),
        ("orders", planter.request),
    )
    written, pending = 0, dict[str, list[str]]({name: [] for name, _ in kinds})
    with path.open("w", encoding="utf-8") as file:
        while written < megabytes * 1e6:
            name, make = planter.random.choice(kinds) if planter.random.random() < 0.7 else kinds[2]
            pending[name] += make()
            while len(pending[name]) >= batch_size:
                written += file.write(_line(name, pending[name][:batch_size]))
                del pending[name][:batch_size]
        for name, batch in pending.items():
            written += file.write(_line(name, batch)) if batch else 0
    return {**planter.truth, "bytes": written}


def _attributes(pairs: Pairs) -> str:
    values = (
        f'{{"intValue":"{value}"}}' if isinstance(value, int) else f'{{"stringValue":{json.dumps(value)}}}'
        for _, value in pairs
    )
    entries = (f'{{"key":"{key}","value":{value}}}' for (key, _), value in zip(pairs, values, strict=True))
    return f"[{','.join(entries)}]"


def _line(service: str, spans: Sequence[str]) -> str:
    resource: Pairs = [("telemetry.sdk.language", "python"), ("telemetry.sdk.name", "opentelemetry"),
                       ("telemetry.sdk.version", "1.45.2"), ("service.name", service)]  # fmt: skip
    scope = f'{{"scope":{{"name":"{service}.tracing"}},"spans":[{",".join(spans)}]}}'
    return f'{{"resourceSpans":[{{"resource":{{"attributes":{_attributes(resource)}}},"scopeSpans":[{scope}]}}]}}\n'


if __name__ == "__main__":
    out = Path(sys.argv[1])
    truth = write(out, float(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 7)
    out.with_name(f"{out.name}.truth.json").write_text(json.dumps(truth), encoding="utf-8")
    print(truth)
