"""Exports with bytes flipped, cut out and joined. `python -m tests.trace.mutations 10000` judges so many of them."""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

from tests.cli.program import run_spanlint
from tests.trace.test_formats import FORMATS

_SAMPLES: list[bytes] = []


def samples() -> list[bytes]:
    """One export of each format."""
    if not _SAMPLES:
        _SAMPLES.extend(make() for make in FORMATS.values())
    return _SAMPLES


def mutated(choose: random.Random) -> bytes:
    """An export that nobody wrote."""
    data = bytearray(choose.choice(samples()))
    for _ in range(choose.randrange(1, 6)):
        at = choose.randrange(len(data)) if data else 0
        match choose.randrange(4):
            case 0 if data:
                data[at] ^= 1 << choose.randrange(8)
            case 1:
                del data[at : at + choose.randrange(1, 40)]
            case 2:
                other = choose.choice(samples())
                start = choose.randrange(len(other))
                data[at:at] = other[start : start + choose.randrange(400)]
            case _:
                data[at:at] = choose.choice((b"{", b"}", b"[", b'"', b",", b"null", b"1e999", b"\n", b"\x00", b"-1"))
    return bytes(data)


def main() -> int:
    """Judge as many as the command line says. Returns 1 at the first that raises."""
    choose = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    with tempfile.TemporaryDirectory() as name:
        for number in range(int(sys.argv[1])):
            data = mutated(choose)
            (Path(name) / "t.jsonl").write_bytes(data)
            try:
                run = run_spanlint(Path(name), "trace", "--no-source", "t.jsonl")
            except Exception:
                print(number, data)
                raise
            assert run.code in (0, 1, 2), run
    return 0


if __name__ == "__main__":
    sys.exit(main())
