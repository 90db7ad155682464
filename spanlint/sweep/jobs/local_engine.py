"""The engine of this machine: a thread for each process that lints."""

from __future__ import annotations

import os
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from spanlint.sweep.jobs.hosts import HostLimits
from spanlint.sweep.jobs.jobs import run
from spanlint.sweep.processes.process_groups import end_all, let_run
from spanlint.sweep.processes.served_process import end_server

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spanlint.sweep.results import Job, Result

_AHEAD = 2  # jobs for each thread that are handed out at a time


def results(jobs: Sequence[Job], workers: int | None) -> Iterator[Result]:
    """Yields the results of jobs as they are done, which is in no order. `workers` is None for one a processor."""
    if not jobs:
        return
    try:
        yield from _results(jobs, workers or os.cpu_count() or 1)
    finally:  # no thread is left that could start a process
        end_server()
        let_run()


def _results(jobs: Sequence[Job], count: int) -> Iterator[Result]:
    settings = jobs[0].settings
    hosts = HostLimits(settings.clone_rate, settings.clones)
    pending = iter(jobs)
    with ThreadPoolExecutor(count) as pool:
        running: list[Future[Result]] = []
        try:
            while True:
                for job in pending:
                    running.append(pool.submit(run, job, hosts))
                    if len(running) >= count * _AHEAD:
                        break
                if not running:
                    return
                done = wait(running, return_when=FIRST_COMPLETED).done
                ended = [future for future in running if future in done]  # in the order in which they began
                running = [future for future in running if future not in done]
                yield from (future.result() for future in ended)
        except BaseException:  # interrupted, or nobody takes the results any more
            for future in running:
                future.cancel()
            end_all()
            raise
