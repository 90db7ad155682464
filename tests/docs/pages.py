"""The fenced blocks of a page, and a shell to run them in: a repository as a reader of the page may have one."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from tests.adoption.repositories import commit, git
from tests.cli.program import Run, environment, run_command, write
from tests.waiting import HANGS_AFTER

ROOT = Path(__file__).parents[2]

SESSION = "export function getSessionContext() {}\nexport function getParentContext() {}\n"
FIXABLE = """\
import { type Context, trace } from "@opentelemetry/api";

export function checkout(parent: Context) {
  return trace.getTracer("shop").startSpan("checkout");
}
"""
OLD = """\
from opentelemetry import trace

tracer = trace.get_tracer("shop")


def checkout(cart):
    with tracer.start_as_current_span("checkout"):
        return cart.pay()


def ship(cart):
    span = tracer.start_span("ship")
    cart.ship()
    span.end()
"""
NEW = """

def pay(cart):
    span = tracer.start_span("pay")
    cart.pay()
    span.end()
"""


class Block(NamedTuple):
    """A fenced block: the language it is marked with, and its text."""

    language: str
    text: str


def page(name: str) -> str:
    """The text of a page, by its path in the project."""
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str, *languages: str) -> list[Block]:
    """The fenced blocks of a page in these languages."""
    found = re.findall(r"^```(\w+)\n(.*?)^```$", page(name), flags=re.DOTALL | re.MULTILINE)
    return [Block(language, text) for language, text in found if language in languages]


def commands(block: Block) -> list[tuple[str, str | None]]:
    """The commands of a block, a line each, and what each prints: None in a block that does not say."""
    if block.language != "console":
        return [(line, None) for line in block.text.splitlines() if line and not line.startswith("#")]
    told = [each.partition("\n") for each in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]]
    return [(command, output) for command, _, output in told]


def shop(folder: Path) -> Path:
    """A repository in which a branch has changed one file since `origin/main`, with findings old and new."""
    folder.mkdir(exist_ok=True)
    commit(folder, {"src/a.py": OLD, "src/b.ts": FIXABLE, "src/telemetry/session.ts": SESSION})
    git(folder, "update-ref", "refs/remotes/origin/main", "HEAD")
    git(folder, "checkout", "--quiet", "-b", "work")
    commit(folder, {"src/a.py": OLD + NEW})
    return folder


def shell(folder: Path, command: str, **variables: str) -> Run:
    """Run a command in bash; `spanlint` is the one under test, `npx` and `pip` only say what they are given."""
    programs = folder.parent / "programs"
    python = f'exec "{sys.executable}" -m spanlint "$@"'
    for name, does in {"spanlint": python, "pip": 'echo "pip $*"', "npx": 'echo "npx $*"'}.items():
        write(programs, {name: f"#!/bin/sh\n{does}\n"})
        (programs / name).chmod(0o755)
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    return run_command(folder, ["bash", "-eo", "pipefail", "-c", command], {"PATH": path, **variables})


def is_script(text: str) -> bool:
    """Whether bash can read a text."""
    done = subprocess.run(
        ["bash", "-n"], input=text, env=environment(), encoding="utf-8", timeout=HANGS_AFTER, check=False
    )
    return done.returncode == 0
