"""The measurements: each figure is a ratio of two commands within one run of the benchmark."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from bench.corpora import Corpus, repeat, write_corpus
from bench.edits import files_to_fix
from bench.measure import Ratio, Run, peak, ratio, run_in_turn, seconds
from bench.programs import again, ast_grep, flake8, interpreter, ripgrep, ruff, spanlint
from spanlint.prefilter.mentions import mentions
from spanlint.text.suffixes import language_of

TO_FIX = 200
COPIES = (1, 2, 4, 8)
FLAKE8_FILES = 200
SLICE = 1000
"""Files of the corpus that are copied one, two, four and eight times."""
JUDGED = 100
"""The same, for files that mention a span."""


class Figure(NamedTuple):
    """One line of the table: `measured` took `ratio` times as long as `against`. Each has its seconds.

    `peak` is the peak memory of the largest process of `measured`, in bytes.
    """

    what: str
    measured: str
    against: str
    seconds: float
    against_seconds: float
    ratio: Ratio
    peak: int


def on_a_corpus(corpus: Corpus, rounds: int) -> Iterator[Figure]:
    """The lint of a whole corpus, for the first time and again, against the other tools."""
    tools = {"ast-grep": ast_grep, "ripgrep -l": ripgrep}
    if 2 * sum(name.endswith((".py", ".pyi")) for name in corpus.files) > len(corpus.files):
        tools["ruff --select F"] = ruff  # it reads only Python
    ours = {"spanlint --no-cache": spanlint(corpus.folder), "spanlint, again": again(corpus.folder)}
    commands = {**ours, **{name: tool(corpus.folder) for name, tool in tools.items()}}
    runs = run_in_turn(commands, rounds)
    for tool in tools:
        for name in ours:
            yield _figure(f"{corpus.name}, {len(corpus.files):,} files", runs, name, tool)


def on_one_file(scratch: Path, rounds: int) -> Iterator[Figure]:
    """One file that mentions no span, as pre-commit passes it, against an interpreter that does nothing."""
    corpus = write_corpus({"one.py": "def one():\n    return 1\n"}, scratch / "one-file")
    commands = {"spanlint one.py": spanlint(corpus.folder, "one.py"), "python -I -c pass": interpreter(corpus.folder)}
    yield _figure("one file without a span call", run_in_turn(commands, 10 * rounds), *commands)


def on_fixes(scratch: Path, rounds: int) -> Iterator[Figure]:
    """The repair of synthetic files that need one edit each, against the lint of the same files."""
    for language in ("python", "typescript"):
        pristine = write_corpus(files_to_fix(language, TO_FIX), scratch / f"{language}-to-fix")
        work = scratch / f"{language}-fixed"
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(pristine.folder, work)

        def restore(pristine: Corpus = pristine, work: Path = work) -> None:
            for name in pristine.files:
                shutil.copyfile(pristine.folder / name, work / name)

        commands = {
            "spanlint --fix": spanlint(work, "--fix", ".")._replace(before=restore),
            "spanlint": spanlint(pristine.folder),
        }
        yield _figure(f"{TO_FIX} files to fix, {language}", run_in_turn(commands, rounds), *commands)


def on_growth(corpus: Corpus, scratch: Path, rounds: int) -> Iterator[Figure]:
    """Two, four and eight copies of a part of the corpus, against the part itself; then of its files with spans."""
    with_spans = tuple(name for name in corpus.files if _may_have_spans(corpus, name))
    for kind, names, limit in (("files", corpus.files, SLICE), ("files with span calls", with_spans, JUDGED)):
        part = corpus._replace(files=names[:: max(1, len(names) // limit)])
        copies = {times: repeat(part, times, scratch / f"times-{times}") for times in COPIES}
        runs = run_in_turn({str(times): spanlint(copy.folder) for times, copy in copies.items()}, rounds)
        for times in COPIES[1:]:
            what = f"{len(part.files):,} {kind} {times} times over"
            yield _figure(what, runs, str(times), "1")._replace(measured="spanlint", against="spanlint, once")


def _may_have_spans(corpus: Corpus, name: str) -> bool:
    language = language_of(name)
    return language is not None and mentions(language).may_occur_in((corpus.folder / name).read_bytes())


def on_flake8(corpus: Corpus, rounds: int) -> Iterator[Figure]:
    """flake8 with the plugin, against flake8 alone, over Python files with and without mentions of spans."""
    python = [name for name in corpus.files if name.endswith(".py")]
    with_spans = tuple(name for name in python if _may_have_spans(corpus, name))
    without_spans = tuple(name for name in python if name not in set(with_spans))
    for what, files in {"no span call": without_spans, "span calls": with_spans}.items():
        step = max(1, len(files) // FLAKE8_FILES)
        chosen = files[::step][:FLAKE8_FILES]
        if chosen:
            commands = {
                "flake8 with spanlint": flake8(corpus.folder, chosen, plugin=True),
                "flake8": flake8(corpus.folder, chosen, plugin=False),
            }
            yield _figure(f"{len(chosen)} Python files with {what}", run_in_turn(commands, rounds), *commands)


def _figure(what: str, runs: Mapping[str, list[Run]], measured: str, against: str) -> Figure:
    ones, others = runs[measured], runs[against]
    return Figure(what, measured, against, seconds(ones), seconds(others), ratio(ones, others), peak(ones))
