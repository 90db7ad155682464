"""Projects of a few real files, and what a run over them says."""

from __future__ import annotations

import textwrap
from pathlib import Path

from spanlint.model.settings import ApiChoices, Settings
from spanlint.run.many_files import Outcome, run
from spanlint.run.tasks import Tasks

DEFAULT_APIS = ApiChoices()
JUDGED = frozenset(f"SPN00{number}" for number in range(1, 7))


def repository(folder: Path, files: dict[str, str]) -> Path:
    """A git work tree, with as little in `.git` as git needs, and these files by their paths below it."""
    for name in ("objects", "refs"):
        (folder / ".git" / name).mkdir(parents=True, exist_ok=True)
    (folder / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
    return folder


def run_over(*paths: Path, apis: ApiChoices = DEFAULT_APIS) -> Outcome:
    """A run of the parent rules over some files."""
    settings = Settings(JUDGED, apis)
    files = [str(path) for path in paths]
    return run(Tasks(files, [settings] * len(files), frozenset(files)))


def codes(path: Path, apis: ApiChoices = DEFAULT_APIS) -> list[str]:
    """The codes that one file gets, in the order of its lines."""
    outcome = run_over(path, apis=apis)
    assert outcome.problems == []
    return [each.code for each in outcome.diagnostics]
