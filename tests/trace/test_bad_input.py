"""What is not as it should be: one line that names the file, exit code 2, and the rest is judged."""

from __future__ import annotations

import gzip
import json
import os
import random
import tempfile
from pathlib import Path
from typing import Any

import pytest

from tests.cli.program import Run, run_in_shell, run_spanlint
from tests.trace.exports import audit, counted, export, found, later, span, trace_number
from tests.trace.test_formats import FORMATS

TRACE = trace_number(1)
WHOLE = export([span(TRACE, 1, None, "agent.turn", 0, 1), span(TRACE, 2, 1, "agent.tool", 0, 1)])
NO_SPANS = json.dumps({"resourceLogs": [{"scopeLogs": []}]}) + "\n"


def judged(folder: Path, data: bytes, *options: str) -> Run:
    (folder / "t.jsonl").write_bytes(data)
    return run_spanlint(folder, "trace", "--no-source", *options, "t.jsonl")


def test_a_line_that_is_still_being_written_is_passed_over(tmp_path: Path) -> None:
    run = judged(tmp_path, (WHOLE + WHOLE[:60]).encode())
    assert (run.code, run.err) == (0, "")
    assert "passed over: 1 broken line" in run.out


@pytest.mark.parametrize("cut", range(1, 60, 6))
def test_so_is_a_value_over_several_lines(tmp_path: Path, cut: int) -> None:
    whole = json.dumps(json.loads(WHOLE), indent=1).encode()
    run = judged(tmp_path, whole + b"\n" + whole[:-cut])
    assert (run.code, run.err) == (0, "")
    assert "passed over: 1 broken line" in run.out


def test_any_other_broken_line_is_a_problem_and_the_rest_is_judged(tmp_path: Path) -> None:
    run = judged(tmp_path, (WHOLE + "{oops}\n" + WHOLE).encode())
    assert run.code == 2
    assert run.err.startswith("spanlint: t.jsonl:2: not JSON (")
    assert run.err.count("\n") == 1
    assert "(2 spans, 1 trace, 0 sessions)" in run.out


def test_json_of_an_unknown_shape_names_its_keys(tmp_path: Path) -> None:
    run = judged(tmp_path, b'{"foo": 1, "bar": 2}')
    assert (run.code, run.err) == (
        2,
        "spanlint: t.jsonl: no trace format that spanlint knows (see --input-format); it begins with the keys"
        ' "foo", "bar"\n',
    )


def test_a_list_of_an_unknown_shape_names_the_keys_of_its_first_object(tmp_path: Path) -> None:
    run = judged(tmp_path, b'[[], {"foo": 1}, {"bar": 2}]')
    assert (run.code, run.err.endswith('; it begins with the keys "foo"\n')) == (2, True)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--session", "nope"), "--session nope: no span names this session"),
        (("--trace-of", "ab12"), "--trace-of ab12: no span of this trace was read"),
        (("--trace-of", "nope"), "--trace-of nope: no span of this trace was read"),
        (("--trace-of", "0x0"), "--trace-of 0x0: no span of this trace was read"),
        (("--since", "2090-01-01"), "t.jsonl: holds no spans in the time that was asked for"),
        (
            ("--input-format", "zipkin-json"),
            "t.jsonl: looks like otlp-json, not like zipkin-json (see --input-format)",
        ),
    ],
)
def test_what_was_asked_for_and_is_not_there_is_one_line(tmp_path: Path, options: tuple[str, ...], reason: str) -> None:
    run = judged(tmp_path, WHOLE.encode(), *options)
    assert (run.code, run.err) == (2, f"spanlint: {reason}\n")


def test_what_was_asked_for_and_is_there_is_shown(tmp_path: Path) -> None:
    for given in (TRACE, TRACE.upper(), f"0x{TRACE}"):
        run = judged(tmp_path, WHOLE.encode(), "--trace-of", given)
        assert (run.code, run.err) == (0, "")
        assert "+- agent.tool" in run.out


def test_an_empty_list_holds_no_spans(tmp_path: Path) -> None:
    assert judged(tmp_path, b"[]").err == "spanlint: t.jsonl: holds no spans\n"


def test_a_file_that_zstd_has_compressed_is_said_to_be_that(tmp_path: Path) -> None:
    run = judged(tmp_path, b"\x28\xb5\x2f\xfdabcdefgh")
    assert run.err == "spanlint: t.jsonl: compressed with zstd; decompress it first\n"


def test_logs_alone_are_no_spans(tmp_path: Path) -> None:
    run = judged(tmp_path, NO_SPANS.encode() * 3)
    assert (run.code, run.err) == (2, "spanlint: t.jsonl: holds no spans (3 messages of logs or metrics)\n")
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "logs.jsonl").write_text(NO_SPANS, encoding="utf-8")
    (folder / "spans.jsonl").write_text(WHOLE, encoding="utf-8")
    run = run_spanlint(tmp_path, "trace", "--no-source", "exports")
    assert run.code == 0
    assert "passed over: 1 message of logs" in run.out


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"spanId": ""}, "has no span id"),
        ({"traceId": "abc"}, "has a trace id of 3 characters"),
        ({"traceId": "!" * 32}, "has a trace id that is no id"),
        ({"traceId": "0" * 32}, "has a trace id of zeros"),
        ({"spanId": 7}, "has a span id of 1 characters"),
        ({"startTimeUnixNano": "soon"}, "has a time of its start that is no number"),
        ({"endTimeUnixNano": [1]}, "has a time of its end that is no number"),
        ({"startTimeUnixNano": "9" * 30}, "has a time of its start that is out of range"),
        ({"parentSpanId": "xyz"}, "has a parent id of 3 characters"),
    ],
)
def test_a_span_without_a_place_is_reported_and_left_out(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    bad = {**span(TRACE, 3, None, "agent.bad", 0, 1), **change}
    (finding,) = found(tmp_path, WHOLE, export([bad]))
    assert (finding["code"], finding["line"]) == ("SPN216", 2)
    assert finding["message"] == f"a `agent.bad` span {reason}"


def test_circles_are_reported_and_no_tree_of_them_loops(tmp_path: Path) -> None:
    spans = [span(TRACE, 1, 2, "a", 0, 1), span(TRACE, 2, 1, "b", 0, 1), span(TRACE, 3, 3, "c", 0, 1)]
    assert counted(found(tmp_path, export(spans))) == [
        ("SPN216", "a", 1, 1),
        ("SPN216", "b", 1, 1),
        ("SPN216", "c", 1, 1),
    ]


def test_a_span_with_the_id_of_another_is_reported(tmp_path: Path) -> None:
    assert counted(found(tmp_path, WHOLE, export([span(TRACE, 2, 1, "other", 0.5, 1)]))) == [("SPN216", "other", 1, 1)]


def test_depth_and_size_are_no_matter(tmp_path: Path) -> None:
    deep = [span(TRACE, index, index - 1 if index > 1 else None, "step", index / 1000, 90) for index in range(1, 9000)]
    assert audit(tmp_path, export(deep)).code == 0
    endless = [
        span(TRACE, index, 1 if index > 1 else None, "x" * 10**6 if index == 1 else "y", 0, 1)
        for index in range(1, 10_005)
    ]
    (finding,) = found(tmp_path, export(endless))
    assert (finding["code"], len(finding["trace"]["span"])) == ("SPN215", 1000)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty file"),
        (b"\x28\xb5\x2f\xfd\x00\x01\x02\x03", "compressed with zstd; decompress it first"),
        (b"\x00\x00\x00\x04\x28\xb5\x2f\xfd", "compressed with zstd; decompress it first"),
        (b"\x7fELF\x02\x01\x01\x00", "neither JSON nor OTLP in binary"),
        (b"[" * 200_000, "not JSON (it is nested too deeply)"),
        (b"hello\n", "not JSON (expecting value at column 1)"),
        (gzip.compress(WHOLE.encode())[:-20], "ends in the middle of its compressed data"),
        (gzip.compress(WHOLE.encode())[:2] + b"no deflated data", "its compressed data is broken"),
        (gzip.compress(WHOLE.encode()) + b"no gzip", "its compressed data is broken"),
        (FORMATS["proto_with_lengths"]()[:-30], "ends in the middle of a message"),
    ],
)
def test_what_is_no_export_is_one_line(tmp_path: Path, data: bytes, reason: str) -> None:
    run = judged(tmp_path, data)
    assert run.code == 2
    assert run.err.splitlines()[0].startswith("spanlint: t.jsonl")
    assert reason in run.err
    assert "Traceback" not in run.err


@pytest.mark.parametrize(
    "text",
    [
        '"name": "\\ud800"',
        '"name": NaN',
        '"name": "a", "name": "b"',
        '"name": "\\u0000\\u001b[31m##[error]"',
        '"name": 5',
    ],
)
def test_odd_values_are_read_or_said(tmp_path: Path, text: str) -> None:
    data = WHOLE.replace('"name": "agent.turn"', text, 1).encode()
    for form in (data, b"\xef\xbb\xbf" + data, data.replace(b"\n", b"\r\n"), data.decode().encode("utf-16")):
        run = judged(tmp_path, form)
        assert run.code in (0, 1, 2)
        assert "\x1b" not in run.out + run.err


def test_a_time_may_be_written_with_an_exponent(tmp_path: Path) -> None:
    backward = span(TRACE, 1, None, "agent.turn", 0, 1, startTimeUnixNano=1.795e18, endTimeUnixNano=1.794e18)
    assert counted(found(tmp_path, export([backward]))) == [("SPN216", "agent.turn", 1, 1)]
    (finding,) = found(tmp_path, export([{**backward, "endTimeUnixNano": float("inf")}]))
    assert finding["message"] == "a `agent.turn` span has a time of its end that is no number"


@pytest.mark.program
def test_a_closed_standard_input_is_an_empty_one(tmp_path: Path) -> None:
    run = run_in_shell(tmp_path, '"$@" trace --no-source - <&-')
    assert (run.code, run.err) == (2, "spanlint: standard input: empty file\n")


@pytest.mark.program
def test_standard_input_may_be_compressed(tmp_path: Path) -> None:
    (tmp_path / "t.gz").write_bytes(gzip.compress(WHOLE.encode()))
    run = run_in_shell(tmp_path, 'cat t.gz | "$@" trace --no-source -')
    assert (run.code, run.err) == (0, "")
    assert "(2 spans, 1 trace, 0 sessions)" in run.out


def test_what_is_not_there_or_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    run = run_spanlint(tmp_path, "trace", "--no-source", "missing.jsonl")
    assert (run.code, run.err) == (2, "spanlint: missing.jsonl: no such file or directory\n")
    (tmp_path / "empty").mkdir()
    run = run_spanlint(tmp_path, "trace", "--no-source", "empty")
    assert (run.code, run.err.count("\n")) == (2, 1)
    assert run.err.startswith("spanlint: empty: holds no files of traces")


def test_a_missing_source_is_one_line(tmp_path: Path) -> None:
    orphan = span(TRACE, 3, 9, "agent.tool", 0, 1)
    run = audit(tmp_path, WHOLE, export([orphan]), later(), options=["--source", "missing"])
    assert (run.code, run.err) == (2, "spanlint: --source: missing: there is no such file or folder\n")


def test_names_steer_neither_the_terminal_nor_the_ci(tmp_path: Path) -> None:
    name = "a\x1b[31m\n::error::##[error]<script>"
    orphan = span(TRACE, 3, 9, name, 0, 1)
    for option in ("text", "concise", "github", "gitlab", "junit", "sarif", "json"):
        run = audit(tmp_path, WHOLE, export([orphan]), later(), options=["--no-source", "--output-format", option])
        assert "\x1b" not in run.out
        assert "##[error]" not in run.out
        assert not any(line.startswith("::error::") for line in run.out.splitlines())


def test_mutated_files_leave_no_traceback_and_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small, fixed sample; `python -m tests.trace.mutations` makes as many as it is told."""
    from tests.trace.mutations import mutated

    left_over = tmp_path / "left"
    left_over.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(left_over))
    choose = random.Random(23)
    for _ in range(150):
        run = judged(tmp_path, mutated(choose), "--output-format", "json")
        assert run.code in (0, 1, 2)
        assert "bug in spanlint" not in run.err
    assert os.listdir(left_over) == []


@pytest.mark.parametrize(
    ("parents", "expected"),
    [
        ({1: 2, 2: 3, 3: 1}, [("SPN216", "step", 3, 3)]),
        ({1: 2, 2: 3, 3: 1, 4: 1}, [("SPN216", "step", 3, 4)]),
        ({1: None, 2: 1, 3: 5, 4: 3, 5: 4, 6: 5}, [("SPN216", "step", 3, 6)]),
        ({1: 2, 2: 1, 3: 5, 4: 3, 5: 4}, [("SPN216", "step", 2, 5), ("SPN216", "step", 3, 5)]),
        ({1: 2, 2: 1}, [("SPN216", "step", 2, 2)]),
        ({1: 1}, [("SPN216", "step", 1, 1)]),
        ({1: None, 2: 1, 3: 2}, []),
    ],
)
def test_spans_that_are_above_their_own_parent(
    tmp_path: Path, parents: dict[int, int | None], expected: list[tuple[str, str, int, int]]
) -> None:
    circle = [span(TRACE, own, parent, "step", 0, 1) for own, parent in parents.items()]
    assert counted(found(tmp_path, export(circle), later(), options=["--select", "SPN216"])) == expected


@pytest.mark.parametrize(("above_first", "codes"), [(3, ["SPN216"]), (None, ["SPN211"])])
def test_that_a_circle_has_no_order_is_no_fault_of_its_own(
    tmp_path: Path, above_first: int | None, codes: list[str]
) -> None:
    spans = [
        span(TRACE, 1, above_first, "step", 3, 9),
        span(TRACE, 2, 1, "step", 1, 9),
        span(TRACE, 3, 2, "step", 2, 9),
    ]
    assert [finding["code"] for finding in found(tmp_path, export(spans), later())] == codes
