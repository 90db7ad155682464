"""`python -m bench [CORPUS]`: measures, prints a table and a chart, and with `--write` updates the documentation."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CalledProcessError

from bench import figures
from bench.corpora import Corpus, installed_packages, open_corpus
from bench.figures import Figure
from bench.measure import BenchError
from bench.programs import ROOT
from bench.report import chart, in_page, shortened, table

SCRATCH = ROOT / ".bench"
INSTALLED = (ROOT / ".venv", ROOT / "demo" / "typescript" / "node_modules")


def main() -> int:
    """Run the selected measurements. Returns exit code 2 if a program fails."""
    options = _options()
    SCRATCH.mkdir(exist_ok=True)
    measured: list[Figure] = []
    try:
        corpora = list(map(open_corpus, options.corpus)) or [
            installed_packages(INSTALLED, SCRATCH / "installed-packages")
        ]
        for measure in _measures(corpora, options):
            for figure in measure():
                measured.append(figure)
                print(table([figure]).splitlines()[1], file=sys.stderr, flush=True)
    except (BenchError, CalledProcessError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    print(table(measured), chart(measured), sep="\n")
    if options.write:
        for page, shown in ((ROOT / "README.md", shortened(measured)), (ROOT / "docs" / "benchmarks.md", measured)):
            page.write_text(in_page(page.read_text(encoding="utf-8"), shown), encoding="utf-8")
    return 0


def _options() -> Namespace:
    parser = ArgumentParser("python -m bench", description="Time spanlint against other tools, pair by pair.")
    parser.add_argument("corpus", nargs="*", type=Path, help="git work trees (default: what .venv and npm installed)")
    parser.add_argument("--rounds", type=int, default=7, help="how often each command is run (default: 7)")
    parser.add_argument("--only", choices=("corpus", "file", "fix", "growth", "flake8"), help="measure this alone")
    parser.add_argument("--write", action="store_true", help="write the tables of README.md and docs/benchmarks.md")
    return parser.parse_args()


def _measures(corpora: list[Corpus], options: Namespace) -> Iterator[Callable[[], Iterator[Figure]]]:
    rounds, only = options.rounds, options.only
    if only in (None, "corpus"):
        yield from (lambda corpus=corpus: figures.on_a_corpus(corpus, rounds) for corpus in corpora)
    if only in (None, "file"):
        yield lambda: figures.on_one_file(SCRATCH, rounds)
    if only in (None, "fix"):
        yield lambda: figures.on_fixes(SCRATCH, rounds)
    if only in (None, "growth"):
        yield lambda: figures.on_growth(corpora[0], SCRATCH, rounds)
    if only in (None, "flake8"):
        yield from (lambda corpus=corpus: figures.on_flake8(corpus, rounds) for corpus in corpora)


if __name__ == "__main__":
    sys.exit(main())
