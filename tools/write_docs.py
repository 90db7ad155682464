"""Writes the generated parts of README.md: the rule table, and what spanlint prints on the demo."""

from __future__ import annotations

import os
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path

from spanlint.rulebook import rules

ROOT = Path(__file__).resolve().parents[1]
_VARIABLES = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE")


def main() -> int:
    """Write the file again, or with `--check` only say whether it is stale; 1 when it is."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when the file is stale")
    parser.add_argument("file", nargs="?", type=Path, default=ROOT / "README.md", help="default: README.md")
    options = parser.parse_args()
    old = options.file.read_text(encoding="utf-8")
    new = old
    for name, generate in PARTS.items():
        new = with_part(new, name, generate())
    if not options.check:
        options.file.write_text(new, encoding="utf-8", newline="\n")
    elif new != old:
        print(f"{options.file.name} is stale: run `make docs`", file=sys.stderr)
        return 1
    return 0


def with_part(text: str, name: str, part: str) -> str:
    """The text with new lines between a part's two markers. Raises ValueError unless each stands there once."""
    begin, end = f"<!-- {name}:begin -->\n", f"<!-- {name}:end -->\n"
    if text.count(begin) != 1 or text.count(end) != 1 or text.index(begin) > text.index(end):
        raise ValueError(f"needs one {begin.strip()} and one {end.strip()} after it")
    return text[: text.index(begin)] + begin + part + text[text.index(end) :]


def rule_table() -> str:
    """A row a rule, by code."""
    rows = [("code", "name", "what it finds", "default", "severity"), ("---",) * 5]
    for rule in rules():
        what = rule.what.replace("|", "\\|")
        rows.append((f"`{rule.code}`", rule.name, what, "on" if rule.default else "off", rule.severity.value))
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def demo_report() -> str:
    """What a user sees. Raises RuntimeError unless the demo's findings, and nothing else, were reported."""
    environment = {name: value for name, value in os.environ.items() if name not in _VARIABLES}
    done = subprocess.run(
        [sys.executable, "-m", "spanlint", "--color", "never", "demo/"],
        cwd=ROOT,
        env={**environment, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != 1 or done.stderr:
        raise RuntimeError(f"spanlint demo/ exited with {done.returncode}: {done.stderr}")
    return f"```text\n$ spanlint demo/\n{done.stdout}```\n"


PARTS: dict[str, Callable[[], str]] = {"demo": demo_report, "rules": rule_table}

if __name__ == "__main__":
    sys.exit(main())
