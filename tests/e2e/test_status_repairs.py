"""Each shape of the repairs of statuses and exceptions, run with the real OpenTelemetry SDKs before and after it."""

from __future__ import annotations

import contextlib
import json
import re
import subprocess
from functools import partial
from operator import getitem
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from spanlint.lint.fix import fix
from spanlint.model.settings import Settings
from spanlint.text.decoding import decode
from spanlint.text.suffixes import language_of
from tests.waiting import HANGS_AFTER

TYPESCRIPT = Path(__file__).parents[2] / "demo" / "typescript"
PYTHON_HEAD = """\
from opentelemetry import trace

tracer = trace.get_tracer("x")


def mark(span):
    span.set_status(trace.StatusCode.ERROR)


"""
IMPORTING_HEAD = """\
from opentelemetry.trace import get_tracer

tracer = get_tracer("x")


def mark(span):
    from opentelemetry.trace import StatusCode

    span.set_status(StatusCode.ERROR)


"""
NODE_HEAD = """\
const { trace, SpanStatusCode } = require("@opentelemetry/api");
const { wrapTracer } = require("@opentelemetry/api/experimental");
const tracer = trace.getTracer("x"), sugared = wrapTracer(tracer);
const mark = (span) => { span.setStatus({ code: SpanStatusCode.ERROR }); };
"""
NODE_PROGRAM = """\
const sdk = require("@opentelemetry/sdk-trace-base");
const exporter = new sdk.InMemorySpanExporter();
require("@opentelemetry/api").trace.setGlobalTracerProvider(
  new sdk.BasicTracerProvider({ spanProcessors: [new sdk.SimpleSpanProcessor(exporter)] }),
);
const { run } = require("./a.js");
const failing = () => { throw new Error("failed"); };
(async () => {
  const seen = [];
  for (const work of [failing, () => 1]) {
    exporter.reset();
    try { await run(work); } catch {}
    await new Promise((done) => setImmediate(done));
    const [span] = exporter.getFinishedSpans();
    seen.push([["UNSET", "OK", "ERROR"][span.status.code], span.events.length]);
  }
  console.log(JSON.stringify(seen));
})();
"""
Seen = list[tuple[str, int]]
"""The status of the span and the number of its events: where the work fails, and where it succeeds."""

PYTHON: dict[str, tuple[str, Seen, Seen]] = {
    "SPN121, of several statements of a finally": (
        "def run(work):\n    span = tracer.start_span('a')\n    try:\n        work()\n    except LookupError:\n"
        "        span.set_status(trace.StatusCode.ERROR)\n        raise\n    finally:\n"
        "        span.set_status(trace.StatusCode.OK)\n        span.end()\n",
        [("OK", 0), ("OK", 0)],
        [("ERROR", 0), ("OK", 0)],
    ),
    "SPN121, the only statement of a finally": (
        "def run(work):\n    with tracer.start_as_current_span('a', record_exception=False) as span:\n        try:\n"
        "            work()\n        except LookupError:\n            span.set_status(trace.StatusCode.ERROR)\n"
        "            raise\n        finally:\n            span.set_status(trace.StatusCode.OK)\n",
        [("OK", 0), ("OK", 0)],
        [("ERROR", 0), ("OK", 0)],
    ),
    "SPN121, behind the try": (
        "def run(work):\n    span = tracer.start_span('a')\n    try:\n        work()\n    except LookupError:\n"
        "        span.set_status(trace.StatusCode.ERROR)\n    span.set_status(trace.Status(trace.StatusCode.OK))\n"
        "    span.end()\n",
        [("OK", 0), ("OK", 0)],
        [("ERROR", 0), ("OK", 0)],
    ),
    "SPN121, before a return": (
        "def run(work):\n    span = tracer.start_span('a')\n    try:\n        result = work()\n        return result\n"
        "    except LookupError:\n        span.set_status(trace.StatusCode.ERROR)\n        raise\n    finally:\n"
        "        span.set_status(trace.StatusCode.OK)\n        span.end()\n",
        [("OK", 0), ("OK", 0)],
        [("ERROR", 0), ("OK", 0)],
    ),
    "SPN121, where a manager sets ERROR in vain": (
        "def run(work):\n    with tracer.start_as_current_span('a', record_exception=False) as span:\n        try:\n"
        "            work()\n        finally:\n            span.set_attribute('done', True)\n"
        "            span.set_status(trace.StatusCode.OK)\n",
        [("OK", 0), ("OK", 0)],
        [("ERROR", 0), ("OK", 0)],
    ),
    "SPN123, with the status": (
        "def run(work):\n    with tracer.start_as_current_span('a') as span:\n        try:\n            work()\n"
        "        except LookupError as error:\n            span.record_exception(error)\n"
        "            span.set_status(trace.StatusCode.ERROR, str(error))\n            raise\n",
        [("ERROR", 2), ("UNSET", 0)],
        [("ERROR", 1), ("UNSET", 0)],
    ),
    "SPN123, beside nothing but the raise": (
        "def run(work):\n    with tracer.start_as_current_span('a') as span:\n        try:\n            work()\n"
        "        except LookupError as error:\n            # Record the exception\n"
        "            span.record_exception(error)\n            raise\n",
        [("ERROR", 2), ("UNSET", 0)],
        [("ERROR", 1), ("UNSET", 0)],
    ),
    "SPN123, of an exception that is made": (
        "def run(work):\n    with tracer.start_as_current_span('a') as span:\n        try:\n"
        "            result = work()\n        except LookupError:\n            result = None\n"
        "        if result is None:\n            error = ValueError('none')\n            span.record_exception(error)\n"
        "            raise error\n",
        [("ERROR", 2), ("UNSET", 0)],
        [("ERROR", 1), ("UNSET", 0)],
    ),
    "SPN123, in a span that is only entered": (
        "def run(work):\n    with tracer.start_span('a') as span:\n        try:\n            work()\n"
        "        except LookupError as error:\n            span.record_exception(error)\n            raise error\n",
        [("ERROR", 2), ("UNSET", 0)],
        [("ERROR", 1), ("UNSET", 0)],
    ),
    "SPN123, in a span that is used": (
        "def run(work):\n    span = tracer.start_span('a')\n    with trace.use_span(span, end_on_exit=True):\n"
        "        try:\n            work()\n        except LookupError as error:\n"
        "            span.record_exception(error)\n            raise\n",
        [("ERROR", 2), ("UNSET", 0)],
        [("ERROR", 1), ("UNSET", 0)],
    ),
    "SPN123, in a decorated function": (
        "@tracer.start_as_current_span('a')\ndef run(work):\n    try:\n        work()\n"
        "    except LookupError as error:\n        trace.get_current_span().record_exception(error)\n        raise\n",
        [("ERROR", 2), ("UNSET", 0)],
        [("ERROR", 1), ("UNSET", 0)],
    ),
    "SPN123, with attributes": (
        "def run(work):\n    with tracer.start_as_current_span('a') as span:\n        try:\n            work()\n"
        "        except LookupError as error:\n            span.record_exception(error, {'step': 1})\n"
        "            span.set_attribute('failed', True)\n            raise\n",
        [("ERROR", 2), ("UNSET", 0)],
        [("ERROR", 1), ("UNSET", 0)],
    ),
    "SPN124, before a raise": (
        "def run(work):\n    span = tracer.start_span('a')\n    try:\n        work()\n"
        "    except LookupError as error:\n        span.record_exception(error)\n        raise\n    finally:\n"
        "        span.end()\n",
        [("UNSET", 1), ("UNSET", 0)],
        [("ERROR", 1), ("UNSET", 0)],
    ),
    "SPN124, before the end": (
        "def run(work):\n    span = tracer.start_span('a')\n    try:\n        work()\n"
        "    except LookupError as error:\n        span.record_exception(error)\n        span.end()\n        raise\n"
        "    span.end()\n",
        [("UNSET", 1), ("UNSET", 0)],
        [("ERROR", 1), ("UNSET", 0)],
    ),
    "SPN124, with an import": (
        "def run(work):\n    span = tracer.start_span('a')\n    try:\n        work()\n"
        "    except LookupError as error:\n        span.record_exception(error)\n        raise\n    finally:\n"
        "        span.end()\n",
        [("UNSET", 1), ("UNSET", 0)],
        [("ERROR", 1), ("UNSET", 0)],
    ),
}
NODE: dict[str, tuple[str, Seen, Seen]] = {
    "SPN121, of several statements of a finally": (
        "exports.run = (work) => {\n  const span = tracer.startSpan('a');\n  try {\n    work();\n"
        "  } catch (error) {\n    span.setStatus({ code: SpanStatusCode.ERROR });\n    throw error;\n"
        "  } finally {\n    span.setStatus({ code: SpanStatusCode.OK });\n    span.end();\n  }\n};\n",
        [("OK", 0), ("OK", 0)],
        [("ERROR", 0), ("OK", 0)],
    ),
    "SPN121, the only statement of a finally": (
        "exports.run = (work) => {\n  const span = tracer.startSpan('a');\n  try {\n    work();\n"
        "  } catch {\n    span.setStatus({ code: SpanStatusCode.ERROR });\n"
        "  } finally {\n    span.setStatus({ code: SpanStatusCode.OK });\n  }\n  span.end();\n};\n",
        [("OK", 0), ("OK", 0)],
        [("ERROR", 0), ("OK", 0)],
    ),
    "SPN121, behind the try": (
        "exports.run = async (work) => tracer.startActiveSpan('a', async (span) => {\n  try {\n    await work();\n"
        "  } catch {\n    span.setStatus({ code: SpanStatusCode.ERROR });\n  }\n"
        "  span.setStatus({ code: SpanStatusCode.OK });\n  span.end();\n});\n",
        [("OK", 0), ("OK", 0)],
        [("ERROR", 0), ("OK", 0)],
    ),
    "SPN121, before a return": (
        "exports.run = async (work) => {\n  const span = tracer.startSpan('a');\n  try {\n"
        "    const result = await work();\n    return result;\n  } catch (error) {\n"
        "    span.setStatus({ code: SpanStatusCode.ERROR });\n    throw error;\n  } finally {\n"
        "    span.setStatus({ code: SpanStatusCode.OK });\n    span.end();\n  }\n};\n",
        [("OK", 0), ("OK", 0)],
        [("ERROR", 0), ("OK", 0)],
    ),
    "SPN123, of a sugared tracer": (
        "exports.run = (work) => sugared.withActiveSpan('a', async (span) => {\n  try {\n    await work();\n"
        "  } catch (error) {\n    span.recordException(error);\n    throw error;\n  }\n});\n",
        [("ERROR", 2), ("UNSET", 0)],
        [("ERROR", 1), ("UNSET", 0)],
    ),
    "SPN124, before a throw": (
        "exports.run = (work) => tracer.startActiveSpan('a', (span) => {\n  try {\n    return work();\n"
        "  } catch (error) {\n    span.recordException(error);\n    throw error;\n  } finally {\n    span.end();\n  }\n"
        "});\n",
        [("UNSET", 1), ("UNSET", 0)],
        [("ERROR", 1), ("UNSET", 0)],
    ),
    "SPN124, before it is passed on": (
        "exports.run = (work) => new Promise((resolve, reject) => {\n  const span = tracer.startSpan('a');\n"
        "  try {\n    resolve(work());\n  } catch (error) {\n    span.recordException(error);\n    reject(error);\n"
        "  }\n  span.end();\n});\n",
        [("UNSET", 1), ("UNSET", 0)],
        [("ERROR", 1), ("UNSET", 0)],
    ),
}


def repaired(path: str, text: str, code: str) -> str:
    """A program after the fixes of one rule, of which there is one for each program."""
    language = language_of(path)
    assert language is not None
    fixed = fix(decode(path, language, text.encode()), Settings(frozenset({code})), may_be_unsafe=True)
    assert (fixed.applied, fixed.judgement.findings) == (1, ())
    return fixed.source.text.decode()


def run_python(text: str) -> Seen:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    names: dict[str, Any] = {"provider": provider}
    program = re.sub(r'(?:trace\.)?get_tracer\("x"\)', 'provider.get_tracer("x")', text)  # decorators run at once
    exec(program, names)
    seen: Seen = []
    for work in (partial(getitem, (), 0), lambda: 1):
        exporter.clear()
        with contextlib.suppress(LookupError, ValueError):
            names["run"](work)
        (span,) = exporter.get_finished_spans()
        seen.append((span.status.status_code.name, len(span.events)))
    return seen


def run_node(folder: Path, text: str) -> Seen:
    own = f"require = require('module').createRequire({json.dumps(str(TYPESCRIPT / 'package.json'))});\n"
    (folder / "a.js").write_text(own + text, encoding="utf-8")
    program = NODE_PROGRAM.replace('require("./a.js")', f"require({json.dumps(str(folder / 'a.js'))})")
    (folder / "seen.cjs").write_text(own + program, encoding="utf-8")
    command = ["node", str(folder / "seen.cjs")]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=HANGS_AFTER)
    return [(status, events) for status, events in json.loads(done.stdout)]


@pytest.mark.parametrize("shape", PYTHON)
def test_a_repair_of_python_does_what_it_says(shape: str) -> None:
    text, before, after = PYTHON[shape]
    program = (IMPORTING_HEAD if shape.endswith("an import") else PYTHON_HEAD) + text
    assert run_python(program) == before
    assert run_python(repaired("a.py", program, shape[:6])) == after


@pytest.mark.program
@pytest.mark.parametrize("shape", NODE)
def test_a_repair_of_javascript_does_what_it_says(tmp_path: Path, shape: str) -> None:
    text, before, after = NODE[shape]
    program = NODE_HEAD + text
    assert run_node(tmp_path, program) == before
    assert run_node(tmp_path, repaired("a.js", program, shape[:6])) == after
