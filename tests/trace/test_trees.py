"""The trees in the terminal: as they are, and as they would be."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.cli.program import run_spanlint
from tests.trace.exports import HOME, SESSION, export, later, span, trace_number

SPANS = [
    span(HOME, 1, 0xA0, "agent.request", 1, 2, SESSION),
    span(HOME, 2, 1, "agent.tool", 1.1, 1.18, SESSION),
    span(trace_number(1), 3, None, "agent.turn", 0.5, 2.5, SESSION),
    span(trace_number(2), 4, None, "agent.turn", 3, 5, SESSION),
]
BEFORE = [
    "   (a root that was never exported)",
    "   +- agent.request  1.0 s",
    "   |  +- agent.tool  80 ms",
    "   agent.turn  2.0 s   alone in its trace  <-",
    "   ... 1 more trace like this",
]
AFTER = [
    "   (a root that was never exported)",
    "   +- agent.turn  2.0 s  <-",
    "   +- agent.request  1.0 s",
    "   |  +- agent.tool  80 ms",
    "   +- agent.turn  2.0 s  <-",
]


def lines(folder: Path, width: int, *options: str, exported: Sequence[str] = (export(SPANS),)) -> list[str]:
    (folder / "t.jsonl").write_text("".join(exported), encoding="utf-8")
    run = run_spanlint(folder, "trace", "--no-source", *options, "t.jsonl", env={"COLUMNS": str(width)})
    assert run.err == ""
    return run.out.splitlines()


def test_two_trees_are_beside_each_other_where_there_is_room(tmp_path: Path) -> None:
    found = lines(tmp_path, 120)
    start = next(number for number, line in enumerate(found) if line.startswith("as it is: "))
    sides = [(line[:61].rstrip(), line[61:]) for line in found[start : start + 6]]
    assert [left for left, _ in sides] == ["as it is: 3 traces", *BEFORE]
    assert [right for _, right in sides] == ["as it would be: 1 trace", *AFTER]


def test_they_are_below_each_other_where_there_is_none(tmp_path: Path) -> None:
    found = lines(tmp_path, 80)
    start = found.index(f"session {SESSION}, as it is: 3 traces")
    assert found[start + 1 : start + 12] == [*BEFORE, "as it would be: 1 trace", *AFTER]


def test_quiet_shows_none(tmp_path: Path) -> None:
    assert not any("as it is" in line for line in lines(tmp_path, 140, "--quiet"))


def test_one_session_or_trace_is_shown_as_a_whole(tmp_path: Path) -> None:
    many = [span(HOME, index, 0xA0, "agent.request", index, index + 1, "other") for index in range(1, 40)]
    exported = (export(many), later())
    for options in (("--session", "other"), ("--trace-of", HOME)):
        found = lines(tmp_path, 140, *options, exported=exported)
        assert sum("+- agent.request" in line for line in found) == 39


def test_only_spans_of_the_time_that_is_asked_for_are_read(tmp_path: Path) -> None:
    out = lines(tmp_path, 80, "--since", "1795000002.9")
    assert out[-2:] == ["No findings in 1 file (1 span, 1 trace, 1 session).", *out[-1:]]
    run = run_spanlint(tmp_path, "trace", "--since", "soon", "t.jsonl")
    assert (run.code, run.err.count("\n")) == (2, 1)
