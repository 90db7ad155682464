"""Writes the generated documentation: parts of README.md, one page a rule, the configuration reference."""

from __future__ import annotations

import os
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path

from spanlint.rulebook.rules import RuleError, all_rules, missing_files
from tools import config_reference, rule_pages

ROOT = Path(__file__).resolve().parents[1]
_VARIABLES = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE")
_WIDTH = "100"  # columns of a report in a page


def main() -> int:
    """Write every file; with `--check`, only name the stale files. Returns 1 if `--check` finds one, or a rule lacks a
    part."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when a file is stale")
    parser.add_argument("--root", type=Path, default=ROOT, help="where the files lie (default: the repository)")
    options = parser.parse_args()
    try:
        missing = [fault for rule in all_rules() for fault in missing_files(rule)]
    except RuleError as error:
        missing = [str(error)]
    if missing:
        print(*missing, sep="\n", file=sys.stderr)
        return 1
    stale = {path: text for path, text in generated(options.root).items() if _read(path) != text}
    for path, text in sorted(stale.items()):
        if options.check:
            print(f"{path.relative_to(options.root)} is stale: run `make docs`", file=sys.stderr)
        else:
            _write(path, text)
    return 1 if stale and options.check else 0


def generated(root: Path) -> dict[Path, str | None]:
    """Returns the text of each file below `root`, or None for a file to delete. Reads the handwritten parts there."""
    wanted = {name: _with_parts((root / name).read_text(encoding="utf-8"), parts) for name, parts in PARTS.items()}
    wanted |= {name: make() for name, make in FILES.items()}
    wanted |= {f"docs/rules/{rule.name}.md": rule_pages.page(rule) for rule in all_rules()}
    obsolete: dict[Path, str | None] = dict.fromkeys((root / "docs" / "rules").glob("*.md"))
    return {**obsolete, **{root / name: text for name, text in wanted.items()}}


def _with_parts(text: str, parts: dict[str, Callable[[], str]]) -> str:
    for name, part in parts.items():
        text = with_part(text, name, part())
    return text


def _read(path: Path) -> str | None:
    return path.read_bytes().decode("utf-8") if path.exists() else None


def _write(path: Path, text: str | None) -> None:
    if text is None:
        path.unlink()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def with_part(text: str, name: str, part: str) -> str:
    """Returns the text with new lines between a part's two markers. Raises ValueError unless both occur once."""
    begin, end = f"<!-- {name}:begin -->\n", f"<!-- {name}:end -->\n"
    if text.count(begin) != 1 or text.count(end) != 1 or text.index(begin) > text.index(end):
        raise ValueError(f"needs one {begin.strip()} and one {end.strip()} after it")
    return text[: text.index(begin)] + begin + part + text[text.index(end) :]


def demo_report() -> str:
    """Returns what a user sees. Raises RuntimeError unless the demo reports findings and nothing else."""
    environment = {name: value for name, value in os.environ.items() if name not in _VARIABLES}
    done = subprocess.run(
        [sys.executable, "-m", "spanlint", "--color", "never", "demo/"],
        cwd=ROOT,
        env={**environment, "COLUMNS": _WIDTH, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != 1 or done.stderr:
        raise RuntimeError(f"spanlint demo/ exited with {done.returncode}: {done.stderr}")
    return f"```text\n$ spanlint demo/\n{done.stdout}```\n"


PARTS: dict[str, dict[str, Callable[[], str]]] = {
    "README.md": {"demo": demo_report, "rules": lambda: rule_pages.rule_table("docs/rules/")},
    "docs/configuration.md": {"reference": config_reference.reference},
}
"""The generated parts of handwritten files, by the name in their markers."""

FILES: dict[str, Callable[[], str]] = {
    "docs/rules/README.md": rule_pages.index,
    "spanlint/spanlint.schema.json": config_reference.schema,
}
"""The files that are generated as a whole, relative to the repository, except the pages of the rules."""

if __name__ == "__main__":
    sys.exit(main())
