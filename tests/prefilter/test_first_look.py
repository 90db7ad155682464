"""The first look passes over what holds nothing, and says nothing of any other file."""

from __future__ import annotations

import os
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from spanlint.apis import all_apis
from spanlint.model.settings import ApiChoices, Settings
from spanlint.prefilter.first_look import YIELDS, first_look
from spanlint.run.file_outcome import NOTHING_FOUND
from spanlint.run.one_file import Candidate, screen_file

if TYPE_CHECKING:
    from spanlint.prefilter.first_look import Look

SETTINGS = Settings(frozenset({"SPN001"}))
ENTERED = b"import a\nwith a.tracer.start_as_current_span('a'):\n    pass\n"
CASES: dict[str, tuple[bytes, bool]] = {
    "empty.py": (b"", True),
    "plain.py": (b"nothing = 1\n", True),
    "part.py": (b"restart_span_now = start_spans\n", True),  # names are whole
    "package.py": (b"import opentelemetry\n", True),
    "starts.ts": (b"if (text.startsWith('a')) start();\n", True),
    "call.py": (b"tracer.start_span('a')\n", False),
    "call.ts": (b"tracer.startSpan('a')\n", False),
    "context.py": (b"import opentelemetry\nset_value(1)\n", False),
    "suppression.py": (b"a = 1  # spanlint: ignore[SPN001]\n", False),
    "spans.py": (b"spans = [a.span for a in spanning]\n", True),  # which has all that the names have in common
    "late.py": (b"span = tracer\nspan.start_span('a')\n", False),
    "later.py": (b"span = spans\na = 1  # spanlint: ignore\n", False),
    "starting.ts": (b"start(); tracer.startSpan('a');\n", False),
    "library.py": (b"from ddtrace import tracer\ndef f():\n    with tracer.trace('a'):\n        yield 1\n", False),
    "no_library.py": (b"from traces import tracer\ndef f():\n    with tracer.trace('a'):\n        yield 1\n", True),
    "left.py": (b"from ddtrace import tracer\ndef f():\n    with tracer.trace('a'):\n        return 1\n", True),
    "binary.py": (b"a\0b", False),
    "letters.py": ("a = 'ä'\n\nb = 'coding'\n".encode(), True),
    "one_line.py": ("a = 'ä'".encode(), True),
    "mark.py": ("\ufeffa = 'ä'\n".encode(), True),
    "latin.py": (b"a = '\xe4'\n", False),
    "declared.py": ("#\n# coding: latin-1\na = 'ä'\n".encode(), False),
    "declared_cr.py": ("#\r# coding: latin-1\ra = 'ä'".encode(), False),
    "deep.py": ("a = 'ä'\n".encode() + b"".join(b" " * n + b"b\n" for n in range(310)), False),
    "tabs.py": ("a = 'ä'\n\tb\n".encode(), True),
    "many_tabs.py": ("a = 'ä'\n".encode() + b"\tb\n" * 300, False),
    "tabs_and_spaces.py": ("a = 'ä'\n".encode() + b"\tb\n" * 10 + b" " * 290 + b"b\n", False),
    "tabs_and_fewer_spaces.py": ("a = 'ä'\n".encode() + b"\tb\n" * 10 + b" " * 289 + b"b\n", True),
    "tab_and_form_feeds.py": ("a = 'ä'\n\tb\n\f b\n".encode(), False),
    "tabs.ts": ("a = 'ä'\n".encode() + b"\tb\n" * 300, True),
    "coding.ts": ("// coding: none\na = 'ä'\n".encode(), True),
    "latin.ts": (b"a = '\xe4'\n", False),
    "large.py": (b"#" * 70_000, True),
    "very_large.py": (b"#" * 70_000 + b"start_span", False),
    "plain.txt": (b"nothing", False),
}


def calls_in(look: Look, *paths: Path) -> list[int | None]:
    """What the look says of each of some files; 0 where it passes over one."""
    odd = look([str(path) for path in paths])
    assert 0 not in odd.values()
    return [odd.get(place, 0) for place in range(len(paths))]


@pytest.mark.parametrize("name", CASES)
def test_says_only_of_plain_files_that_they_hold_nothing(tmp_path: Path, name: str) -> None:
    data, passed_over = CASES[name]
    path = tmp_path / name
    path.write_bytes(data)
    assert calls_in(first_look(path.suffix, SETTINGS), path) == [0 if passed_over else None]
    if passed_over:
        assert screen_file(Candidate(str(path), is_named=True), SETTINGS) is NOTHING_FOUND


def test_another_library_that_is_held_across_a_yield_needs_no_other_mark(tmp_path: Path) -> None:
    held = "from ddtrace import tracer\ndef f():\n    with tracer.trace('a'):\n        yield 1\n"
    texts = {"held.py": held, "returned.py": held.replace("yield", "return"), "other.py": held.replace("ddtrace", "a")}
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    look = first_look(".py", Settings(frozenset({"SPN102"})))
    assert calls_in(look, *(tmp_path / name for name in texts)) == [None, 0, YIELDS]


LANGFUSE_JS = 'import { startObservation } from "@langfuse/tracing";\nconst step = startObservation("a");\n'
OTHER_LIBRARIES = {
    "langfuse.py": ("import langfuse\nspan = langfuse.get_client().start_observation(name='a')\n", None),
    "opentracing.py": ("import opentracing\nspan = opentracing.tracer.start_active_span('a')\n", None),
    "other.py": ("import other\nspan = other.get_client().start_observation(name='a')\n", 0),
    "langfuse.ts": (LANGFUSE_JS, None),
    "other.ts": (LANGFUSE_JS.replace("langfuse", "other"), 0),
}


@pytest.mark.parametrize("name", OTHER_LIBRARIES)
def test_another_library_needs_no_span_call(tmp_path: Path, name: str) -> None:
    text, expected = OTHER_LIBRARIES[name]
    (tmp_path / name).write_text(text)
    settings = Settings(frozenset({"SPN103"}))
    assert calls_in(first_look(Path(name).suffix, settings), tmp_path / name) == [expected]
    screened = screen_file(Candidate(str(tmp_path / name), is_named=True), settings)
    assert (screened is NOTHING_FOUND) == (expected == 0)


def test_says_nothing_of_what_is_no_file(tmp_path: Path) -> None:
    look = first_look(".py", SETTINGS)
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "broken.py").symlink_to("nowhere")
    (tmp_path / "null.py").symlink_to(os.devnull)
    for name in ("folder.py", "broken.py", "null.py", "missing.py"):
        assert calls_in(look, tmp_path / name) == [None]


def test_takes_nothing_out_of_a_fifo(tmp_path: Path) -> None:
    path = tmp_path / "fifo.py"
    os.mkfifo(path)
    reading = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    writing = os.open(path, os.O_WRONLY)
    try:
        os.write(writing, b"nothing = 1\n")
        assert calls_in(first_look(".py", SETTINGS), path) == [None]
        assert os.read(reading, 100) == b"nothing = 1\n"
    finally:
        os.close(reading)
        os.close(writing)


def test_leaves_a_file_alone_that_is_larger_than_is_to_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    for size, passed_over in ((10, True), (11, False)):
        path.write_bytes(b"#" * size)
        look = first_look(".py", SETTINGS._replace(max_file_size=10))
        assert calls_in(look, path) == [0 if passed_over else None]


@pytest.mark.parametrize(
    ("before", "settings", "calls"),
    [
        (b"", SETTINGS, 1),
        ("# ä\n\n".encode(), SETTINGS, 1),
        (b"# coding: latin-1\n", SETTINGS, None),
        (b"# spanlint: ignore-file\n", SETTINGS, None),
        (b"\xe4\n", SETTINGS, None),
        (b"", SETTINGS._replace(codes=frozenset({"SPN001", "SPN006"})), None),
        (b"", SETTINGS._replace(may_count_apis=True), None),
    ],
)
def test_counts_the_calls_of_which_there_is_nothing_to_say(
    tmp_path: Path, before: bytes, settings: Settings, calls: int | None
) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(before + ENTERED)
    assert calls_in(first_look(".py", settings), path) == [calls]


def test_closes_what_it_opens(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"a = 1\n")
    before = set(os.listdir("/proc/self/fd"))
    look = first_look(".py", SETTINGS)
    for name in ("a.py", "missing.py", "."):
        look([str(tmp_path / name)])
    assert set(os.listdir("/proc/self/fd")) == before


def test_files_that_are_looked_at_together_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [data for name, (data, _) in CASES.items() if name.endswith(".py")] + [ENTERED]
    texts += [
        b"nothing = 1\n# start_",
        b"span('a')\n",
        b"spanlint",
        b": ignore",
        b"",
        b"a = '\xc3",
        b"\xa4'\n",
        ENTERED,
    ]
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.py").write_bytes(text)
    paths = [tmp_path / f"{number}.py" for number in range(len(texts))]
    paths.insert(3, tmp_path / "missing.py")
    look = first_look(".py", SETTINGS)
    alone = [found for path in paths for found in calls_in(look, path)]
    assert calls_in(look, *paths) == alone
    assert {None, 0, 1} == set(alone)
    for most in (0, 10, 60):
        monkeypatch.setattr("spanlint.disk.batch_reading.BATCH_BYTES", most)
        assert calls_in(look, *paths) == alone
    assert calls_in(look) == []


def test_what_is_held_at_once_does_not_grow_with_the_files(tmp_path: Path) -> None:
    sizes = []
    for count in (4, 12):
        for number in range(count):
            (tmp_path / f"{number}.py").write_bytes(b"#" * 400_000)
        paths = [tmp_path / f"{number}.py" for number in range(count)]
        tracemalloc.start()
        assert calls_in(first_look(".py", SETTINGS), *paths) == [0] * count
        sizes.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert sizes[1] < sizes[0] * 1.5


@pytest.mark.parametrize("method", ["begin_step", "", "s"])
def test_own_creators_are_found_whatever_they_begin_with(tmp_path: Path, method: str) -> None:
    texts = [b"tracer.start_span('a')\n" * 3, b"a = 1\n", b"begin_step('a')\n", b"s('a')\n", b"assess\n" * 9, b"b\n"]
    paths = [tmp_path / f"{number}.py" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_bytes(text)
    creator = ("python", next(iter(all_apis())).creators[0]._replace(method=method))
    look = first_look(".py", SETTINGS._replace(apis=ApiChoices(creators=(creator,))))
    own = {"begin_step": 2, "s": 3}.get(method)
    expected = [None if number in (0, own) else 0 for number in range(len(texts))]
    assert calls_in(look, *paths) == expected
    assert [found for path in paths for found in calls_in(look, path)] == expected  # with what is left in the room


@pytest.mark.parametrize("size", [65_534, 65_535, 65_536, 65_537])
def test_sizes_about_the_most_that_is_read_at_once(tmp_path: Path, size: int) -> None:
    paths = [tmp_path / f"{number}.py" for number in range(8)]
    for number, path in enumerate(paths):
        end = b"start_span" if number % 2 else b"no_mention"
        path.write_bytes(b"#" * (size - len(end)) + end)
    assert calls_in(first_look(".py", SETTINGS), *paths) == [0, None] * 4
