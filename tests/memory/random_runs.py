"""A program that edits a folder at random, and lints it after each edit twice: as `spanlint` does, which uses what the
run before has left, and with `--no-cache`.

    python -m tests.memory.random_runs FOLDER SEED ROUNDS

The folder gets more files than a short run has. It ends with 1 once two runs differ, and prints how many files of all
were judged again. The folder is not as it was afterwards.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from spanlint.memory.verdict import Verdict
from tests.memory.random_edits import Editor, paths_of, write

FILLERS = 100
ROOT = Path(__file__).parents[2]
_NOT_PASSED_ON = ("CI", "SPANLINT_NO_CACHE")


def main(folder: str, seed: str, rounds: str) -> int:
    """Edit and lint. Returns the exit code."""
    os.chdir(folder)
    for number in range(FILLERS):
        write(f"filler/f{number}.py", b"x = 1\n")
    editor, known, judged, most = Editor(int(seed)), set[Verdict](), 0, 0
    with tempfile.TemporaryDirectory() as cache:
        for number in range(int(rounds)):
            done = [editor.edit() for _ in range(editor.random.randrange(1, 4) if number else 0)]
            jobs = f"-j{editor.random.choice((1, 2, 3))}"
            warm, fresh = run(cache, jobs), run(cache, "--no-cache")
            if warm != fresh:
                print(f"round {number} differs, after {done}", warm, fresh, sep="\n")
                return 1
            kept = verdicts(cache)
            editor.asked = sorted(set(paths_of(kept)))
            judged, most, known = judged + len(kept - known), most + len(kept), kept
            print(number, *done, f"learned {judged} of {most}", sep="; ")
    print(f"judged {judged} of {most}")
    return 0


def run(cache: str, *options: str) -> tuple[int, str, str]:
    """Returns the exit code and what was printed."""
    environ = {name: value for name, value in os.environ.items() if name not in _NOT_PASSED_ON}
    environ |= {"SPANLINT_CACHE_DIR": cache, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "spanlint", "--output-format", "json", *options, "."]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def verdicts(cache: str) -> set[Verdict]:
    """The verdicts that runs have left."""
    kept = (path.read_bytes().partition(b"\n")[2] for path in Path(cache).iterdir())
    return {Verdict(*texts) for content in kept for texts in json.loads(content)["verdicts"]}


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
