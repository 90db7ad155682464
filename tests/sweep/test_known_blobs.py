"""What a sweep knows of blobs before it reads them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from spanlint.config.model import Config
from spanlint.config.run_settings import settings_of
from spanlint.memory.disk_watch import DiskWatch
from spanlint.memory.remembered_calls import RememberedCalls
from spanlint.run.known_outcomes import know
from spanlint.run.screening import looker
from spanlint.run.tasks import Tasks
from spanlint.sweep.state.known_blobs import KnownBlobs
from spanlint.sweep.state.tree_facts import TreeFacts
from tests.cli.program import PYTHON_BAD, write
from tests.sweep.repositories import CLEAN

if TYPE_CHECKING:
    from spanlint.run.known_outcomes import Interesting
    from spanlint.sweep.state.known_blobs import Looks

BLOBS = {"a.py": "1" * 40, "b.py": "2" * 40}


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    yield
    know(None)


def test_a_blob_that_holds_something_is_looked_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"a.py": PYTHON_BAD, "b.py": CLEAN})
    monkeypatch.chdir(tmp_path)
    settings, facts = settings_of(Config(), frozenset({"SPN001"})), TreeFacts(BLOBS)
    tasks, watch = Tasks(["a.py", "b.py"], [settings, settings]), DiskWatch(str(tmp_path), facts)

    def found(looks: Looks) -> tuple[Interesting, KnownBlobs]:
        known = KnownBlobs(facts, watch, RememberedCalls(watch, str(tmp_path)), "program", str(tmp_path), None, looks)
        know(known)
        return looker(tasks)([0, 1]), known

    first, known = found({})
    assert list(first) == [0]
    assert list(known.new_looks.values()) == list(first.values())
    (tmp_path / "a.py").unlink()
    assert found(known.new_looks)[0] == first
    facts.put("a.py", "3" * 40)
    assert found(known.new_looks)[0] != first  # another content, which is not there
