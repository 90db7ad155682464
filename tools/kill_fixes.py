"""Kills `--fix` over 500 files at random moments, again and again, and reports the files left on the disk."""

from __future__ import annotations

import random
import signal
import sys
import tempfile
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path

from tests.cli.interrupted import interrupt

FILES = 500


def main() -> int:
    """Run the loop. Returns 1 if SIGINT or SIGTERM left a temporary file. A torn file raises AssertionError."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=201, help="how many runs to end (default: 201)")
    parser.add_argument("--seed", type=int, default=0, help="of the random moments (default: 0)")
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311  # no secret
    left_behind: Counter[str] = Counter()
    old = new = 0
    with tempfile.TemporaryDirectory() as folder:
        for count in range(options.kills):
            number = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)[count % 3]
            left = interrupt(Path(folder), FILES, number, chance)
            old, new = old + left.old, new + left.new
            left_behind[number.name] += len(left.others)
    leftovers = ", ".join(f"{name} {left_behind[name]}" for name in ("SIGINT", "SIGTERM", "SIGKILL"))
    print(f"{options.kills} runs ended: {old} files old, {new} new, none torn; temporary files left: {leftovers}")
    return 1 if left_behind["SIGINT"] or left_behind["SIGTERM"] else 0


if __name__ == "__main__":
    sys.exit(main())
