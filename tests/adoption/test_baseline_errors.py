"""A baseline that cannot be used is told of in one line that names the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from spanlint.adoption.baseline import load
from spanlint.config.errors import ConfigError

ENTRY = {"path": "a.py", "code": "SPN001", "fingerprint": "00", "number": 1}


def error(path: Path) -> str:
    with pytest.raises(ConfigError) as raised:
        load(str(path))
    told = str(raised.value)
    assert told.isprintable()
    assert told.startswith(f"{path}: ")
    return told.removeprefix(f"{path}: ")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not JSON (at line 1)"),
        (b'{\n"findings": [\n<<<<<<< ours\n', "not JSON (at line 3)"),
        (b'{"findings": ["\xff"]}', "not UTF-8"),
        (b"[" * 100_000, "not JSON"),
        (b"1" * 5_000, "not JSON"),
        (b"[]", "not a baseline: no list of findings"),
        (b'{"version": 1}', "not a baseline: no list of findings"),
        (b'{"version": 1, "findings": {}}', "not a baseline: no list of findings"),
        (
            b'{"version": 2, "findings": []}',
            "a baseline version that this spanlint does not support; write the baseline again",
        ),
        (b'{"findings": []}', "a baseline version that this spanlint does not support; write the baseline again"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_no_baseline(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_bytes(data)
    assert error(path) == reason


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("a.py", "not a baseline entry"),
        ({**ENTRY, "line": 7}, "not a baseline entry"),
        ({**ENTRY, "path": None}, "path: expected a string"),
        ({"path": "a.py", "code": "SPN001"}, "fingerprint: expected a string"),
        ({**ENTRY, "number": 0}, "number: expected an integer of 1 or more"),
        ({**ENTRY, "number": True}, "number: expected an integer of 1 or more"),
        ({**ENTRY, "number": "2"}, "number: expected an integer of 1 or more"),
    ],
    ids=str,
)
def test_what_is_no_entry(tmp_path: Path, entry: Any, reason: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(json.dumps({"version": 1, "findings": [ENTRY, entry]}), encoding="utf-8")
    assert error(path) == f"findings[1]: {reason}"


def test_what_is_no_file(tmp_path: Path) -> None:
    assert error(tmp_path / "missing.json") == "cannot be read: no such file or directory"
    assert error(tmp_path).startswith("cannot be read: ")


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(json.dumps({"version": 1, "findings": [ENTRY]}), encoding="utf-8-sig")
    assert len(load(str(path)).entries) == 1
