"""Workers collect garbage after so much text, and nothing else does in them."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from spanlint.run.rare_collections import BYTES_BETWEEN, RareCollections


class _Cycle:
    def __init__(self) -> None:
        self.own = self


@pytest.fixture(autouse=True)
def _gc_as_before() -> Iterator[None]:
    was_enabled = gc.isenabled()
    yield
    (gc.enable if was_enabled else gc.disable)()


def test_what_little_text_leaves_is_not_collected() -> None:
    collections = RareCollections()
    collections.begin_file(BYTES_BETWEEN - 1)
    left = weakref.ref(_Cycle())
    collections.begin_file(1)
    assert left() is not None
    assert not gc.isenabled()


def test_what_much_text_leaves_is_collected_before_the_next_file() -> None:
    collections = RareCollections()
    collections.begin_file(BYTES_BETWEEN)
    left = weakref.ref(_Cycle())
    collections.begin_file(1)
    assert left() is None


def test_a_collection_begins_a_new_count() -> None:
    collections = RareCollections()
    collections.begin_file(BYTES_BETWEEN)
    collections.begin_file(1)
    left = weakref.ref(_Cycle())
    collections.begin_file(1)
    assert left() is not None
