"""A Record is what typing.NamedTuple makes of the same lines, and takes a fraction of the time to make."""

from __future__ import annotations

import copy
import pickle
from typing import Any, NamedTuple

import pytest

from spanlint.lean.records import Record


class Theirs(NamedTuple):
    """A record."""

    start: int
    end: int = 7
    names: tuple[str, ...] = ()

    @property
    def length(self) -> int:
        """How long it is."""
        return self.end - self.start

    def moved(self, by: int) -> Any:
        """Another one."""
        return self._replace(start=self.start + by)


class Ours(Record):
    """A record."""

    start: int
    end: int = 7
    names: tuple[str, ...] = ()

    @property
    def length(self) -> int:
        """How long it is."""
        return self.end - self.start

    def moved(self, by: int) -> Any:
        """Another one."""
        return self._replace(start=self.start + by)


class Shown(Record):
    """A record that says itself how it is shown."""

    name: str

    def __str__(self) -> str:
        return f"<{self.name}>"

    def __repr__(self) -> str:
        return "shown"


class OfOurs(Ours):
    """A class that is derived from a record."""


@pytest.mark.parametrize("kind", [Theirs, Ours])
def test_is_a_tuple_with_names(kind: Any) -> None:
    one = kind(1, names=("a",))
    assert one == (1, 7, ("a",)) == kind(names=("a",), start=1, end=7)
    assert (one.start, one.end, one.names, one.length) == (1, 7, ("a",), 6)
    assert hash(one) == hash((1, 7, ("a",)))
    assert one.moved(2) == (3, 7, ("a",))
    assert type(one.moved(2)) is kind
    assert one._asdict() == {"start": 1, "end": 7, "names": ("a",)}
    assert (kind._fields, kind._field_defaults) == (("start", "end", "names"), {"end": 7, "names": ()})
    assert kind.__doc__ == "A record."
    assert not hasattr(one, "__dict__")


@pytest.mark.parametrize("kind", [Theirs, Ours])
def test_is_shown_copied_and_sent_to_another_process(kind: Any) -> None:
    one = kind(1)
    assert repr(one) == f"{kind.__name__}(start=1, end=7, names=())"
    for other in (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one))):
        assert (other, type(other)) == (one, kind)


@pytest.mark.parametrize("kind", [Theirs, Ours])
def test_refuses_what_it_has_no_field_for(kind: Any) -> None:
    wrong: Any
    for wrong in (lambda: kind(), lambda: kind(1, 2, (), 4), lambda: kind(1, begin=2), lambda: kind(1, start=2)):
        with pytest.raises(TypeError):
            wrong()
    with pytest.raises((TypeError, ValueError)):
        kind(1)._replace(begin=2)
    with pytest.raises(AttributeError):
        kind(1).start = 2


def test_makes_the_first_records_as_all_others() -> None:
    class Made(Record):
        """A record of which many are made."""

        start: int
        end: int = 7

    class Other(Made):
        """Another one, which counts for itself."""

        def __new__(cls, start: int) -> Other:
            return super().__new__(cls, start, 8)

    for number in range(30):
        assert (Made(number), Made(end=1, start=number), Made(number, end=2)) == ((number, 7), (number, 1), (number, 2))
        assert (Other(number), type(Other(number))) == ((number, 8), Other)


@pytest.mark.parametrize("count", [0, 5, 30])
def test_refuses_the_same_early_and_late(count: int) -> None:
    class Counted(Record):
        """A record."""

        start: int
        end: int = 7

    made: Any = Counted
    for number in range(count):
        made(number)
    wrong: Any
    for wrong in (lambda: made(), lambda: made(1, 2, 3), lambda: made(1, start=1), lambda: made(1, begin=2)):
        with pytest.raises(TypeError, match="argument"):
            wrong()
    assert made(1) == (1, 7)


def test_matches_by_place() -> None:
    match Ours(1, 2):
        case Ours(start, end, _):
            assert (start, end) == (1, 2)


def test_keeps_the_methods_of_its_class() -> None:
    assert (str(Shown("a")), repr(Shown("a"))) == ("<a>", "shown")


def test_can_be_derived_from_again() -> None:
    assert (OfOurs(1), type(OfOurs(1).moved(1)), repr(OfOurs(1))) == (
        (1, 7, ()),
        OfOurs,
        "OfOurs(start=1, end=7, names=())",
    )


def test_refuses_a_field_without_a_default_after_one_that_has_it() -> None:
    for base in (NamedTuple, Record):
        text = "from __future__ import annotations\nclass Wrong(Base):\n  first: int = 1\n  second: int\n"
        with pytest.raises(TypeError):
            exec(text, {"Base": base, "__name__": __name__})
