"""A small project with tracing code of its own, in both languages, as a git repository."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.cli.program import write

OBS = """\
from opentelemetry import trace


def current_tracer():
    return trace.get_tracer("app")


class Obs:
    def begin(self, name, parent=None):
        return current_tracer().start_span(name, context=parent)


def begin_step(name, parent=None):
    return current_tracer().start_span(name, context=parent)
"""
USE = """\
from sqlalchemy import create_engine

from app.obs import Obs, begin_step

engine = create_engine("x")
obs = Obs()


def work(ctx):
    with engine.begin() as conn:
        conn.begin("nested")
    obs.begin("a")
    obs.begin("b", parent=ctx)
    begin_step("c")
    begin_step("d", ctx)
"""
OTHER = """\
from app.obs import Obs, begin_step


class Worker:
    def __init__(self):
        self.obs = Obs()

    def go(self):
        self.obs.begin("a")
        begin_step("c")
"""
TEST = "def test_it():\n    assert True\n"
PYTHON = {"app/__init__.py": "", "app/obs.py": OBS, "app/use.py": USE, "app/other.py": OTHER, "tests/test_it.py": TEST}
"""Two wrappers with six calls in two other files, of which four pass no parent, and three calls of SQLAlchemy."""

PYTHON_TOML = """\
# Written by `spanlint init`. What the keys mean: docs/configuration.md of spanlint.

[[wrappers]] # Obs.begin, app/obs.py:9
language = "python" # app/obs.py
name = "begin" # app/obs.py:9
class = "Obs" # app/obs.py
module = "app.obs" # app/obs.py
parent = { position = 1, keyword = "parent" } # 3 calls in 2 other files, the first in app/other.py:9

[[wrappers]] # begin_step, app/obs.py:13
language = "python" # app/obs.py
name = "begin_step" # app/obs.py:13
module = "app.obs" # app/obs.py
parent = { position = 1, keyword = "parent" } # 3 calls in 2 other files, the first in app/other.py:10
"""

SPANS = """\
import { trace, type Context } from '@opentelemetry/api';
import { sessionContext } from './session';

const tracer = trace.getTracer('app');

export function startStep(name: string, options?: { parent?: Context }) {
  return tracer.startSpan(name, {}, options?.parent);
}

export const withSpan = async <T>(name: string, fn: () => Promise<T>) =>
  tracer.startActiveSpan(name, async (span) => {
    try {
      return await fn();
    } finally {
      span.end();
    }
  });

export function first() {
  return tracer.startSpan('first', {}, sessionContext());
}

export function second() {
  return tracer.startSpan('second', {}, sessionContext());
}

export function third() {
  return tracer.startSpan('third', {}, sessionContext());
}
"""
SESSION = """\
import { context, type Context } from '@opentelemetry/api';

let current: Context | undefined;

export function sessionContext(): Context {
  return current ?? context.active();
}
"""
STEPS = """\
import { startStep, withSpan } from './spans';

export async function steps(parent: Context) {
  startStep('a');
  startStep('b', { parent });
  await withSpan('c', async () => 1);
}
"""
TYPESCRIPT = {"src/spans.ts": SPANS, "src/session.ts": SESSION, "src/steps.ts": STEPS}


def repository(folder: Path, files: dict[str, str]) -> Path:
    """Write files and commit them. Returns the folder."""
    write(folder, files)
    for arguments in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a"],
    ):
        subprocess.run(["git", *arguments], cwd=folder, check=True)
    return folder
