"""The fields of a JSON value of which nothing is known: each is of the wanted type, or empty."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any


def field(value: object, *names: str) -> Any:
    """Returns what is at a path of keys; None where there is no such path."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def table(value: object, *names: str) -> Mapping[str, Any]:
    """Returns the object at a path of keys; empty without one."""
    found = field(value, *names)
    return found if isinstance(found, dict) else {}


def entries(value: object, *names: str) -> list[Any]:
    """Returns the list at a path of keys; empty without one."""
    found = field(value, *names)
    return found if isinstance(found, list) else []


def text(value: object, *names: str) -> str:
    """Returns the text at a path of keys; empty without one."""
    found = field(value, *names)
    return found if isinstance(found, str) else ""


def objects(value: object) -> Iterator[Mapping[str, Any]]:
    """Yields the objects of a list."""
    for entry in value if isinstance(value, list) else ():
        if isinstance(entry, dict):
            yield entry


def first_object(value: object) -> Mapping[str, Any]:
    """Returns the first object of a list, or of the lists in it, or the value itself; empty without any."""
    while isinstance(value, list):
        value = next((entry for entry in value if isinstance(entry, (list, dict)) and entry), None)
    return value if isinstance(value, dict) else {}
