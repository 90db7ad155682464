"""A small, always equal sample of the fuzzing that `make fuzz` does for as long as it is told to."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.programs import SUFFIXES, damaged, programs, real_files
from tests.fuzz.properties import SETTINGS, holds
from tests.fuzz.silence import silenced_calls_stay

LANGUAGES = sorted(SUFFIXES)
SAMPLE = settings(max_examples=40, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("language", LANGUAGES)
def test_span_calls_in_random_surroundings(language: str) -> None:
    @SAMPLE
    @given(programs(language), st.sampled_from(SUFFIXES[language]))
    def sample(data: bytes, suffix: str) -> None:
        holds(f"a.{suffix}", language, data)
        silenced_calls_stay(f"a.{suffix}", language, data, SETTINGS)

    sample()


@pytest.mark.parametrize("language", LANGUAGES)
def test_generated_files_that_are_damaged(language: str) -> None:
    @SAMPLE
    @given(programs(language).flatmap(damaged), st.sampled_from(SUFFIXES[language]))
    def sample(data: bytes, suffix: str) -> None:
        holds(f"a.{suffix}", language, data)

    sample()


@pytest.mark.parametrize("language", LANGUAGES)
def test_real_files_that_are_damaged(language: str) -> None:
    @SAMPLE
    @given(st.sampled_from(real_files(language)).flatmap(damaged))
    def sample(data: bytes) -> None:
        holds(f"a.{SUFFIXES[language][0]}", language, data)

    sample()


@SAMPLE
@given(st.binary(max_size=200), st.sampled_from(LANGUAGES))
def test_any_bytes(data: bytes, language: str) -> None:
    holds(f"a.{SUFFIXES[language][0]}", language, data + b"\ntracer.start_span('a'); tracer.startSpan('a')\n")
