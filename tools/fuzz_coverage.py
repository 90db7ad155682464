"""Fuzzes for a number of seconds with atheris, which looks for bytes that reach new code.

It watches the readers, the codemods and the code that joins them. The properties are those of tools/fuzz.py. atheris
has no wheel for some systems and Python versions; if it is not installed, a message says so and nothing runs.
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
_MAX_BYTES = 8192  # bytes of a file; longer files reach no more code and take longer


def main() -> int:
    """Fuzz until the time is over. A failure is printed with its bytes and sets the exit code."""
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
    with TemporaryDirectory() as folder:  # atheris ends its process abruptly, so the parent must clean up
        command = [sys.executable, "-m", "tools.fuzz_coverage", "--seconds", str(options.seconds), "--corpus", folder]
        return subprocess.run(command, check=False).returncode


def _fuzz(corpus: Path, seconds: int) -> None:
    atheris: Any = import_module("atheris")  # it has no types and is not a dependency
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
    limits = [
        f"-max_total_time={seconds}",
        f"-max_len={_MAX_BYTES}",
        f"-artifact_prefix={corpus}/",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *limits, str(corpus)], check)
    atheris.Fuzz()


def _write_seeds(corpus: Path) -> list[tuple[str, str]]:
    """Write the grammars' constructs as seeds. Returns the paths and languages that a file's first byte selects."""
    from tests.fuzz.constructs import constructs
    from tests.fuzz.programs import SUFFIXES

    paths = [(f"a.{suffix}", name) for name, suffixes in SUFFIXES.items() for suffix in suffixes]
    for number, construct in enumerate(constructs()):
        first = next(index for index, (_, language) in enumerate(paths) if language == construct.language)
        (corpus / str(number)).write_bytes(bytes([first]) + construct.files()["with calls in it"])
    return paths


if __name__ == "__main__":
    sys.exit(main())
