"""What holds for every test: the settings of property tests, the markers by folder, and the order."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

TESTS = Path(__file__).parent
_FOLDERS = {"fuzz": "fuzz", "hostile": "hostile", "e2e": "program", "packaging": "program", "precommit": "program"}
"""Folder -> the marker of all of its tests. The other tests that start a program are marked where they stand."""

_MAY_START = {"program", "fuzz", "hostile"}
_ASKS_GIT = TESTS / "house"  # once, which files there are: the house is for the quick tests, and git answers at once
_STARTS = {"subprocess.Popen", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "os.exec", "os.system"}

_LONG = (
    "packaging",
    "precommit",
    "e2e",
    "fuzz/test_fuzz.py",
    "languages/typescript/fixes/test_compiler.py",
    "cli/test_interruption.py",
    "run/test_jobs.py",
    "sweep/test_changes.py",
    "sweep/test_cluster.py",
    "sweep/test_dying.py",
    "sweep/test_history.py",
)
"""Where tests take seconds each. They come first: at the end, one process would be left with them alone."""

# No property depends on time, and how fast an example is made says how busy the machine is. A CI tries the same
# examples each time, so that it fails for a change and for nothing else: half as many are enough there.
_IN_CI = bool(os.environ.get("CI"))
settings.register_profile(
    "tests",
    max_examples=50 if _IN_CI else 100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=_IN_CI,
    database=None if _IN_CI else settings.get_profile("default").database,
)
settings.register_profile("quick", settings.get_profile("tests"), max_examples=20)  # `make quick` asks for it
settings.load_profile("tests")

# What a run finds here must not come from a run before. The tests of that take this back for the programs they start.
os.environ["SPANLINT_NO_CACHE"] = "1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        marker = _FOLDERS.get(item.path.relative_to(TESTS).parts[0])
        if marker:
            item.add_marker(marker)
    long = tuple(TESTS / name for name in _LONG)
    items.sort(key=lambda item: not any(item.path.is_relative_to(each) for each in long))


class _Watch:
    """Fails a test that starts a process and is not marked as one that does: `make quick` would run it."""

    def __init__(self) -> None:
        self.is_on = False
        sys.addaudithook(self._see)

    def _see(self, event: str, _arguments: object) -> None:
        if self.is_on and event in _STARTS:
            self.is_on = False  # else what pytest makes of the failure could not start anything either
            pytest.fail(f"starts a process ({event}), so it needs the marker `program`")


_watch = _Watch()


@contextmanager
def _programs_measured(config: pytest.Config) -> Iterator[None]:
    """Meanwhile the coverage of the programs that are started counts too, where that of the tests is measured."""
    environment = {"COVERAGE_PROCESS_START": str(TESTS / "programs_coverage.toml")}
    environment["COVERAGE_FILE"] = str(config.rootpath / ".coverage")
    if config.pluginmanager.hasplugin("_cov"):
        os.environ.update(environment)
    try:
        yield
    finally:
        for name in environment:
            os.environ.pop(name, None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    may_start = any(item.get_closest_marker(name) for name in _MAY_START) or item.path.is_relative_to(_ASKS_GIT)
    _watch.is_on = not may_start
    try:
        with _programs_measured(item.config) if item.get_closest_marker("measured") else nullcontext():
            return (yield)
    finally:
        _watch.is_on = False
