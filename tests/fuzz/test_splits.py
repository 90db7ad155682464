"""A small, always equal sample of folders: splitting a run over processes changes nothing."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, given, settings

from tests.fuzz.splits import splitting_changes_nothing, trees

SAMPLE = settings(
    max_examples=8,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],  # making a folder of files smaller takes minutes
)


@SAMPLE
@given(trees())
def test_splitting_a_run_over_processes(files: dict[str, bytes]) -> None:
    splitting_changes_nothing(files)
