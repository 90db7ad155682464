"""SPN108 in TypeScript: decorators of the project that end their span before a generator method runs."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from tests.cli.program import run_spanlint
from tests.languages.names.project_case import repository
from tests.linting import found

HEAD = """
import { context, trace } from "@opentelemetry/api";
const tracer = trace.getTracer("a");
function Traced(name) {
  return (target, key, descriptor) => {
    const original = descriptor.value;
    descriptor.value = function (...args) {
      return tracer.startActiveSpan(name, (span) => {
        try { return original.apply(this, args); } finally { span.end(); }
      });
    };
  };
}
function traced(method, ctx) {
  return async function (...args) {
    return tracer.startActiveSpan(ctx.name, async (span) => {
      const made = await method.call(this, ...args);
      span.end();
      return made;
    });
  };
}
function Apart(target, key, descriptor) {
  const original = descriptor.value;
  descriptor.value = function (...args) {
    return tracer.startActiveSpan(key, (span) => {
      const made = original.apply(this, args);
      if (made[Symbol.asyncIterator]) return carried(made, span);
      span.end();
      return made;
    });
  };
}
function Carried(target, key, descriptor) {
  const original = descriptor.value;
  descriptor.value = function (...args) {
    return tracer.startActiveSpan(key, (span) => carried(original.apply(this, args), span));
  };
}
function Timed(target, key, descriptor) {
  const original = descriptor.value;
  descriptor.value = function (...args) {
    const span = tracer.startSpan(key, {}, context.active());
    try { return original.apply(this, args); } finally { span.end(); }
  };
}
"""
FOUND = {
    "a factory": "class A {\n  @Traced('rows')\n  async *rows() { yield 1; }\n}\n",
    "a decorator of ECMAScript": "class A {\n  @traced\n  *rows() { yield 1; }\n}\n",
    "among others": "class A {\n  @log() @Traced('rows') // b\n  public async *rows() { yield 1; }\n}\n",
}
SILENT = {
    "no generator": "class A {\n  @Traced('rows')\n  async rows() { return [1]; }\n}\n",
    "one that treats generators apart": "class A {\n  @Apart\n  async *rows() { yield 1; }\n}\n",
    "one that hands the generator on": "class A {\n  @Carried\n  async *rows() { yield 1; }\n}\n",
    "one that makes nothing current": "class A {\n  @Timed\n  async *rows() { yield 1; }\n}\n",
    "one that is not known": "class A {\n  @other.Traced('rows')\n  async *rows() { yield 1; }\n}\n",
    "a generator in the method": "class A {\n  @Traced('a')\n  rows() { return all(function* () { yield 1; }); }\n}\n",
}


@pytest.mark.parametrize("body", FOUND.values(), ids=FOUND)
def test_what_ends_early(body: str) -> None:
    assert [code for _, code in found("a.ts", HEAD + body, frozenset({"SPN108"}))] == ["SPN108"]


@pytest.mark.parametrize("body", SILENT.values(), ids=SILENT)
def test_what_does_not(body: str) -> None:
    assert found("a.ts", HEAD + body, frozenset({"SPN108"})) == []


def test_a_decorator_of_another_file(tmp_path: Path) -> None:
    files = {
        "traced.ts": HEAD.replace("function traced", "export function traced"),
        "feed.ts": 'import { trace } from "@opentelemetry/api";\nimport { traced } from "./traced";\n'
        "export class Feed {\n  @traced\n  *rows() { yield 1; }\n"
        "  open() { return trace.getTracer('a').startActiveSpan('open', (span) => span.end()); }\n}\n",
    }
    folder = repository(tmp_path, {path: textwrap.dedent(text) for path, text in files.items()})
    got = run_spanlint(folder, "--isolated", "--select", "SPN108", "--output-format", "concise", "feed.ts").out
    assert "feed.ts:4:4: error: SPN108 `traced` on a generator" in got
