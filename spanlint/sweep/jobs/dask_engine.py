"""The engine of a cluster: the same jobs on the workers of Dask distributed, which come to the same results.

Each future is released as soon as its result is there: else Dask runs finished jobs again when a worker is lost, 87 of
300 when it was measured with two lost workers.
"""

from __future__ import annotations

import ipaddress
import json
import os
import platform
import ssl
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from itertools import islice

from spanlint.config.errors import ConfigError
from spanlint.memory.verdict_keys import program_digest
from spanlint.sweep.jobs.hosts import HostLimits
from spanlint.sweep.jobs.jobs import run
from spanlint.sweep.jobs.large_results import LargeResult, LostResultError, put, shared_folder, take
from spanlint.sweep.processes.process_groups import end_all, let_run
from spanlint.sweep.processes.served_process import end_server
from spanlint.sweep.results import FAILED, Job, Result
from spanlint.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from spanlint.sweep.jobs.large_results import SharedFolder
    from spanlint.sweep.options import SweepRequest

_NEEDED = "--engine dask: needs more packages: install them with `pip install 'spanlint[sweep]'`"
_AHEAD = 4  # jobs for each thread of a worker that are handed out at a time
_LOSSES = 3  # times that Dask may give a job up, which it does with innocent ones on the same worker, too
_START = 60  # seconds until a scheduler has to answer, and to have a worker
_LOOPBACK = "127.0.0.1"
_hosts: list[HostLimits] = []


@contextmanager
def cluster(request: SweepRequest) -> Iterator[Any]:
    """Gives a client of the scheduler that a request names, or of a cluster of this machine.

    Raises ConfigError without Dask, for an address that anybody can reach, and for workers of another version.
    """
    if find_spec("distributed") is None:
        raise ConfigError(_NEEDED)
    from distributed import Client

    with ExitStack() as stack:
        stack.callback(end_server)
        stack.callback(let_run)  # when no thread is left that could start a process
        address = _address(request) if request.scheduler is not None else _local(stack, request.jobs)
        try:
            client = stack.enter_context(Client(address, security=_security(request), timeout=_START))  # type: ignore[no-untyped-call]
        except TypeError as error:  # of Dask, which has none in its configuration either
            raise ConfigError("--scheduler: tls:// needs --tls-ca, --tls-cert and --tls-key") from error
        except ssl.SSLError as error:
            raise ConfigError(f"--tls-ca, --tls-cert, --tls-key: {error.reason or error}") from error
        except OSError as error:
            raise ConfigError(f"--scheduler: {request.scheduler} does not answer") from error
        _require_same_versions(client)
        try:
            yield client
        except BaseException:  # interrupted: the threads of a worker here would be waited for
            end_all()
            raise


def results(jobs: Sequence[Job], client: Any, out: str) -> Iterator[Result]:
    """Yields the results of jobs as they are done, in no order. Large ones lie in the folder `out` until then.

    Raises ConfigError if the scheduler is lost, and OSError.
    """
    with shared_folder(out) as folder:
        yield from _results(jobs, client, folder)


def _results(jobs: Sequence[Job], client: Any, folder: SharedFolder) -> Iterator[Result]:
    from distributed import as_completed

    pending = iter(jobs)
    by_key = {f"spanlint-{number}-{job.repository.name}": job for number, job in enumerate(jobs)}
    keys = {id(job): key for key, job in by_key.items()}
    lost = list[str]()
    done: Any = as_completed()  # type: ignore[no-untyped-call]
    threads = max(1, sum(client.nthreads().values()))
    for job in islice(pending, threads * _AHEAD):
        done.add(_submit(client, keys[id(job)], job, folder))
    for future in done:
        key = str(future.key).rpartition("-")[0]
        result = _result(future, by_key[key], folder)
        future.release()
        if result is None:
            lost.append(key)
        else:
            yield result
        following = next(pending, None)
        if following is not None:
            done.add(_submit(client, keys[id(following)], following, folder))
    for key in lost:
        yield _run_alone(client, key, by_key[key], folder)


def _submit(client: Any, key: str, job: Job, folder: SharedFolder, attempt: int = 0) -> Any:
    return client.submit(run_on_worker, job, folder, key=f"{key}-{attempt}", pure=False, retries=0)


def _run_alone(client: Any, key: str, job: Job, folder: SharedFolder) -> Result:
    """Run a job whose worker was lost, while nothing else runs: one that had only been beside the culprit passes."""
    for attempt in range(1, _LOSSES):
        future = _submit(client, key, job, folder, attempt)
        result = _result(future, job, folder)
        future.release()
        if result is not None:
            return result
    return Result(job.repository, FAILED, reason="every worker that linted it was lost")


def run_on_worker(job: Job, folder: SharedFolder) -> Result | LargeResult:
    """Run one job in a worker. The limits of hosts are those of each worker. Large results may go into a folder."""
    if not _hosts:
        _hosts.append(HostLimits(job.settings.clone_rate, job.settings.clones))
    from distributed import get_worker

    return put(run(job, _hosts[0])._replace(worker=str(get_worker().address)), folder)


def _result(future: Any, job: Job, folder: SharedFolder) -> Result | None:
    """Returns the result of a job that is done; None if its worker was lost."""
    from distributed import KilledWorker
    from distributed.client import FutureCancelledError

    try:
        result: Result | LargeResult = future.result()
        return take(result, folder) if isinstance(result, LargeResult) else result
    except KilledWorker:
        return None
    except FutureCancelledError as error:
        raise ConfigError("the scheduler is lost; go on with --resume") from error
    except LostResultError as error:
        return Result(job.repository, FAILED, reason=str(error))
    except Exception as error:  # of a job, which reports all that it foresees itself
        return Result(job.repository, FAILED, reason=f"{type(error).__name__}: {error}"[:300])


def versions() -> str:
    """Returns what workers have to have in common: spanlint, Python, and a digest of all that judges."""
    return f"spanlint {__version__}, Python {platform.python_version()}, code and parsers {program_digest():.8}"


def _require_same_versions(client: Any) -> None:
    try:
        client.wait_for_workers(1, timeout=_START)
    except TimeoutError as error:
        raise ConfigError(f"--scheduler: no worker came within {_START} s") from error
    others = {name: said for name, said in client.run(versions).items() if said != versions()}
    if others:
        listed = "; ".join(f"{name}: {said}" for name, said in sorted(others.items()))
        raise ConfigError(f"--scheduler: workers of other versions than {versions()} here: {listed}")


def _local(stack: ExitStack, workers: int | None) -> Any:
    from distributed import LocalCluster

    _hosts.clear()
    return stack.enter_context(
        LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=1,  # which counts what it fetches from a host
            processes=False,  # one takes more time to start than all else; each repository has one of its own anyway
            threads_per_worker=workers or os.cpu_count() or 1,
            protocol="tcp://",
            host=_LOOPBACK,
            dashboard_address=None,
            scheduler_kwargs={"dashboard_address": f"{_LOOPBACK}:0"},  # else what tells its health takes port 8787
            silence_logs=50,
        )
    )


def _address(request: SweepRequest) -> str:
    """Returns the address of a scheduler, which a file may hold. Raises ConfigError for one that anybody can reach.

    Dask unpickles what whoever reaches the scheduler sends.
    """
    address = request.scheduler or ""
    if os.path.exists(address):
        try:
            with open(address, encoding="utf-8") as file:
                address = str(json.load(file)["address"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ConfigError(f"--scheduler: {request.scheduler} is no scheduler file of Dask") from error
    scheme, sign, rest = address.partition("://")
    if not sign or scheme not in ("tcp", "tls"):
        raise ConfigError(
            f"--scheduler: expected tcp://HOST:PORT, tls://HOST:PORT or a scheduler file, not {address!r}"
        )
    if scheme == "tcp" and not _is_loopback(rest.rpartition(":")[0]) and not request.insecure_scheduler:
        raise ConfigError(
            f"--scheduler: {address}: whoever reaches it can run programs on the workers; use tls://, or allow it with"
            " --insecure-scheduler"
        )
    return address


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _security(request: SweepRequest) -> Any:
    """Returns what Dask is to know of certificates; None leaves it to Dask's own configuration. Raises ConfigError."""
    named = {"--tls-ca": request.tls_ca, "--tls-cert": request.tls_cert, "--tls-key": request.tls_key}
    if not any(named.values()):
        return None
    for option, path in named.items():
        if path is not None and not os.path.isfile(path):
            raise ConfigError(f"{option}: {path}: no such file")
    from distributed.security import Security

    return Security(  # type: ignore[no-untyped-call]
        tls_ca_file=request.tls_ca,
        tls_client_cert=request.tls_cert,
        tls_client_key=request.tls_key,
        require_encryption=True,
    )
