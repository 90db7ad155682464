"""The progress bar: on a terminal that somebody watches, once a run takes its time, and gone when it ends."""

from __future__ import annotations

import io
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from spanlint.cli.progress import DELAY, may_show_progress, progress_display
from tests.cli.program import PYTHON_BAD, PYTHON_CLEAN, run_spanlint, write
from tests.cli.terminal import HIDE_CURSOR, SHOW_CURSOR, run_on_terminal, screen
from tests.waiting import HANGS_AFTER

_BAR = re.compile(r"(\d+)/(\d+) files, (\d+) findings?")
_ENTRY = "from spanlint.cli.main import entry; entry()"
# The real program, told to wait for nothing: how long a second is belongs to another test.
_NO_DELAY = "import sys, spanlint.cli.progress as p; p.DELAY = p._INTERVAL = 0.0; sys.argv[0] = 'spanlint'\n"
AT_ONCE = (sys.executable, "-c", _NO_DELAY + _ENTRY)
# However fast the machine is, 40 files take longer than it is until the bar appears.
_SLOWLY = (
    "import time, spanlint.cli.progress as p, spanlint.run.schedule as s\n"
    "judge = s.run_file\n"
    "s.run_file = lambda *given: time.sleep(p.DELAY / 20) or judge(*given)\n"
)
SLOWLY = (sys.executable, "-c", _SLOWLY + _ENTRY)
# The run waits for its end once it has drawn: else it could be over before anybody has seen that. It does not wait by
# `signal.pause`, which sleeps on if the signal arrives just before it.
_DRAWN = (
    "import signal, time\n"
    "def wait():\n"
    "    while True: time.sleep(0.01)\n"
    "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    "make_display = p.progress_display\n"
    "def waiting(*arguments):\n"
    "    display = make_display(*arguments)\n"
    "    return display._replace(update=lambda *counts: (display.update(*counts), wait()))\n"
    "p.progress_display = waiting\n"
)
WAITING = (sys.executable, "-c", _NO_DELAY + _DRAWN + _ENTRY)
# However slow the machine is, no bar is due.
_RICH = (
    "import sys, spanlint.cli.progress as p; p.DELAY = 1e9\n"
    "from spanlint.cli.main import main; main(sys.argv[1:]); print('rich' in sys.modules)"
)
FILES = {"a.py": PYTHON_BAD, "b.py": PYTHON_BAD, "c.py": PYTHON_CLEAN}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def bars(text: str) -> list[tuple[int, int, int]]:
    return [(int(done), int(total), int(found)) for done, total, found in _BAR.findall(text)]


@pytest.mark.program
@pytest.mark.measured
def test_the_bar_shows_files_and_findings_and_is_gone_at_the_end(tmp_path: Path) -> None:
    plain = run_spanlint(write(tmp_path, FILES))
    run = run_on_terminal(tmp_path, command=AT_ONCE)
    assert sorted(set(bars(run.err))) == [(1, 3, 1), (2, 3, 2), (3, 3, 2)]
    assert screen(run.err) == []
    assert run.err.rindex(SHOW_CURSOR) > run.err.rindex(HIDE_CURSOR)
    assert (run.code, run.out) == (plain.code, plain.out)


@pytest.mark.program
@pytest.mark.measured
def test_a_real_run_of_more_than_a_second(tmp_path: Path) -> None:
    write(tmp_path, {f"m{number}.py": PYTHON_BAD for number in range(40)})
    plain = run_spanlint(tmp_path, "--output-format", "concise", "--jobs", "1")
    run = run_on_terminal(tmp_path, "--output-format", "concise", "--jobs", "1", command=SLOWLY)
    assert bars(run.err)
    done, total, found = bars(run.err)[0]
    assert found == done <= total == 40
    assert screen(run.err) == []
    assert (run.code, run.out) == (plain.code, plain.out)
    assert plain.err == ""


@pytest.mark.program
@pytest.mark.measured
def test_a_short_run_draws_nothing_and_does_not_even_import_rich(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    run = run_on_terminal(tmp_path, "--quiet", "c.py", command=(sys.executable, "-c", _RICH))
    assert (run.err, run.out) == ("", "False\n")
    run = run_on_terminal(tmp_path, "c.py", "-q", command=(sys.executable, "-c", f"import rich; {_RICH}"))
    assert run.out == "True\n"
    run = run_on_terminal(tmp_path, "--output-format", "concise", "c.py", command=(sys.executable, "-c", _RICH))
    assert run.err == ""
    assert run.out.endswith("False\n")


@pytest.mark.program
@pytest.mark.measured
@pytest.mark.parametrize(
    ("arguments", "env"),
    [(("--quiet",), {}), ((), {"CI": "true"}), ((), {"CI": "1"}), ((), {"TERM": "dumb"})],
    ids=["quiet", "CI=true", "CI=1", "dumb"],
)
def test_no_bar_where_nobody_watches(tmp_path: Path, arguments: tuple[str, ...], env: dict[str, str]) -> None:
    run = run_on_terminal(write(tmp_path, FILES), *arguments, env=env, command=AT_ONCE)
    assert (run.code, run.err) == (1, "")
    assert "a.py\n  7:19 warning SPN001" in run.out


@pytest.mark.program
@pytest.mark.measured
def test_no_bar_where_standard_error_is_no_terminal(tmp_path: Path) -> None:
    done = subprocess.run(AT_ONCE, cwd=write(tmp_path, FILES), capture_output=True, text=True, timeout=HANGS_AFTER)
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.program
@pytest.mark.measured
@pytest.mark.parametrize(
    ("arguments", "env", "colored"),
    [((), {}, True), ((), {"NO_COLOR": "1"}, False), (("--color", "never"), {}, False)],
    ids=["default", "NO_COLOR", "never"],
)
def test_the_bar_has_the_colors_of_the_report(
    tmp_path: Path, arguments: tuple[str, ...], env: dict[str, str], colored: bool
) -> None:
    run = run_on_terminal(write(tmp_path, FILES), *arguments, env=env, command=AT_ONCE)
    assert bars(run.err)
    assert (re.search(r"\x1b\[[\d;]*(?:3|9)\d(?:;\d+)*m", run.err) is not None) is colored


@pytest.mark.program
@pytest.mark.measured
def test_what_went_wrong_stands_where_the_bar_was(tmp_path: Path) -> None:
    run = run_on_terminal(write(tmp_path, FILES), ".", "gone.py", command=AT_ONCE)
    assert bars(run.err)
    assert screen(run.err) == ["spanlint: gone.py: no such file or directory"]
    assert run.code == 2


@pytest.mark.program
@pytest.mark.measured
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_run_that_is_ended_gives_the_cursor_back(tmp_path: Path, number: int, code: int, jobs: str) -> None:
    write(tmp_path, {f"m{number}.py": PYTHON_BAD for number in range(100)})
    sent: list[int] = []

    def end(process: subprocess.Popen[bytes], output: str) -> None:
        if bars(output) and not sent:
            sent.append(number)
            process.send_signal(number)

    run = run_on_terminal(tmp_path, "--jobs", jobs, command=WAITING, on_output=end)
    assert (run.code, run.out, sent) == (code, "", [number])
    assert run.err.rindex(SHOW_CURSOR) > run.err.rindex(HIDE_CURSOR)
    assert screen(run.err) == []


def test_the_clock_decides() -> None:
    clock, terminal = [100.0], Terminal()
    bar = progress_display(3, terminal, is_colored=True, now=lambda: clock[0])
    clock[0] += DELAY - 0.01
    bar.update(1, 0)
    assert terminal.getvalue() == ""
    clock[0] += 0.02
    bar.update(2, 1)
    bar.update(3, 5)  # too soon after the last drawing
    assert set(bars(terminal.getvalue())) == {(2, 3, 1)}
    bar.end()
    assert screen(terminal.getvalue()) == []


def test_a_run_that_never_drew_ends_without_a_trace() -> None:
    terminal = Terminal()
    progress_display(3, terminal, is_colored=True).end()
    assert terminal.getvalue() == ""


@pytest.mark.parametrize(
    ("quiet", "environ", "wanted"),
    [
        (False, {}, True),
        (False, {"CI": ""}, True),
        (False, {"CI": "false"}, True),
        (False, {"CI": "0"}, True),
        (False, {"CI": "True"}, False),
        (False, {"CI": "woodpecker"}, False),
        (False, {"TERM": "dumb"}, False),
        (False, {"TERM": "xterm"}, True),
        (True, {}, False),
    ],
)
def test_who_gets_a_bar(quiet: bool, environ: dict[str, str], wanted: bool) -> None:
    assert may_show_progress(quiet, Terminal(), environ) is wanted
    assert not may_show_progress(quiet, io.StringIO(), environ)
