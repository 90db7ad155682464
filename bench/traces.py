"""`python -m bench.traces`: times `spanlint trace` on generated exports, and prints a table of ratios in one run."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench.measure import Command, Run, run_command, run_in_turn
from bench.programs import BIN, ROOT
from bench.trace_data import write

SCRATCH = ROOT / ".bench"
_LARGE = 500  # megabytes
_LOADS = "import orjson, sys\nfor line in open(sys.argv[1], 'rb'): orjson.loads(line)"
_JQ = "[inputs.resourceSpans[].scopeSpans[].spans|length]|add"
_BUSIEST = """\
import os, sys, tempfile, time
from concurrent.futures import ProcessPoolExecutor
from spanlint.config.model import Config
from spanlint.trace.judging import judging
from spanlint.trace.choices import settings_of
from spanlint.trace.reading.inputs import find_inputs
from spanlint.trace.options import parse

def spent(number):
    time.sleep(0.05)
    return os.getpid(), time.process_time()

if __name__ == "__main__":
    inputs, settings = find_inputs(sys.argv[1:])[0], settings_of(parse(["x"]), Config())
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(2) as pool:
        judging.judged_with(pool, inputs, folder, settings, None)
        print(max(dict(pool.map(spent, range(20))).values()))
"""


class Row(NamedTuple):
    """One line of the table."""

    what: str
    target: str
    measured: str


def main() -> int:
    """Measure, and print a row as soon as it is known."""
    parser = ArgumentParser("python -m bench.traces", description="Time spanlint trace on generated exports.")
    parser.add_argument("--megabytes", type=int, default=500, help="the size of the export (default: 500)")
    parser.add_argument("--rounds", type=int, default=5, help="how often each command is run (default: 5)")
    options = parser.parse_args()
    SCRATCH.mkdir(exist_ok=True)
    print(f"| what | target | measured ({options.megabytes} MB, {options.rounds} pairs) |\n|---|---|---|")
    for row in _rows(options):
        print(f"| {row.what} | {row.target} | {row.measured} |", flush=True)
    return 0


def _rows(options: Namespace) -> Iterator[Row]:
    lines = _export(options.megabytes)
    yield from _ratios(lines, options.rounds)
    yield _busiest(lines)
    yield from _peaks(lines, options.megabytes)
    yield from _small(options.rounds)


def _export(megabytes: int) -> Path:
    path = SCRATCH / f"traces-{megabytes}.jsonl"
    if not path.exists():
        write(path, megabytes)
    return path


def _audit(path: Path, *options: str) -> Command:
    program = (str(BIN / "spanlint"), "trace", "--isolated", "--no-source", "-j", "1", "--quiet")
    return Command((*program, *options, str(path)), str(SCRATCH))


def _ratios(lines: Path, rounds: int) -> Iterator[Row]:
    """Yields the audit against programs that only parse, and against itself on the same spans in binary."""
    commands = {"audit": _audit(lines), "loads": Command((sys.executable, "-c", _LOADS, str(lines)), str(SCRATCH))}
    commands["proto"] = _audit(_as_protobuf(lines))
    if shutil.which("jq"):
        commands["jq"] = Command(("jq", "-n", _JQ, str(lines)), str(SCRATCH))
    runs = run_in_turn(commands, rounds)
    yield _ratio("audit of OTLP JSON Lines against `orjson.loads` of each", "<= 2.5", runs["audit"], runs["loads"])
    if "jq" in runs:
        yield _ratio("the same against `jq` that counts the spans", "<= 0.7", runs["audit"], runs["jq"])
    yield _ratio("protobuf of the same spans against the JSON", "<= 1.0", runs["proto"], runs["audit"])


def _ratio(what: str, target: str, one: list[Run], other: list[Run]) -> Row:
    found = [mine.cpu / theirs.cpu for mine, theirs in zip(one, other, strict=True)]
    return Row(f"{what} (processor time)", target, f"{median(found):.2f} ({min(found):.2f} to {max(found):.2f})")


def _busiest(lines: Path) -> Row:
    alone = run_command(_audit(lines)).cpu
    script = SCRATCH / "busiest.py"
    script.write_text(_BUSIEST, encoding="utf-8")
    done = subprocess.run([sys.executable, str(script), str(lines)], check=True, capture_output=True, text=True)
    return Row("the busier of two workers against one process", "<= 0.65", f"{float(done.stdout) / alone:.2f}")


def _peaks(lines: Path, megabytes: int) -> Iterator[Row]:
    """Yields the peak memory for a fifth of the export, all of it, twice as much, and all of it as one value."""
    sizes = {size: _export(size) for size in (max(1, megabytes // 5), megabytes, 2 * megabytes)}
    peaks = {size: run_command(_audit(path)).peak / 1e6 for size, path in sizes.items()}
    shown = ", ".join(f"{size} MB: {peak:.0f} MB" for size, peak in peaks.items())
    yield Row("peak memory, JSON Lines", "<= 150 MB", shown)
    growth = peaks[2 * megabytes] / peaks[megabytes]
    # An export of less than some 300 MB is kept in memory, and twice as much of it takes more.
    target = "<= 1.2" if megabytes >= _LARGE else f"none below {_LARGE} MB"
    yield Row("peak memory of twice the export against the export", target, f"{growth:.2f}")
    yield Row(
        "peak memory, one JSON object", "<= 200 MB", f"{run_command(_audit(_as_object(lines))).peak / 1e6:.0f} MB"
    )


def _small(rounds: int) -> Iterator[Row]:
    """Yields what a file of a few spans with two faults takes, without the code of the demo and with it."""
    small = SCRATCH / "traces-small.jsonl"
    spans = write(small, 0.1, seed=49, batch_size=32)["spans"]
    audit = _audit(small, "--source", str(ROOT / "demo"))
    with_source = audit._replace(arguments=[word for word in audit.arguments if word != "--no-source"])
    nothing = Command((sys.executable, "-I", "-c", "pass"), ".")
    runs = run_in_turn({"without": _audit(small), "with": with_source, "nothing": nothing}, rounds)
    for code, options in (("without", "`--no-source`"), ("with", "`--source demo`")):
        found = median(one.cpu / other.cpu for one, other in zip(runs[code], runs["nothing"], strict=True))
        yield Row(f"{spans} spans, with {options}, against `python -I -c pass`", "<= 6", f"{found:.1f}")


def _as_object(lines: Path) -> Path:
    path = lines.with_suffix(".json")
    if not path.exists():
        with lines.open(encoding="utf-8") as read, path.open("w", encoding="utf-8") as file:
            batches = (line.rstrip()[len('{"resourceSpans":[') : -2] for line in read)
            file.write('{"resourceSpans":[' + next(batches))
            file.writelines("," + batch for batch in batches)
            file.write("]}")
    return path


def _as_protobuf(lines: Path) -> Path:
    """Returns a file of the same spans, with lengths of four bytes, as the Collector's file exporter writes them."""
    from base64 import b64encode

    from google.protobuf.json_format import ParseDict  # type: ignore[import-untyped]
    from opentelemetry.proto.trace.v1.trace_pb2 import TracesData

    path = lines.with_suffix(".pb")
    if path.exists():
        return path
    with lines.open(encoding="utf-8") as read, path.open("wb") as file:
        for line in read:
            value = json.loads(line)
            for scope in (scope for batch in value["resourceSpans"] for scope in batch["scopeSpans"]):
                for span in scope["spans"]:
                    for key in span.keys() & {"traceId", "spanId", "parentSpanId"}:
                        span[key] = b64encode(bytes.fromhex(span[key])).decode()
            data = ParseDict(value, TracesData()).SerializeToString()
            file.write(len(data).to_bytes(4, "big") + data)
    return path


if __name__ == "__main__":
    sys.exit(main())
