"""SPN121: OK takes the place of ERROR; each silent case has a twin that is reported."""

from __future__ import annotations

import textwrap

import pytest

from spanlint.lint.fix import fix
from spanlint.model.settings import Settings
from spanlint.text.decoding import decode
from spanlint.text.suffixes import language_of
from tests.languages.calls.evidence_case import marked
from tests.linting import diagnostics, found

CODES = frozenset({"SPN121"})
PYTHON = """\
from opentelemetry import trace
from opentelemetry.trace import Status, StatusCode, StatusCode as Code

tracer = trace.get_tracer("app")
GOOD = StatusCode.OK


def mark_ok(span, note=None):
    span.set_status(StatusCode.OK)


def mark(span, is_fine):
    span.set_status(StatusCode.OK if is_fine else StatusCode.ERROR)


def mark_some(span, is_fine):
    if is_fine:
        span.set_status(StatusCode.OK)

"""
TYPESCRIPT = """\
import { trace, SpanStatusCode, SpanStatusCode as Code, type Span } from "@opentelemetry/api";

const tracer = trace.getTracer("app");
const GOOD = { code: SpanStatusCode.OK };
const markOk = (span: Span) => span.setStatus({ code: SpanStatusCode.OK });

"""
TRIED = """
def run(work, e=None, span=None):
    with tracer.start_as_current_span("x") as span:
        try:
            work()
        except Exception as e:
            {error}
        {ok}  # SPN121
"""
ERROR, OK = "span.set_status(StatusCode.ERROR)", "span.set_status(StatusCode.OK)"
WRITTEN_IN_PYTHON = [
    (ERROR, OK),
    ("span.set_status(Status(StatusCode.ERROR, str(e)))", "span.set_status(Status(StatusCode.OK))"),
    ("span.set_status(status=Code.ERROR)", "span.set_status(status=Status(status_code=Code.OK))"),
    ("span.set_status(trace.StatusCode.ERROR, str(e))", "span.set_status(trace.Status(trace.StatusCode.OK))"),
    (ERROR, "span.set_status(GOOD)"),
    (ERROR, "mark_ok(span)"),
    (ERROR, "mark_ok(note=1, span=span)"),
    ("current = span; current.set_status(StatusCode.ERROR)", OK),
]
SILENT_IN_PYTHON = [
    (ERROR, "span.set_status(StatusCode.UNSET)"),
    (ERROR, "span.set_status(work.status)"),
    (ERROR, "span.set_status(StatusCode.OK if work else StatusCode.ERROR)"),
    (ERROR, "mark(span, work)"),
    (ERROR, "mark_some(span, work)"),
    (ERROR, "work.span.set_status(StatusCode.OK)"),
    ("span.set_status(StatusCode.UNSET)", OK),
    (f"{ERROR}; raise", OK),
    (f"{ERROR}; return", OK),
    (f"{ERROR}; span.end()", OK),
]
PYTHON_CASES = {
    "a finally": """
        def run(work):
            span = tracer.start_span("x")
            try:
                work()
            except Exception:
                span.set_status(StatusCode.ERROR)
                raise
            finally:
                span.set_status(StatusCode.OK)  # SPN121
                span.end()
    """,
    "a finally with a flag": """
        def run(work):
            span, failed = tracer.start_span("x"), False
            try:
                work()
            except Exception:
                failed = True
                span.set_status(StatusCode.ERROR)
                raise
            finally:
                if not failed:
                    span.set_status(StatusCode.OK)
                span.end()
    """,
    "a finally with a field for a flag": """
        class Job:
            def run(self, work):
                span = tracer.start_span("x")
                self.failed = False
                try:
                    work()
                except Exception:
                    self.failed = True
                    span.set_status(StatusCode.ERROR)
                    raise
                finally:
                    if not self.failed:
                        span.set_status(StatusCode.OK)
                    span.end()
    """,
    "a finally with a field that tells nothing": """
        class Job:
            def run(self, work):
                span = tracer.start_span("x")
                try:
                    work()
                except Exception:
                    span.set_status(StatusCode.ERROR)
                    raise
                finally:
                    if self.is_verbose:
                        span.set_status(StatusCode.OK)  # SPN121
                    span.end()
    """,
    "a finally with another question": """
        def run(work, log):
            span = tracer.start_span("x")
            try:
                result = work()
            except Exception:
                span.set_status(StatusCode.ERROR)
                raise
            finally:
                if log.count():
                    log(result)
                if span.is_recording():
                    span.set_status(StatusCode.OK)  # SPN121
                span.end()
    """,
    "a later loop, which may be another attempt": """
        def run(work, others):
            span = tracer.start_span("x")
            result = work()
            if result.failed:
                span.set_status(StatusCode.ERROR)
            for other in others:
                if other.ok:
                    span.set_status(StatusCode.OK)
            span.end()
    """,
    "a later loop, which asks nothing": """
        def run(work, others):
            span = tracer.start_span("x")
            result = work()
            if result.failed:
                span.set_status(StatusCode.ERROR)
            for other in others:
                span.set_status(StatusCode.OK)  # SPN121
            span.end()
    """,
    "a question that may tell": """
        def run(work, log):
            span = tracer.start_span("x")
            try:
                work()
            except Exception:
                span.set_status(StatusCode.ERROR)
                raise
            finally:
                if log.has_failed():
                    span.set_status(StatusCode.OK)
                span.end()
    """,
    "a question that was asked before": """
        def run(work, error):
            span = tracer.start_span("x")
            if error is not None:
                span.set_status(StatusCode.ERROR)
            if error is None:
                span.set_status(StatusCode.OK)
            span.end()
    """,
    "a question that was not asked before": """
        def run(work, error, log):
            span = tracer.start_span("x")
            if error is not None:
                span.set_status(StatusCode.ERROR)
            if log is None:
                span.set_status(StatusCode.OK)  # SPN121
            span.end()
    """,
    "a result that tells": """
        def run(work):
            span = tracer.start_span("x")
            result = work()
            if result.status >= 400:
                span.set_status(StatusCode.ERROR)
            if result.status < 400:
                span.set_status(StatusCode.OK)
            span.end()
    """,
    "a retry": """
        def run(work):
            span = tracer.start_span("x")
            for _ in range(3):
                try:
                    work()
                except Exception:
                    span.set_status(StatusCode.ERROR)
                    continue
                span.set_status(StatusCode.OK)
                break
            span.end()
    """,
    "an OK behind the loop": """
        def run(work):
            span = tracer.start_span("x")
            for item in work:
                try:
                    item()
                except Exception:
                    span.set_status(StatusCode.ERROR)
            span.set_status(StatusCode.OK)  # SPN121
            span.end()
    """,
    "a span for each turn": """
        def run(work):
            for item in work:
                with tracer.start_as_current_span("x") as span:
                    try:
                        item()
                    except Exception:
                        span.set_status(StatusCode.ERROR)
            with tracer.start_as_current_span("y") as span:
                span.set_status(StatusCode.OK)
    """,
    "the span of a field": """
        class Job:
            def run(self, work):
                self.span = tracer.start_span("x")
                try:
                    work()
                except Exception:
                    self.span.set_status(StatusCode.ERROR)
                self.span.set_status(StatusCode.OK)  # SPN121
                self.span.end()
    """,
    "an else": """
        def run(work):
            span = tracer.start_span("x")
            try:
                work()
            except Exception:
                span.set_status(StatusCode.ERROR)
            else:
                span.set_status(StatusCode.OK)
            span.end()
    """,
    "the active span": """
        @tracer.start_as_current_span("x")
        def run(work):
            try:
                work()
            except Exception:
                trace.get_current_span().set_status(StatusCode.ERROR)
            trace.get_current_span().set_status(StatusCode.OK)  # SPN121
    """,
    "a manager that sets ERROR": """
        def run(work):
            with tracer.start_as_current_span("x") as span:
                try:
                    return work()
                finally:
                    span.set_status(StatusCode.OK)  # SPN121
    """,
    "a manager that sets nothing": """
        def run(work):
            with tracer.start_as_current_span("x", set_status_on_exception=False) as span:
                try:
                    return work()
                finally:
                    span.set_status(StatusCode.OK)
    """,
    "a manager that sees nothing": """
        def run(work):
            with tracer.start_as_current_span("x") as span:
                try:
                    return work()
                except Exception:
                    return None
                finally:
                    span.set_status(StatusCode.OK)
    """,
    "a manager behind a handler that raises": """
        def run(work):
            with tracer.start_as_current_span("x") as span:
                try:
                    return work()
                except ValueError:
                    work.log()
                    raise
                finally:
                    span.set_status(StatusCode.OK)  # SPN121
    """,
    "no manager": """
        def run(work):
            span = tracer.start_span("x")
            try:
                return work()
            finally:
                span.set_status(StatusCode.OK)
                span.end()
    """,
}
TYPESCRIPT_CASES = {
    "a finally": """
        export async function run(work: () => Promise<void>) {
          await tracer.startActiveSpan("x", async (span) => {
            try { await work(); } catch (error) {
              span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) });
            } finally {
              span.setStatus({ code: SpanStatusCode.OK }); // SPN121
              span.end();
            }
          });
        }
    """,
    "numbers": """
        export async function run(work: () => Promise<void>, span = tracer.startSpan("x")) {
          try { await work(); } catch (error) { span.setStatus({ code: 2 }); }
          span.setStatus({ code: 1 }); // SPN121
          span.end();
        }
    """,
    "a number that has a name": """
        const FINE = 1;
        export async function run(work: () => Promise<void>, span = tracer.startSpan("x")) {
          try { await work(); } catch (error) { span.setStatus({ code: 2 }); }
          span.setStatus({ code: FINE }); // SPN121
          span.end();
        }
    """,
    "a number that a condition chooses": """
        export async function run(work: () => Promise<void>, span = tracer.startSpan("x")) {
          try { await work(); } catch (error) { span.setStatus({ code: 2 }); }
          span.setStatus({ code: work.length > 1 ? (1) : 1 }); // SPN121
          span.end();
        }
    """,
    "a number that is only an argument": """
        export async function run(work: (turn: number) => Promise<void>, span = tracer.startSpan("x")) {
          try { await work(0, 1); } catch (error) { span.setStatus({ code: 2 }); }
          span.setStatus({ code: 0 });
          span.end();
        }
    """,
    "zero": """
        export async function run(work: () => Promise<void>, span = tracer.startSpan("x")) {
          try { await work(); } catch (error) { span.setStatus({ code: 2 }); }
          span.setStatus({ code: 0 });
          span.end();
        }
    """,
    "an alias and a constant": """
        export async function run(work: () => Promise<void>, span = tracer.startSpan("x")) {
          try { await work(); } catch (error) { span.setStatus({ code: Code.ERROR }); }
          span?.setStatus(GOOD); // SPN121
          span.end();
        }
    """,
    "a function of the project": """
        export async function run(work: () => Promise<void>, span = tracer.startSpan("x")) {
          try { await work(); } catch (error) { span.setStatus({ code: Code.ERROR }); }
          markOk(span); // SPN121
          span.end();
        }
    """,
    "a condition on the result": """
        export async function run(work: () => Promise<Response>, span = tracer.startSpan("x")) {
          const answer = await work();
          if (!answer.ok) span.setStatus({ code: Code.ERROR });
          if (answer.status < 300) span.setStatus({ code: Code.OK });
          span.end();
        }
    """,
    "a condition on an option": """
        export async function run(work: () => Promise<Response>, isDry: boolean, span = tracer.startSpan("x")) {
          const answer = await work();
          if (!answer.ok) span.setStatus({ code: Code.ERROR });
          if (!isDry) {
            span.setStatus({ code: Code.OK }); // SPN121
          }
          span.end();
        }
    """,
    "a selection": """
        export async function run(work: () => Promise<Response>, span = tracer.startSpan("x")) {
          const answer = await work();
          if (!answer.ok) span.setStatus({ code: Code.ERROR });
          switch (answer.type) {
            case "basic": span.setStatus({ code: Code.OK }); break;
          }
          span.end();
        }
    """,
    "a catch and a finally": """
        export function run(work: () => Promise<void>) {
          const span = tracer.startSpan("x");
          return work().catch((error) => {
            span.setStatus({ code: SpanStatusCode.ERROR });
            throw error;
          }).finally(() => {
            span.setStatus({ code: SpanStatusCode.OK }); // SPN121
            span.end();
          });
        }
    """,
    "a catch and a then": """
        export function run(work: () => Promise<void>) {
          const span = tracer.startSpan("x");
          return work().catch(() => {
            span.setStatus({ code: SpanStatusCode.ERROR });
          }).then(() => {
            span.setStatus({ code: SpanStatusCode.OK }); // SPN121
            span.end();
          });
        }
    """,
    "a catch that throws and a then": """
        export function run(work: () => Promise<void>) {
          const span = tracer.startSpan("x");
          return work().catch((error) => {
            span.setStatus({ code: SpanStatusCode.ERROR });
            throw error;
          }).then(() => {
            span.setStatus({ code: SpanStatusCode.OK });
          }).finally(() => span.end());
        }
    """,
    "a then and a catch": """
        export function run(work: () => Promise<void>) {
          const span = tracer.startSpan("x");
          return work().then(() => {
            span.setStatus({ code: SpanStatusCode.OK });
          }).catch(() => {
            span.setStatus({ code: SpanStatusCode.ERROR });
          }).finally(() => span.end());
        }
    """,
    "a catch and a finally with a flag": """
        export function run(work: () => Promise<void>) {
          const span = tracer.startSpan("x");
          let failed = false;
          return work().catch(() => {
            failed = true;
            span.setStatus({ code: SpanStatusCode.ERROR });
          }).finally(() => {
            if (!failed) span.setStatus({ code: SpanStatusCode.OK });
            span.end();
          });
        }
    """,
    "a callback that is run at once": """
        export async function run(work: () => Promise<void>, ctx: Context) {
          const span = tracer.startSpan("x");
          await context.with(ctx, async () => {
            try { await work(); } catch { span.setStatus({ code: SpanStatusCode.ERROR }); }
          });
          span.setStatus({ code: SpanStatusCode.OK }); // SPN121
          span.end();
        }
    """,
    "a callback that is run at once and throws on": """
        export async function run(work: () => Promise<void>, ctx: Context) {
          const span = tracer.startSpan("x");
          await context.with(ctx, async () => {
            try { await work(); } catch (error) { span.setStatus({ code: SpanStatusCode.ERROR }); throw error; }
          });
          span.setStatus({ code: SpanStatusCode.OK });
          span.end();
        }
    """,
    "a callback that is run at once and rejects": """
        export async function run(work: () => Promise<void>, ctx: Context) {
          const span = tracer.startSpan("x");
          await context.with(ctx, () => {
            span.setStatus({ code: SpanStatusCode.ERROR });
            return Promise.reject(new Error("x"));
          });
          span.setStatus({ code: SpanStatusCode.OK });
          span.end();
        }
    """,
    "an executor that rejects": """
        export async function run(work: (done: (error?: Error) => void) => void) {
          const span = tracer.startSpan("x");
          await new Promise<void>((resolve, reject) => work((error) => {
            if (!error) return resolve();
            span.setStatus({ code: SpanStatusCode.ERROR });
            reject(error);
          }));
          span.setStatus({ code: SpanStatusCode.OK });
          span.end();
        }
    """,
    "a callback that is run at once, whose promise nobody awaits": """
        export function run(work: () => Promise<void>, ctx: Context) {
          const span = tracer.startSpan("x");
          context.with(ctx, async () => {
            try { await work(); } catch { span.setStatus({ code: SpanStatusCode.ERROR }); }
          });
          span.setStatus({ code: SpanStatusCode.OK });
          span.end();
        }
    """,
    "a callback that is run at once, with a flag": """
        export async function run(work: () => Promise<void>, ctx: Context) {
          const span = tracer.startSpan("x");
          let failed = false;
          await context.with(ctx, async () => {
            try { await work(); } catch { failed = true; span.setStatus({ code: SpanStatusCode.ERROR }); }
          });
          if (!failed) span.setStatus({ code: SpanStatusCode.OK });
          span.end();
        }
    """,
    "a catch that is awaited": """
        export async function run(work: () => Promise<void>) {
          const span = tracer.startSpan("x");
          await work().catch(() => { span.setStatus({ code: SpanStatusCode.ERROR }); });
          span.setStatus({ code: SpanStatusCode.OK }); // SPN121
          span.end();
        }
    """,
    "a catch that is not awaited": """
        export async function run(work: () => Promise<void>) {
          const span = tracer.startSpan("x");
          work().catch(() => { span.setStatus({ code: SpanStatusCode.ERROR }); });
          span.setStatus({ code: SpanStatusCode.OK });
          span.end();
        }
    """,
}
FIXED_PYTHON = {
    "a finally of its own": (
        """
        def run(work):
            with tracer.start_as_current_span("x") as span:
                try:
                    work()
                except Exception:
                    span.set_status(StatusCode.ERROR)
                finally:
                    span.set_status(StatusCode.OK)
        """,
        """
        def run(work):
            with tracer.start_as_current_span("x") as span:
                try:
                    work()
                    span.set_status(StatusCode.OK)
                except Exception:
                    span.set_status(StatusCode.ERROR)
        """,
    ),
    "behind the try, over several lines": (
        """
        def run(work):
            span = tracer.start_span("x")
            try:
                work()
            except Exception:
                span.set_status(StatusCode.ERROR)
            span.set_status(
                StatusCode.OK,
            )
            span.end()
        """,
        """
        def run(work):
            span = tracer.start_span("x")
            try:
                work()
                span.set_status(
                    StatusCode.OK,
                )
            except Exception:
                span.set_status(StatusCode.ERROR)
            span.end()
        """,
    ),
    "before a return of a name": (
        """
        def run(work):
            span = tracer.start_span("x")
            try:
                result = work()
                return result
            except Exception:
                span.set_status(StatusCode.ERROR)
            finally:
                span.set_status(StatusCode.OK)
                span.end()
        """,
        """
        def run(work):
            span = tracer.start_span("x")
            try:
                result = work()
                span.set_status(StatusCode.OK)
                return result
            except Exception:
                span.set_status(StatusCode.ERROR)
            finally:
                span.end()
        """,
    ),
    "behind a loop that leaves out some, at the end": (
        """
        def run(works, span):
            try:
                for work in works:
                    if work is None:
                        continue
                    work()
                works.clear()
            except Exception:
                span.set_status(StatusCode.ERROR)
            span.set_status(StatusCode.OK)
        """,
        """
        def run(works, span):
            try:
                for work in works:
                    if work is None:
                        continue
                    work()
                works.clear()
                span.set_status(StatusCode.OK)
            except Exception:
                span.set_status(StatusCode.ERROR)
        """,
    ),
}
UNFIXED_PYTHON = {
    "a turn of the loop around that is left": """
        def run(works):
            span = tracer.start_span("x")
            for work in works:
                try:
                    if work is None:
                        continue
                    work()
                except Exception:
                    span.set_status(StatusCode.ERROR)
                finally:
                    span.set_status(StatusCode.OK)
                    span.add_event("x")
            span.end()
    """,
    "a return that may fail": """
        def run(work):
            span = tracer.start_span("x")
            try:
                return work()
            except Exception:
                span.set_status(StatusCode.ERROR)
            finally:
                span.set_status(StatusCode.OK)
                span.end()
    """,
    "a return in between": """
        def run(work):
            span = tracer.start_span("x")
            try:
                if not work():
                    return
                work()
            except Exception:
                span.set_status(StatusCode.ERROR)
            finally:
                span.set_status(StatusCode.OK)
                span.end()
    """,
    "an else": """
        def run(work):
            span = tracer.start_span("x")
            try:
                work()
            except Exception:
                span.set_status(StatusCode.ERROR)
            else:
                work()
            finally:
                span.set_status(StatusCode.OK)
                span.end()
    """,
    "code in between": """
        def run(work):
            span = tracer.start_span("x")
            try:
                work()
            except Exception:
                span.set_status(StatusCode.ERROR)
            work()
            span.set_status(StatusCode.OK)
            span.end()
    """,
}
FIXED_TYPESCRIPT = (
    """
    export async function run(work: () => Promise<void>, span = tracer.startSpan("x")) {
      try {
        await work();
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR });
      } finally {
        span.setStatus({ code: SpanStatusCode.OK });
        span.end();
      }
    }
    """,
    """
    export async function run(work: () => Promise<void>, span = tracer.startSpan("x")) {
      try {
        await work();
        span.setStatus({ code: SpanStatusCode.OK });
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR });
      } finally {
        span.end();
      }
    }
    """,
)


def assert_as_marked(path: str, text: str) -> None:
    assert found(path, text, CODES) == marked(text), text


def fixed(path: str, text: str, may_be_unsafe: bool) -> str:
    above = PYTHON if path.endswith(".py") else TYPESCRIPT
    language = language_of(path)
    assert language is not None
    source = decode(path, language, (above + textwrap.dedent(text)).encode())
    return fix(source, Settings(CODES), may_be_unsafe).source.text.decode().removeprefix(above)


@pytest.mark.parametrize(("error", "ok"), WRITTEN_IN_PYTHON)
def test_ways_to_write_a_status_in_python(error: str, ok: str) -> None:
    assert_as_marked("a.py", PYTHON + TRIED.format(error=error, ok=ok))


@pytest.mark.parametrize(("error", "ok"), SILENT_IN_PYTHON)
def test_what_is_no_such_status_in_python(error: str, ok: str) -> None:
    assert_as_marked("a.py", PYTHON + TRIED.format(error=error, ok=ok).replace("  # SPN121", ""))


@pytest.mark.parametrize("case", PYTHON_CASES)
def test_python(case: str) -> None:
    assert_as_marked("a.py", PYTHON + textwrap.dedent(PYTHON_CASES[case]))


@pytest.mark.parametrize("case", TYPESCRIPT_CASES)
def test_typescript(case: str) -> None:
    assert_as_marked("a.ts", TYPESCRIPT + textwrap.dedent(TYPESCRIPT_CASES[case]))


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [*(("a.py", *pair) for pair in FIXED_PYTHON.values()), ("a.ts", *FIXED_TYPESCRIPT)],
    ids=[*FIXED_PYTHON, "typescript"],
)
def test_the_fix_moves_the_statement_on_request(path: str, before: str, after: str) -> None:
    assert fixed(path, before, may_be_unsafe=False) == textwrap.dedent(before)
    assert fixed(path, before, may_be_unsafe=True) == textwrap.dedent(after)


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [("a.py", *FIXED_PYTHON["behind a loop that leaves out some, at the end"]), ("a.ts", *FIXED_TYPESCRIPT)],
)
@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
@pytest.mark.parametrize("is_ended", [True, False])
def test_the_fix_keeps_the_ends_of_lines(path: str, before: str, after: str, line_end: str, is_ended: bool) -> None:
    above, last = PYTHON if path.endswith(".py") else TYPESCRIPT, "\n" if is_ended else ""
    texts = [(above + textwrap.dedent(text).rstrip("\n") + last).replace("\n", line_end) for text in (before, after)]
    language = language_of(path)
    assert language is not None
    source = decode(path, language, texts[0].encode())
    assert fix(source, Settings(CODES), may_be_unsafe=True).source.text.decode() == texts[1]


@pytest.mark.parametrize("case", UNFIXED_PYTHON)
def test_what_cannot_be_moved_stays(case: str) -> None:
    text = textwrap.dedent(UNFIXED_PYTHON[case])
    assert found("a.py", PYTHON + text, CODES)
    assert fixed("a.py", text, may_be_unsafe=True) == text


def test_the_note_names_what_set_the_error() -> None:
    text = PYTHON + TRIED.format(error=ERROR, ok=OK)
    (diagnostic,) = diagnostics("a.py", text, CODES)
    line = 1 + text[: text.index("            " + ERROR)].count("\n")
    assert [(note.position.line, note.message) for note in diagnostic.related] == [(line, "ERROR is set here")]
