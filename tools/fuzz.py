"""Fuzzes for a number of seconds, from a random seed that is printed. tests/fuzz defines what must hold.

Hypothesis generates the files and shrinks failures. In tools/fuzz_coverage.py, atheris generates them.
"""

from __future__ import annotations

import random
import sys
import time
from argparse import ArgumentParser

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.fuzz.constructs import constructs
from tests.fuzz.programs import SUFFIXES, damaged, programs, real_files
from tests.fuzz.properties import SETTINGS, holds
from tests.fuzz.silence import silenced_calls_stay
from tests.fuzz.splits import splitting_changes_nothing, trees

_ROUND = settings(
    max_examples=50,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate, Phase.shrink],
)


def main() -> int:
    """Fuzz until the time is over. A failure is shrunk and raised, with the bytes that show it."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="for how long (default: 60)")
    parser.add_argument("--seed", type=int, default=None, help="where to begin (default: anywhere)")
    options = parser.parse_args()
    number = random.randrange(2**32) if options.seed is None else options.seed  # noqa: S311  # no secret
    print(f"fuzzing for {options.seconds:g} s from seed {number}", flush=True)
    end, files, folders = time.monotonic() + options.seconds, 0, 0
    while time.monotonic() < end:
        for language in SUFFIXES:
            files += _files(number, language)
        folders += _folders(number)
        number += 1
    print(f"{files} files and {folders} folders, and every property held")
    return 0


def _files(number: int, language: str) -> int:
    tried: list[str] = []
    real = st.sampled_from(real_files(language)).flatmap(damaged)
    written = [
        data for construct in constructs() if construct.language == language for data in construct.files().values()
    ]
    texts = st.one_of(
        programs(language), programs(language).flatmap(damaged), real, st.sampled_from(written).flatmap(damaged)
    )

    @seed(number)
    @_ROUND
    @given(texts, programs(language), st.sampled_from(SUFFIXES[language]))
    def check(data: bytes, whole: bytes, suffix: str) -> None:
        tried.append(suffix)
        holds(f"a.{suffix}", language, data)
        silenced_calls_stay(f"a.{suffix}", language, whole, SETTINGS)

    check()
    return 2 * len(tried)


def _folders(number: int) -> int:
    tried: list[int] = []

    @seed(number)
    @settings(_ROUND, max_examples=5, phases=[Phase.generate])  # shrinking a folder takes minutes
    @given(trees())
    def check(files: dict[str, bytes]) -> None:
        tried.append(len(files))
        splitting_changes_nothing(files)

    check()
    return len(tried)


if __name__ == "__main__":
    sys.exit(main())
