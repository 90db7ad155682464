"""`python -m bench.sweeps`: times `spanlint sweep` over local repositories, and prints a table of ratios in one run.

Of two programs, the processor time counts, that of their children included: a busy machine changes it little.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median

from bench.large_sweeps import large_tree, many_repositories
from bench.measure import BenchError, Command, Run, run_command, run_in_turn
from bench.programs import ROOT
from bench.traces import Row
from spanlint.text.suffixes import SUFFIXES

SCRATCH = ROOT / ".bench" / "sweeps"
_SWEEP = (sys.executable, "-m", "spanlint", "sweep", "--isolated", "--quiet", "--exit-zero")
_THREADS = """\
import subprocess, sys
from concurrent.futures import ThreadPoolExecutor

def lint(folder):
    words = [sys.executable, "-m", "spanlint", "--isolated", "--no-cache", "-j", "1", "--output-format", "jsonl", "."]
    subprocess.run(words, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

def check_out_and_lint(pair):
    repository, _, folder = pair.partition("=")
    subprocess.run(["git", "clone", "-q", "--shared", "--no-checkout", repository, folder], check=True)
    subprocess.run(["git", "-C", folder, "checkout", "-q", "HEAD"], check=True)
    lint(folder)

with ThreadPoolExecutor(2) as pool:
    list(pool.map(check_out_and_lint if "=" in sys.argv[1] else lint, sys.argv[1:]))
"""
_BARE_CLUSTER = """\
from distributed import Client, LocalCluster

if __name__ == "__main__":
    with LocalCluster(n_workers=1, threads_per_worker=2, host="127.0.0.1", dashboard_address=None) as cluster:
        with Client(cluster) as client:
            client.submit(int).result()
"""
_DAY = 86_400  # seconds
_PATIENCE = 600  # seconds for a cluster to come to something


def main() -> int:
    """Measure, and print a row as soon as it is known. Returns exit code 2 if a program fails."""
    parser = ArgumentParser("python -m bench.sweeps", description="Time spanlint sweep.")
    parser.add_argument("repositories", nargs="+", type=Path, help="folders of local repositories, bare or not")
    parser.add_argument("--history", type=Path, help="a repository whose history is linted (default: the first one)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each command is run (default: 3)")
    parser.add_argument("--many", type=int, default=0, help="the repositories of a large sweep: its ratios need 200")
    parser.add_argument("--tree", type=int, default=0, help="the files of one large tree: its ratios need 100000")
    options = parser.parse_args()
    shutil.rmtree(SCRATCH, ignore_errors=True)
    SCRATCH.mkdir(parents=True)
    print(f"| what | target | measured ({len(options.repositories)} repositories, {options.rounds} rounds) |")
    print("|---|---|---|")
    try:
        for row in _rows(options):
            print(f"| {row.what} | {row.target} | {row.measured} |", flush=True)
    except BenchError as error:
        print(f"bench.sweeps: {error} (failed.txt in its --out says why)", file=sys.stderr)
        return 2
    return 0


def _rows(options: Namespace) -> Iterator[Row]:
    names = _list_of(options.repositories)
    yield from _against_threads(names, options)
    yield from _again(names)
    yield from _a_day_later(options.repositories)
    yield from _on_dask(names, options.rounds)
    yield _after_kills(names)
    yield _history(options.history or options.repositories[0])
    if options.many:
        yield from many_repositories(SCRATCH, options.many)
    if options.tree:
        yield from large_tree(SCRATCH, options.tree)


def _list_of(repositories: list[Path]) -> Path:
    path = SCRATCH / "repositories.txt"
    lines = (f"{folder.resolve()} name=bench/{number}\n" for number, folder in enumerate(repositories))
    path.write_text("".join(lines), encoding="utf-8")
    return path


def _sweep(names: Path, out: str, *words: str, is_fresh: bool = True) -> Command:
    folder = SCRATCH / out

    def before() -> None:
        shutil.rmtree(folder, ignore_errors=True)

    return Command(
        (*_SWEEP, "--out", str(folder), *words, str(names)), str(SCRATCH), before=before if is_fresh else None
    )


def _against_threads(names: Path, options: Namespace) -> Iterator[Row]:
    """Yields the sweep against threads that start the program: in checkouts that are there, and in new ones.

    The first row is the one with a bar: a sweep as it is by default, with a state that it fills for the next one, from
    objects to findings, where the threads are given what a sweep has to lay down. No repository is there twice: the
    second would cost next to nothing.
    """
    checkouts = [SCRATCH / "checkouts" / str(number) for number in range(len(options.repositories))]
    pairs = [
        f"{repository.resolve()}={folder}" for repository, folder in zip(options.repositories, checkouts, strict=True)
    ]
    first = Command((sys.executable, "-c", _THREADS, *pairs), str(SCRATCH), before=_removing(SCRATCH / "checkouts"))
    run_command(first)
    ready = Command((sys.executable, "-c", _THREADS, *map(str, checkouts)), str(SCRATCH))
    sweep, kept = _sweep(names, "local", "-j", "2", "--no-state"), _sweep(names, "state", "-j", "2")
    runs = run_in_turn({"sweep": sweep, "kept": kept, "ready": ready}, options.rounds)
    runs |= run_in_turn({"new": first}, options.rounds)
    threads = "two threads that just start the program in checkouts that are there"
    yield _ratio(f"local `-j 2` against {threads}", "<= 1.15", runs["kept"], runs["ready"])
    yield _ratio("the same with `--no-state`, where git lists each tree", "", runs["sweep"], runs["ready"])
    yield _ratio("the first one against threads that check out first", "", runs["kept"], runs["new"])


def _removing(folder: Path) -> Callable[[], None]:
    return lambda: shutil.rmtree(folder, ignore_errors=True)


def _again(names: Path) -> Iterator[Row]:
    first = run_command(_sweep(names, "again", "-j", "2"))
    second = run_command(_sweep(names, "again", "-j", "2", is_fresh=False))
    cpu = first.cpu / second.cpu
    yield Row(
        "a second sweep over unchanged repositories, times faster",
        ">= 20",
        f"{first.wall / second.wall:.0f} (processor: {cpu:.0f})",
    )


def _a_day_later(repositories: list[Path]) -> Iterator[Row]:
    """Yields a sweep over the tips against one over the commits of a day before, which has filled the state.

    A repository without such a commit is left out.
    """
    lists, changed, total = {"before": SCRATCH / "before.txt", "after": SCRATCH / "after.txt"}, 0, 0
    texts = dict.fromkeys(lists, "")
    for number, repository in enumerate(repositories):
        tip, time_of_it = _git(repository, "log", "-1", "--format=%H %ct", "HEAD").split()
        before = f"--before={int(time_of_it) - _DAY}"
        day = _git(repository, "rev-list", "-1", "--first-parent", before, "HEAD").strip()
        if not day:
            continue
        changed += len(_sources(_git(repository, "diff", "--name-only", "--no-renames", "--diff-filter=AM", day, tip)))
        total += len(_sources(_git(repository, "ls-tree", "-r", "--name-only", tip)))
        for name, commit in zip(texts, (day, tip), strict=True):
            texts[name] += f"{repository.resolve()} name=bench/{number} ref={commit}\n"
    if not total:
        return
    for name, path in lists.items():
        path.write_text(texts[name], encoding="utf-8")
    first = run_command(_sweep(lists["before"], "day", "-j", "2"))
    second = run_command(_sweep(lists["after"], "day", "-j", "2", is_fresh=False))
    what = f"one day later, {changed:,} of {total:,} sources changed, against the first sweep (processor time)"
    yield Row(what, "<= 0.25", f"{second.cpu / first.cpu:.2f}")


def _sources(listed: str) -> list[str]:
    return [line for line in listed.splitlines() if line.endswith(tuple(SUFFIXES))]


def _on_dask(names: Path, rounds: int) -> Iterator[Row]:
    """Yields Dask with two local workers against two local threads, without what starting a cluster takes."""
    nothing = SCRATCH / "nothing.txt"
    subprocess.run(["git", "init", "-q", "--bare", str(SCRATCH / "empty.git")], check=True)
    nothing.write_text(f"{SCRATCH / 'empty.git'} name=bench/empty\n", encoding="utf-8")
    dask = ("--engine", "dask", "-j", "2")
    commands = {
        "dask": _sweep(names, "dask", *dask),
        "local": _sweep(names, "local", "-j", "2"),
        "start": _sweep(nothing, "start", *dask),
        "bare": Command((sys.executable, "-c", _BARE_CLUSTER), str(SCRATCH)),
    }
    runs = run_in_turn(commands, rounds)
    wall = [one.wall - start.wall for one, start in zip(runs["dask"], runs["start"], strict=True)]
    found = [mine / local.wall for mine, local in zip(wall, runs["local"], strict=True)]
    yield Row("Dask with two local workers against local `-j 2` (clock)", "<= 1.25", _spread(found))
    wall, cpu = (median(getattr(run, kind) for run in runs["start"]) for kind in ("wall", "cpu"))
    bare = median(run.wall for run in runs["bare"])
    said = f"{wall:.1f} s ({cpu:.1f} s of processor time; a LocalCluster with a process and one task: {bare:.1f} s)"
    yield Row("its start", "<= 5 s", said)


def _after_kills(names: Path) -> Row:
    """Returns how many jobs ran again that were finished when two of four workers were killed."""
    file, out = SCRATCH / "scheduler.json", SCRATCH / "kills"
    shutil.rmtree(out, ignore_errors=True)
    log, environment = _noting_git()
    dask = [sys.executable, "-m", "dask"]
    start = partial(
        subprocess.Popen[bytes], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment, cwd=SCRATCH
    )
    words = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)]
    started = [start([*dask, "scheduler", *words])]
    try:
        _wait(file.exists)
        words = ["--scheduler-file", str(file), "--nthreads", "1", "--no-dashboard", "--no-nanny"]
        started += [start([*dask, "worker", *words]) for _ in range(4)]
        command = [*_SWEEP, "--out", str(out), "--engine", "dask", "--scheduler", str(file), str(names)]
        sweep = start(command)
        total, finished = len(names.read_text(encoding="utf-8").splitlines()), dict[str, int]()
        for number, worker in ((total // 3, started[1]), (2 * total // 3, started[2])):
            _wait(lambda number=number: len(_lines(out)) >= number or sweep.poll() is not None)  # type: ignore[misc]
            worker.kill()
            starts = log.read_text(encoding="utf-8").splitlines()
            finished |= {line["url"]: starts.count(line["url"]) for line in _lines(out)}
        sweep.wait(_PATIENCE)
    finally:
        for process in started:
            process.kill()
            process.wait()
    starts = log.read_text(encoding="utf-8").splitlines()
    again = sum(starts.count(url) > count for url, count in finished.items())
    done = sum(line["status"] == "done" for line in _lines(out))
    return Row("finished jobs that ran again after two killed workers", "0", f"{again} ({done} of {total} done)")


def _noting_git() -> tuple[Path, dict[str, str]]:
    """Returns a log of the repositories that are asked for their commit, and the environment in which git writes it."""
    log, folder = SCRATCH / "asked.log", SCRATCH / "bin"
    folder.mkdir(exist_ok=True)
    log.write_text("", encoding="utf-8")
    note = f'for word; do case "$word" in /*) echo "${{word%/.git}}" >> "{log}";; esac; done'
    script = f'#!/bin/sh\ncase "$*" in *batch-check=%\\(objectname\\)*) {note};; esac\n'
    (folder / "git").write_text(f'{script}exec "{shutil.which("git")}" "$@"\n', encoding="utf-8")
    (folder / "git").chmod(0o755)
    return log, {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}


def _lines(out: Path) -> list[dict[str, str]]:
    try:
        lines = (out / "repos.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    except FileNotFoundError:
        return []
    return [line for line in (json.loads(text) for text in lines if text.endswith("\n")) if "name" in line]


def _wait(has_come: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE
    while not has_come():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.05)


def _history(repository: Path) -> Row:
    """Returns the history of a repository against linting a checkout of each commit, extrapolated from 20."""
    names = SCRATCH / "history.txt"
    names.write_text(f"{repository.resolve()} name=bench/history\n", encoding="utf-8")
    words = ("--history", "--timeout", "100000", "-j", "1")
    whole, tip = run_command(_sweep(names, "history", *words)), run_command(_sweep(names, "tip", "-j", "1"))
    line = next(line for line in _lines(SCRATCH / "history"))
    counts: dict[str, int] = line["history"]  # type: ignore[assignment]
    commits = _git(repository, "rev-list", "--first-parent", "HEAD").split()
    sample = commits[:: max(1, len(commits) // 20)][:20]
    folder = SCRATCH / "sampled"
    _git(repository, "clone", "-q", "--shared", "--no-checkout", ".", str(folder))
    spent = sum(_checkout(folder, commit).cpu for commit in sample)
    faster = spent / len(sample) * len(commits) / (whole.cpu - tip.cpu)
    said = f"{faster:.0f} ({counts['commits']:,} commits, {counts['linted']:,} linted, {whole.cpu - tip.cpu:.0f} s)"
    return Row("history against a checkout for each commit, times faster (processor time)", ">= 50", said)


def _checkout(folder: Path, commit: str) -> Run:
    lint = f"{sys.executable} -m spanlint --isolated --no-cache -j 1 . > /dev/null"
    script = f"git checkout -q {commit} && {lint}; true"
    return run_command(Command(("sh", "-c", script), str(folder)))


def _git(folder: Path, *words: str) -> str:
    return subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True, text=True).stdout


def _ratio(what: str, target: str, one: list[Run], other: list[Run]) -> Row:
    found = [mine.cpu / theirs.cpu for mine, theirs in zip(one, other, strict=True)]
    return Row(f"{what} (processor time)", target, _spread(found))


def _spread(found: list[float]) -> str:
    return f"{median(found):.2f} ({min(found):.2f} to {max(found):.2f})"


if __name__ == "__main__":
    sys.exit(main())
