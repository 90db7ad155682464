"""How many fetches from one host begin in a minute, and run at once."""

from __future__ import annotations

from spanlint.sweep.jobs.hosts import HostLimits


def test_only_so_many_begin_in_a_minute() -> None:
    clock = [0.0]
    limits = HostLimits(2, 10, lambda: clock[0])
    for moment in (0.0, 10.0):
        clock[0] = moment
        with limits.fetching("example.org"):
            pass
    clock[0] = 20.0
    assert limits.pause("example.org") == 40.0
    assert limits.pause("example.com") == 0
    clock[0] = 60.0
    assert limits.pause("example.org") == 0


def test_only_so_many_run_at_once() -> None:
    limits = HostLimits(100, 1, lambda: 0.0)
    with limits.fetching("example.org"):
        assert limits.pause("example.org") > 0
        assert limits.pause("example.com") == 0
        with limits.fetching(""), limits.fetching(""):
            pass
    assert limits.pause("example.org") == 0


def test_more_of_a_repository_counts_among_those_that_run_only() -> None:
    limits = HostLimits(1, 1, lambda: 0.0)
    with limits.fetching("example.org"):
        pass
    assert limits.pause("example.org") == 60.0
    with limits.going_on("example.org"):
        assert limits._pause_of_others("example.org") > 0
    assert limits._pause_of_others("example.org") == 0
