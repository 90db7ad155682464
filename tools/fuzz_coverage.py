"""Fuzzes for a number of seconds with atheris, which looks for bytes that reach code no bytes before have reached.

It watches the readers, the codemods and what joins them; what must hold is the same as for tools/fuzz.py. Of atheris
there is no wheel for every system and version of Python: where it cannot be imported that is said, and nothing is run.
"""

from __future__ import annotations

import subprocess
import sys
from argparse import ArgumentParser
from contextlib import redirect_stderr
from importlib import import_module
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

WATCHED = (
    "spanlint.languages",
    "spanlint.lint.fix",
    "spanlint.lint.proof",
    "spanlint.suppression.directives",
    "spanlint.text.decoding",
)
_MOST = 8192  # bytes of a file: longer ones reach no more, and take longer


def main() -> int:
    """Fuzz until the time is over; what does not hold is printed with its bytes, and ends the program with a code."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="for how long (default: 60)")
    parser.add_argument("--corpus", type=Path, default=None, help="where to keep the files (default: nowhere)")
    options = parser.parse_args()
    if find_spec("atheris") is None:
        print("fuzzing by coverage is left out: atheris is not installed, or has no wheel for this Python and system")
        return 0
    if options.corpus is not None:
        _fuzz(options.corpus, options.seconds)
        return 0
    with TemporaryDirectory() as folder:  # atheris ends its process without a farewell: nobody else would clean up
        command = [sys.executable, "-m", "tools.fuzz_coverage", "--seconds", str(options.seconds), "--corpus", folder]
        return subprocess.run(command, check=False).returncode


def _fuzz(corpus: Path, seconds: int) -> None:
    atheris: Any = import_module("atheris")  # it has no types, and is no dependency
    with redirect_stderr(StringIO()), atheris.instrument_imports(include=list(WATCHED), enable_loader_override=False):
        import spanlint.languages.python.fixes
        import spanlint.languages.typescript.fixes  # noqa: F401
        from tests.fuzz.properties import holds
    paths = _write_seeds(corpus)

    def check(data: bytes) -> None:
        path, language = paths[data[0] % len(paths) if data else 0]
        try:
            holds(path, language, data[1:])
        except BaseException:
            print(f"a property does not hold of {path}: {data[1:]!r}", flush=True)
            raise

    print(f"fuzzing by coverage for {seconds} s", flush=True)
    limits = [f"-max_total_time={seconds}", f"-max_len={_MOST}", f"-artifact_prefix={corpus}/", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *limits, str(corpus)], check)
    atheris.Fuzz()


def _write_seeds(corpus: Path) -> list[tuple[str, str]]:
    """Write the constructs of the grammars to begin with; the paths and languages that a file's first byte chooses."""
    from tests.fuzz.constructs import constructs
    from tests.fuzz.programs import SUFFIXES

    paths = [(f"a.{suffix}", name) for name, suffixes in SUFFIXES.items() for suffix in suffixes]
    for number, each in enumerate(constructs()):
        first = next(index for index, (_, language) in enumerate(paths) if language == each.language)
        (corpus / str(number)).write_bytes(bytes([first]) + each.files()["with calls in it"])
    return paths


if __name__ == "__main__":
    sys.exit(main())
