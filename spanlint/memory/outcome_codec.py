"""Outcomes of judged files as JSON, and back: of records and enumerations, only those that an outcome consists of.

No pickle: whoever can write into a state folder must not be able to run a program.
"""

from __future__ import annotations

import json
from enum import Enum

from spanlint.model import census, findings, problems
from spanlint.run.file_outcome import FileOutcome
from spanlint.text import source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_RECORD, _TUPLE, _ENUM, _BYTES = "r", "t", "e", "b"
_ENUMS: dict[str, Any] = {kind.__name__: kind for kind in (findings.Severity, findings.Safety)}
_RECORDS: dict[str, Any] = {
    kind.__name__: kind
    for kind in (
        FileOutcome,
        census.ApiTally,
        findings.CellPlace,
        findings.Diagnostic,
        findings.DiffLine,
        findings.RelatedPlace,
        findings.WrittenEdit,
        findings.WrittenFix,
        problems.Problem,
        source.Position,
    )
}


class UnknownKindError(Exception):
    """A value has no place in what is kept: the outcome that holds it is not kept, and made anew each time."""


def encode(outcome: FileOutcome) -> str:
    """Returns an outcome as JSON. Raises UnknownKindError."""
    return json.dumps(_plain(outcome), separators=(",", ":"))


def decode(data: str) -> FileOutcome:
    """Returns the outcome that `encode` was given. Raises ValueError for anything else."""
    try:
        outcome = _whole(json.loads(data))
    except (LookupError, TypeError) as error:
        raise ValueError("not an outcome") from error
    if not isinstance(outcome, FileOutcome):
        raise ValueError("not an outcome")
    return outcome


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        if type(value).__name__ in _ENUMS:
            return [_ENUM, type(value).__name__, value.name]
    elif value is None or isinstance(value, bool | int | float | str):
        return value
    elif type(value) is tuple:
        return [_TUPLE, *map(_plain, value)]
    elif type(value) is bytes:
        return [_BYTES, value.hex()]
    elif isinstance(value, tuple) and type(value) is _RECORDS.get(type(value).__name__):
        return [_RECORD, type(value).__name__, *map(_plain, value)]
    raise UnknownKindError(type(value).__name__)


def _whole(value: Any) -> object:
    if not isinstance(value, list):
        return value
    kind, *parts = value
    if kind == _TUPLE:
        return tuple(map(_whole, parts))
    if kind == _BYTES:
        return bytes.fromhex(parts[0])
    if kind == _ENUM:
        return _ENUMS[parts[0]][parts[1]]
    if kind == _RECORD:
        return _RECORDS[parts[0]]._make(map(_whole, parts[1:]))
    raise ValueError("not an outcome")
