"""The SARIF log of one repository: the one that a lint of a clone writes, with the repository, its commit, and what is
new. GitHub's code scanning takes 5,000 results of a run, so no more are in it, errors first."""

from __future__ import annotations

import json
import re
from pathlib import Path

from spanlint.report.json_text import to_json
from spanlint.report.sarif_parts import log as log_of
from spanlint.report.sarif_parts import message

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from spanlint.sweep.output.former_findings import Comparison
    from spanlint.sweep.results import Result

MAX_RESULTS = 5000

_SCP = re.compile(r"(?:[\w.-]+@)?([\w.-]+):(.+)")
_BASELINE = {"new": "new", "known": "unchanged"}


def sarif_log(result: Result, comparison: Comparison | None) -> bytes:
    """Returns the log of a result whose findings have the key `sarif`."""
    results = _with_states([finding["sarif"] for finding in result.findings], comparison)
    invocation = dict(result.invocation or {"executionSuccessful": True})
    if len(results) > MAX_RESULTS:
        left_out = len(results) - MAX_RESULTS
        results = sorted(results, key=lambda one: one["level"] != "error")[:MAX_RESULTS]
        said = f"{left_out:,} more findings are left out: code scanning takes {MAX_RESULTS:,}"
        notifications = list(invocation.get("toolExecutionNotifications", ()))
        invocation["toolExecutionNotifications"] = [*notifications, {"level": "warning", "message": message(said)}]
    revision = {"revisionId": result.commit} if result.commit else {}
    provenance = [{"repositoryUri": _uri(result.repository.address), **revision}]
    return to_json(log_of(results, invocation, versionControlProvenance=provenance)).encode()


def log_with_states(data: bytes, comparison: Comparison) -> bytes:
    """Returns a log whose results have the states that another comparison says."""
    log = json.loads(data)
    run = log["runs"][0]
    run["results"] = _with_states(run["results"], comparison)
    return to_json(log).encode()


def _with_states(results: Sequence[dict[str, Any]], comparison: Comparison | None) -> list[dict[str, Any]]:
    if comparison is None:
        return list(results)
    states = (comparison.state(result["partialFingerprints"]["spanlint/v1"]) for result in results)
    return [{**one, "baselineState": _BASELINE[state]} for one, state in zip(results, states, strict=True)]


def _uri(address: str) -> str:
    """Returns the address of a repository as a URI, without the name of a user."""
    if "://" in address:
        scheme, _, rest = address.partition("://")
        host, sign, path = rest.partition("/")
        return f"{scheme}://{host.rpartition('@')[2]}{sign}{path}"
    scp = _SCP.fullmatch(address)
    return f"ssh://{scp[1]}/{scp[2]}" if scp else Path(address).as_uri()
