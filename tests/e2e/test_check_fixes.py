"""`make fixes` counts what `--fix` did to a repository, also where findings are left."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tools.check_fixes import CONFIGURATION, Counts, check

SOURCE = """\
from opentelemetry import trace

tracer = trace.get_tracer("shop")


def pay(order):
    span = tracer.start_span("pay", context=None)
    charge(order)
    span.end()


def watch(order):
    tracer.start_span("watch")
"""


@pytest.mark.program
def test_counts_what_was_fixed_beside_what_is_left(tmp_path: Path) -> None:
    repository, configuration = tmp_path / "shop", tmp_path / "spanlint.toml"
    repository.mkdir()
    (repository / "shop.py").write_text(SOURCE)
    subprocess.run(["git", "init", "--quiet", repository], check=True)
    subprocess.run(["git", "-C", repository, "add", "."], check=True)
    configuration.write_text(CONFIGURATION)
    counts = check(repository, configuration)
    assert counts == Counts(reported=2, fixed=2, changed=2, not_reported=0, changed_again=0, newly_reported=0)
