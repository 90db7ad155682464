"""Fuzzes for a number of seconds, from a random seed that is printed: see tests/fuzz for what must hold.

Hypothesis and not atheris: of the latter there is no wheel for every version of Python that is supported.
"""

from __future__ import annotations

import random
import sys
import time
from argparse import ArgumentParser

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.fuzz.programs import SUFFIXES, damaged, programs, real_files
from tests.fuzz.properties import SETTINGS, holds
from tests.fuzz.silence import silenced_calls_stay

_ROUND = settings(
    max_examples=50,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate, Phase.shrink],
)


def main() -> int:
    """Fuzz until the time is over. What does not hold is shrunk and raised, with the bytes that show it."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="for how long (default: 60)")
    parser.add_argument("--seed", type=int, default=None, help="where to begin (default: anywhere)")
    options = parser.parse_args()
    number = random.randrange(2**32) if options.seed is None else options.seed  # noqa: S311  # no secret
    print(f"fuzzing for {options.seconds:g} s from seed {number}", flush=True)
    end, rounds = time.monotonic() + options.seconds, 0
    while time.monotonic() < end:
        for language in SUFFIXES:
            _round(number + rounds, language)
        rounds += 1
    print(f"{rounds * len(SUFFIXES) * 50} files or so, and every property held")
    return 0


def _round(number: int, language: str) -> None:
    real = st.sampled_from(real_files(language))
    texts = st.one_of(programs(language), programs(language).flatmap(damaged), real.flatmap(damaged))

    @seed(number)
    @_ROUND
    @given(texts, st.sampled_from(SUFFIXES[language]))
    def check(data: bytes, suffix: str) -> None:
        holds(f"a.{suffix}", language, data)

    @seed(number)
    @_ROUND
    @given(programs(language), st.sampled_from(SUFFIXES[language]))
    def check_silence(data: bytes, suffix: str) -> None:
        silenced_calls_stay(f"a.{suffix}", language, data, SETTINGS)

    check()
    check_silence()


if __name__ == "__main__":
    sys.exit(main())
