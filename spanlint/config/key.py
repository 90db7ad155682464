"""The record of a configuration key."""

from __future__ import annotations

from collections.abc import Callable

from spanlint.config.validation import KnownNames
from spanlint.config.value_types import ValueType
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Key(Record):
    """One key: its kebab-case name, its type, a further check of its value, its default as a TOML value, its
    description, and an example as it would appear in a spanlint.toml.

    `Config` has a field of the same name in snake_case. `check(value, known, where)` raises ConfigError. A default of
    None means that the key has no value unless it is set.
    """

    name: str
    value_type: ValueType
    check: Callable[[Any, KnownNames, str], None] | None
    default: object
    doc: str
    example: str
