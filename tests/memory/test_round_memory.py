"""What a round judges: what has changed, and what was judged by it; and that no round says what is no longer so."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import write
from tests.memory.projects import PROJECT
from tests.waiting import HANGS_AFTER

pytestmark = pytest.mark.program

ROOT = Path(__file__).parents[2]
ROUNDS = """
import json, os, sys
from spanlint.cli.watch import judge_round
from spanlint.model.request import Request
from spanlint.memory.round_memory import RoundMemory
memory, steps = RoundMemory(), json.loads(sys.argv[1])
for step in [{}, *steps]:
    for path, text in step.items():
        if text is None:
            os.unlink(path)
        elif text.startswith("-> "):
            os.symlink(text[3:], path)
        else:
            os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
            with open(path, "w") as file:
                file.write(text)
    judged = judge_round(Request(paths=(".",), watch=True, jobs=int(sys.argv[2]), **json.loads(sys.argv[3])), memory)
    print(json.dumps(sorted(judged.judged)))
"""


def judged(folder: Path, *steps: dict[str, str | None], jobs: int = 1, **options: object) -> list[list[str]]:
    """The files that each round has judged: the first, and one after each step."""
    write(folder, PROJECT)
    command = [sys.executable, "-c", ROUNDS, json.dumps(steps), str(jobs), json.dumps(options)]
    output = subprocess.check_output(command, cwd=folder, timeout=HANGS_AFTER, text=True)
    return [json.loads(line) for line in output.splitlines()]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_round_judges_what_has_changed_and_what_was_judged_by_it(tmp_path: Path, jobs: int) -> None:
    first, *others = judged(
        tmp_path,
        {},
        {"a_alone.py": PROJECT["a_alone.py"] + "\n"},
        {"tracing/own.py": PROJECT["tracing/own.py"].replace("name)", "name, context)")},
        {"lib/tracing.ts": PROJECT["lib/tracing.ts"] + "\n"},
        {"notes.md": "nobody reads it"},
        {"a_new.py": PROJECT["a_alone.py"]},
        {"a_new.py": None},
        jobs=jobs,
    )  # fmt: skip
    assert len(first) > 10
    assert others == [
        [],
        ["a_alone.py"],
        ["a_own.py", "tracing/own.py"],
        ["a_alias.ts", "a_relative.ts", "lib/tracing.ts"],
        [],
        ["a_new.py"],
        [],
    ]


def test_a_round_that_repairs_judges_again_what_it_has_written_and_nothing_else(tmp_path: Path) -> None:
    skipping = """\
import { Context, trace } from "@opentelemetry/api";
const tracer = trace.getTracer("a");
export function turn(ctx: Context) {
  tracer.startSpan("turn", {}, ctx).end();
  tracer.startSpan("tool").end();
}
"""
    _, *others = judged(
        tmp_path, {"a_tool.ts": skipping}, {}, {}, {"a_alone.py": PROJECT["a_alone.py"] + "\n"}, fix=True
    )
    assert 'startSpan("tool", {}, ctx)' in (tmp_path / "a_tool.ts").read_text(encoding="utf-8")
    assert others == [["a_tool.ts"], ["a_tool.ts"], [], ["a_alone.py"]]


def test_a_round_that_compares_judges_only_what_has_changed(tmp_path: Path) -> None:
    git = ("git", "-c", "user.name=a", "-c", "user.email=a@example.org")
    write(tmp_path, PROJECT)
    for command in ([*git, "init", "-q"], [*git, "add", "-A"], [*git, "commit", "-qm", "a"]):
        subprocess.run(command, cwd=tmp_path, check=True)
    one, two = (PROJECT["a_alone.py"] + "\n" * count for count in (1, 2))
    first, *others = judged(
        tmp_path, {"a_alone.py": one}, {}, {"a_alone.py": two}, {"a_new.py": one}, {}, diff_base="HEAD"
    )
    assert (first, others[:3]) == ([], [["a_alone.py"], [], ["a_alone.py"]])
    assert others[3:] == [["a_alone.py", "a_new.py"], []], "one more file to compare changes what all depend on"


def test_what_was_not_there_when_it_was_asked_for_is_noticed_when_it_comes(tmp_path: Path) -> None:
    _, *others = judged(
        tmp_path,
        {"src/tracing/own.py": "own = 1\n"},
        {"lib/tracing.tsx": "export {};\n"},
        {"packages/other/package.json": '{"name": "@shop/other"}'},
        {".git/HEAD": ""},
    )
    root, second, workspace, repository = map(set, others)
    assert root >= {"a_helper.py", "a_member.py", "a_own.py"}
    assert second == set(), "the file that was found is asked for first"
    assert workspace >= {"a_alias.ts", "a_package.ts"}
    assert repository >= {"a_helper.py", "a_thread.py"}, "which look for callers in all of the repository"
    assert not any("a_alone.py" in paths for paths in others)


def test_a_link_that_leads_elsewhere_is_noticed(tmp_path: Path) -> None:
    one, two = PROJECT["tracing/own.py"], PROJECT["tracing/telemetry.py"]
    _, *others = judged(
        tmp_path,
        {"one.py": one, "two.py": two, "tracing/own.py": None},
        {"tracing/own.py": "-> ../one.py"},
        {"tracing/own.py": None},
        {"tracing/own.py": "-> ../two.py"},
    )
    assert all("a_own.py" in paths for paths in others[1:])


@pytest.mark.parametrize("seed", range(6))
def test_after_any_edits_a_round_says_what_one_says_that_knows_nothing(tmp_path: Path, seed: int) -> None:
    folder = tmp_path / "project"
    if seed % 3:
        write(folder, PROJECT)
    else:
        shutil.copytree(ROOT / "demo", folder, ignore=shutil.ignore_patterns("node_modules"))
        shutil.copytree(ROOT / "rules", folder / "rules")
    assert reuse_after(folder, seed, rounds=25) < 0.9


@pytest.mark.parametrize("kind", ["fix", "diff_base"])
@pytest.mark.parametrize("seed", [1, 2])
def test_so_does_a_round_that_repairs_or_compares(tmp_path: Path, seed: int, kind: str) -> None:
    assert reuse_after(write(tmp_path / "project", PROJECT), seed, 25, kind) < 0.9


def reuse_after(folder: Path, seed: int, rounds: int, kind: str = "") -> float:
    """How many of the files have been judged again, in rounds that all came to what one comes to that knows nothing."""
    command = [
        sys.executable,
        "-m",
        "tests.memory.random_edits",
        str(folder),
        str(seed),
        str(rounds),
        *([kind] if kind else []),
    ]
    done = subprocess.run(command, cwd=ROOT, timeout=HANGS_AFTER, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    total = re.search(r"^judged (\d+) of (\d+)$", done.stdout, re.MULTILINE)
    assert total is not None
    return int(total[1]) / max(1, int(total[2]))
