"""A run gives the same report however many processes share it, and outlives the worker that is killed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import spanlint.run.schedule
from spanlint.cli.main import main
from spanlint.languages.names.imports import Neighbours
from spanlint.model.settings import Settings
from spanlint.prefilter.first_look import YIELDS
from spanlint.run.file_outcome import FileOutcome
from spanlint.run.many_files import run
from spanlint.run.one_file import Candidate, Repair, run_file
from spanlint.run.schedule import BYTES_PER_WORKER
from spanlint.run.screening import Screened
from spanlint.run.tasks import Tasks
from tests.cli.program import run_program, write
from tests.run.forks import die

FILES = 24
NAMES = ("a.py", "b.py")
BAD = {
    "py": "from opentelemetry import trace\ntracer = trace.get_tracer('t')\n{filler}span = tracer.start_span('n')\n",
    "ts": "import {{ trace }} from '@opentelemetry/api';\nconst tracer = trace.getTracer('t');\n"
    "{filler}export const span = tracer.startSpan('n');\n",
}


def tree(folder: Path) -> None:
    """More to judge than one process does alone, with a few files that go wrong in between."""
    for number in range(FILES):
        for suffix, text in BAD.items():
            sign = "#" if suffix == "py" else "//"
            filler = f"{sign} {'x' * 100}\n" * (20 + number * 7 % 100)
            write(folder, {f"{number:03}/file.{suffix}": text.format(filler=filler)})
    write(folder, {"010/broken.py": "tracer.start_span(\n", "011/latin.py": b"tracer.start_span('\xe9')\n"})
    session = "[session-context.python]\nexpression = 'current()'\nimports = ['from app import current']\n"
    write(folder, {"spanlint.toml": f"ignore = ['SPN103']\n{session}"})


@pytest.mark.program
@pytest.mark.parametrize("arguments", [["--output-format", "json"], [], ["--statistics"], ["--diff"]], ids=str)
def test_the_report_does_not_depend_on_the_number_of_processes(tmp_path: Path, arguments: list[str]) -> None:
    tree(tmp_path)
    one = run_program(tmp_path, *arguments, "--jobs", "1", ".")
    assert one.out
    assert one == run_program(tmp_path, *arguments, "--jobs", "4", ".")


@pytest.mark.measured
@pytest.mark.program
def test_a_repair_does_not_depend_on_the_number_of_processes(tmp_path: Path) -> None:
    for name in ("one", "four"):
        (tmp_path / name).mkdir()
        tree(tmp_path / name)
    one = run_program(tmp_path / "one", "--fix", "--jobs", "1", ".")
    assert " fixed, " in one.out
    assert one == run_program(tmp_path / "four", "--fix", "--jobs", "4", ".")
    for path in (tmp_path / "one").rglob("*.*"):
        assert path.read_bytes() == (tmp_path / "four" / path.relative_to(tmp_path / "one")).read_bytes()


@pytest.mark.program
def test_a_killed_worker_is_reported_with_its_file_and_the_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tree(tmp_path)
    real = run_file

    def killed(
        candidate: Candidate,
        settings: Settings,
        repair: Repair | None,
        neighbours: Neighbours | None,
        has_helpers: bool,
    ) -> FileOutcome:
        if candidate.path == "017/file.py":
            die()
        return real(candidate, settings, repair, neighbours, has_helpers)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(spanlint.run.schedule, "run_file", killed)
    code = main(["--isolated", "--output-format", "concise", "--jobs", "2", "."])
    out, err = capsys.readouterr()
    assert code == 2
    assert "spanlint: 017/file.py: not checked: its worker process was killed by SIGKILL\n" in err
    assert len({line.split(":")[0] for line in out.splitlines() if "SPN001" in line}) == 2 * FILES - 1


def test_a_small_run_forks_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        (tmp_path / name).write_text(BAD["py"].format(filler=""), encoding="utf-8")
    monkeypatch.setattr(os, "fork", lambda: pytest.fail("forked"))
    tasks = Tasks([str(tmp_path / name) for name in ("a.py", "b.py")], [Settings(frozenset({"SPN001"}))] * 2)
    assert len(run(tasks, jobs=8).diagnostics) == 2


@pytest.mark.program
def test_nobody_is_told_of_progress_before_the_workers_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree(tmp_path)
    write(tmp_path, {"000/a.py": "nothing = 1\n"})
    happened: list[str] = []
    fork = os.fork

    def noted() -> int:
        happened.append("fork")
        return fork()

    monkeypatch.setattr(os, "fork", noted)
    settings = Settings(frozenset({"SPN001"}))
    paths = sorted(tmp_path.rglob("*.py"))
    tasks = Tasks([str(path) for path in paths], [settings] * len(paths))
    run(tasks, progress=lambda _done, _found: happened.append("told"), jobs=2)
    assert happened == ["fork"] * 2 + ["told"] * len(paths)


def test_this_process_judges_what_is_small_while_others_still_look(monkeypatch: pytest.MonkeyPatch) -> None:
    special = FileOutcome(is_skipped=True)
    small = BYTES_PER_WORKER - spanlint.run.schedule._BYTES_PER_FILE - 1
    met = [
        Screened(4, small + 1, True),
        Screened(3, special, True),
        Screened(1, 9, True),
        Screened(2, 9, False),
        Screened(0, small, True),
        Screened(5, YIELDS, True),
    ]
    loaded: list[str] = []
    monkeypatch.setattr("spanlint.run.screening.screen", lambda tasks, helpers: (each for each in met))
    judged = FileOutcome(span_calls=1)
    tasks = Tasks(["a.py"] * 6, [Settings(frozenset())] * 6)
    judge = spanlint.run.schedule._Judge(loaded.append, lambda _number: judged, None, lambda _number: None)
    gave, left, passed, yielding = spanlint.run.schedule._screen_all(tasks, 2, judge)
    assert gave == {0: judged, 1: judged, 3: special}
    assert left == [(2, 9), (4, small + 1)]
    assert (passed, yielding) == (set(), [5])
    assert len(loaded) == 3


@pytest.mark.program
def test_no_helper_outlives_an_interrupt_in_what_this_process_judges(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forked: list[int]
) -> None:
    write(tmp_path, {f"{number}.py": "tracer.start_span('a')\n" for number in range(400)})
    tasks = Tasks([str(path) for path in tmp_path.glob("*.py")], [Settings(frozenset())] * 400)

    def interrupted(*_: object) -> FileOutcome:
        raise KeyboardInterrupt

    monkeypatch.setattr(spanlint.run.schedule, "run_file", interrupted)
    with pytest.raises(KeyboardInterrupt) as held:  # and with it the frames, which nothing else closes
        run(tasks, jobs=2)
    (helper,) = forked
    with pytest.raises(ChildProcessError):
        os.waitpid(helper, os.WNOHANG)
    assert held
