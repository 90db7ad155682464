"""SPN124: an exception is recorded and no status set; each silent case has a twin that is reported."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from spanlint.lint.diagnose import lint
from spanlint.lint.fix import fix
from spanlint.model.settings import Settings
from spanlint.text.decoding import decode
from spanlint.text.suffixes import language_of
from tests.cli.program import run_spanlint, write
from tests.languages.calls.evidence_case import marked
from tests.linting import diagnostics, found

CODES = frozenset({"SPN124"})
PYTHON = """\
from opentelemetry import trace
from opentelemetry.trace import StatusCode

tracer = trace.get_tracer("app")


def begin(name):
    return tracer.start_span(name)


def fail(span, error):
    span.set_status(StatusCode.ERROR)


def show(span, error):
    span.set_attribute("k", str(error))

"""
TYPESCRIPT = """\
import { trace, context, SpanStatusCode, type Span } from "@opentelemetry/api";

const tracer = trace.getTracer("app");
const ERROR = { code: SpanStatusCode.ERROR };
const show = (span: Span): void => { span.setAttribute("k", 1); };
export const fail = (span: Span): void => { span.setStatus(ERROR); };

"""
HANDLER = """
def run(work, log):
    span = tracer.start_span("x"{options})
    {before}
    try:
        work()
    except Exception as e:
        {handler}
    finally:
        span.end()
"""
RECORDED = "span.record_exception(e)  # SPN124\n        "
QUIET = RECORDED.replace("  # SPN124", "")
HANDLERS = [
    ("", "", RECORDED + "raise"),
    ("", "", RECORDED + "raise ValueError from e"),
    ("", "", RECORDED + "show(span, e)\n        raise"),
    ("", "", RECORDED + "log.show(span)\n        raise"),
    ("", "", RECORDED + "log.error(e)\n        raise"),
    ("", "", RECORDED + "log.span.set_status(StatusCode.ERROR)\n        raise"),
    ("", "", "log.span.set_status(StatusCode.ERROR)\n        " + RECORDED + "raise"),
    ("", "show(span, 1)", RECORDED + "raise"),
    ("", "context = trace.set_span_in_context(span)", RECORDED + "raise"),
    ("", "", QUIET + "span.set_status(StatusCode.ERROR)\n        raise"),
    ("", "", "span.set_status(StatusCode.ERROR)\n        " + QUIET + "raise"),
    ("", "", QUIET + "if log: span.set_status(StatusCode.ERROR)\n        raise"),
    ("", "span.set_status(StatusCode.ERROR)", QUIET + "raise"),
    ("", "", QUIET + "fail(span, e)\n        raise"),
    ("", "", QUIET + "log.set_error(span)\n        raise"),
    ("", "", QUIET + "handle_error(e)\n        raise"),
    ("", "log.spans = span", QUIET + "raise"),
    ("", "", QUIET + "return None"),
    ("", "", QUIET + "log(e)"),
    ("", "", QUIET.replace("span.", "log.span.") + "raise"),
    (", set_status_on_exception=False", "", QUIET + "raise"),
]
PYTHON_CASES = {
    "a span that is started later": """
        def run(work):
            span = None
            try:
                span = tracer.start_span("x")
                work()
            except Exception as e:
                span.record_exception(e)  # SPN124
                raise
            finally:
                span.end()
    """,
    "a span that may be another": """
        def run(work, span=None):
            try:
                span = span or tracer.start_span("x")
                work()
            except Exception as e:
                span.record_exception(e)
                raise
            finally:
                span.end()
    """,
    "a span of a function of the project": """
        def run(work):
            span = begin("x")
            try:
                work()
            except Exception as e:
                span.record_exception(e)  # SPN124
                span.end()
                raise
            span.end()
    """,
    "a span that another function starts": """
        def run(work, span):
            try:
                work()
            except Exception as e:
                span.record_exception(e)
                span.end()
                raise
            tracer.start_span("y").end()
    """,
    "a with": """
        def run(work):
            with tracer.start_span("x") as span:
                try:
                    work()
                except Exception as e:
                    span.record_exception(e)
                    raise
    """,
    "a span that a manager uses": """
        def run(work):
            span = tracer.start_span("x")
            with trace.use_span(span):
                try:
                    work()
                except Exception as e:
                    span.record_exception(e)
                    span.end()
                    raise
    """,
    "a span that is ended elsewhere": """
        def run(work, spans):
            span = tracer.start_span("x")
            try:
                work()
            except Exception as e:
                span.record_exception(e)
                spans.append(span)
                raise
    """,
    "a success that sets OK": """
        def run(work):
            span = tracer.start_span("x")
            try:
                work()
            except Exception as e:
                span.record_exception(e)  # SPN124
                span.end()
                raise
            span.set_status(StatusCode.OK)
            span.end()
    """,
    "an OK that comes too early": """
        def run(work):
            span = tracer.start_span("x")
            try:
                span.set_status(StatusCode.OK)
                work()
            except Exception as e:
                span.record_exception(e)
                span.end()
                raise
            span.end()
    """,
    "a span that is returned if all goes well": """
        def run(work):
            span = tracer.start_span("x")
            try:
                work()
            except Exception as e:
                span.record_exception(e)  # SPN124
                span.end()
                raise
            return span
    """,
    "a test": """
        def test_run(work):
            span = tracer.start_span("x")
            try:
                work()
            except Exception as e:
                span.record_exception(e)
                span.end()
                raise
            span.end()
    """,
}
TYPESCRIPT_CASES = {
    "a span that is started later": """
        export const run = async (work: () => Promise<void>) => {
          let span: Span | undefined = undefined;
          try { span = tracer.startSpan("x"); await work(); } catch (error) {
            span?.recordException(error as Error); // SPN124
            throw error;
          } finally { span?.end(); }
        };
    """,
    "a span that may be another": """
        export const run = async (work: () => Promise<void>, given: Span) => {
          let span: Span | undefined = given;
          try { span ??= tracer.startSpan("x"); await work(); } catch (error) {
            span?.recordException(error as Error);
            throw error;
          } finally { span?.end(); }
        };
    """,
    "a callback of startActiveSpan": """
        export const run = (work: () => Promise<void>) => tracer.startActiveSpan("x", async (span) => {
          try { await work(); } catch (error) {
            span.recordException(error as Error); // SPN124
            throw error;
          } finally { span.end(); }
        });
    """,
    "a callback of something else": """
        export const run = (work: () => Promise<void>, other: any) => other.within("x", async (span: Span) => {
          try { await work(); } catch (error) {
            span.recordException(error as Error);
            throw error;
          } finally { span.end(); }
        });
        tracer.startSpan("y").end();
    """,
    "a status": """
        export const run = (work: () => Promise<void>) => tracer.startActiveSpan("x", async (span) => {
          try { await work(); } catch (error) {
            span.recordException(error as Error);
            span.setStatus(ERROR);
            throw error;
          } finally { span.end(); }
        });
    """,
    "an outcome for each": """
        export function run(work: () => Promise<void>) {
          const span = tracer.startSpan("x");
          return context.with(trace.setSpan(context.active(), span), () => work().then(
            () => { span.setStatus({ code: SpanStatusCode.OK }); span.end(); },
            (error) => {
              span.recordException(error); // SPN124
              span.end();
              throw error;
            },
          ));
        }
    """,
    "an outcome for each, with a status": """
        export function run(work: () => Promise<void>) {
          const span = tracer.startSpan("x");
          return work().then(
            () => { span.end(); },
            (error) => {
              span.recordException(error);
              span.setStatus(ERROR);
              span.end();
              throw error;
            },
          );
        }
    """,
    "an answer that is passed on": """
        export function run(work: any, done: (error?: Error) => void) {
          const span = tracer.startSpan("x");
          work((error?: Error) => {
            if (error) span.recordException(error); // SPN124
            span.end();
            done(error);
          });
        }
    """,
    "an answer that is not passed on": """
        export function run(work: any, done: () => void) {
          const span = tracer.startSpan("x");
          work((error?: Error) => {
            if (error) span.recordException(error);
            span.end();
            done();
          });
        }
    """,
    "a promise that is rejected": """
        export const run = (work: any) => new Promise((resolve, reject) => {
          const span = tracer.startSpan("x");
          work().once("error", (error: Error) => {
            span.recordException(error); // SPN124
            span.end();
            reject(error);
          });
        });
    """,
    "a function that says it handles errors": """
        const handleError = (error: unknown) => trace.getActiveSpan()?.setStatus(ERROR);
        export const run = (work: () => Promise<void>) => tracer.startActiveSpan("x", async (span) => {
          try { await work(); } catch (error) {
            span.recordException(error as Error);
            handleError(error);
            throw error;
          } finally { span.end(); }
        });
    """,
    "a function that only shows the span": """
        export const run = (work: () => Promise<void>) => tracer.startActiveSpan("x", async (span) => {
          show(span);
          try { await work(); } catch (error) {
            span.recordException(error as Error); // SPN124
            console.error(error);
            throw error;
          } finally { span.end(); }
        });
    """,
}
FIXED = {
    "a.py": (
        """
        def run(work):
            span = tracer.start_span("x")
            try:
                work()
            except Exception as e:
                span.record_exception(e)  # for the page
                raise
            finally:
                span.end()
        """,
        "span.record_exception(e)  # for the page\n",
        "span.record_exception(e)  # for the page\n        span.set_status(StatusCode.ERROR)\n",
    ),
    "a.ts": (
        """
        export async function run(work: () => Promise<void>) {
          const span = tracer.startSpan("x");
          try {
            await work();
          } catch (error) {
            span.recordException(error as Error);
            throw error;
          } finally {
            span.end();
          }
        }
        """,
        "span.recordException(error as Error);\n",
        "span.recordException(error as Error);\n    span.setStatus({ code: SpanStatusCode.ERROR });\n",
    ),
}


def assert_as_marked(path: str, text: str) -> None:
    assert found(path, text, CODES) == marked(text), text


def fixed(path: str, text: str, may_be_unsafe: bool = True) -> str:
    language = language_of(path)
    assert language is not None
    settings = Settings(CODES, hinting=CODES)
    return fix(decode(path, language, text.encode()), settings, may_be_unsafe).source.text.decode()


@pytest.mark.parametrize(("options", "before", "handler"), HANDLERS)
def test_handlers(options: str, before: str, handler: str) -> None:
    text = HANDLER.format(options=options, before=before or "pass", handler=handler)
    assert_as_marked("a.py", PYTHON + text)


@pytest.mark.parametrize("case", PYTHON_CASES)
def test_python(case: str) -> None:
    assert_as_marked("a.py", PYTHON + textwrap.dedent(PYTHON_CASES[case]))


@pytest.mark.parametrize("case", TYPESCRIPT_CASES)
def test_typescript(case: str) -> None:
    assert_as_marked("a.ts", TYPESCRIPT + textwrap.dedent(TYPESCRIPT_CASES[case]))


@pytest.mark.parametrize("path", FIXED)
def test_the_fix_sets_the_status_on_request(path: str) -> None:
    body, line, with_status = FIXED[path]
    text = (PYTHON if path.endswith(".py") else TYPESCRIPT) + textwrap.dedent(body)
    assert fixed(path, text, may_be_unsafe=False) == text
    assert fixed(path, text) == text.replace(line, with_status)


def test_the_fix_adds_the_import_and_keeps_line_ends() -> None:
    text = PYTHON.replace("from opentelemetry.trace import StatusCode\n", "") + textwrap.dedent(FIXED["a.py"][0])
    text = text[: text.index("def fail")] + text[text.index("def run") :]
    after = fixed("a.py", text.replace("\n", "\r\n"))
    assert after.startswith("from opentelemetry import trace\r\nfrom opentelemetry.trace import StatusCode\r\n")
    assert "  # for the page\r\n        span.set_status(StatusCode.ERROR)\r\n" in after


def test_an_alias_is_respected() -> None:
    text = TYPESCRIPT.replace("SpanStatusCode,", "SpanStatusCode as Code,").replace("SpanStatusCode.", "Code.")
    assert "span.setStatus({ code: Code.ERROR });" in fixed("a.ts", text + textwrap.dedent(FIXED["a.ts"][0]))


def test_what_a_module_of_the_project_re_exports_is_used() -> None:
    """The file reads `StatusCode.ERROR` of it; another name of it is imported anew, under another name."""
    own = PYTHON.replace("from opentelemetry.trace import StatusCode", "from app.tracing import StatusCode")
    assert own != PYTHON
    text = own + textwrap.dedent(FIXED["a.py"][0])
    assert "span.set_status(StatusCode.ERROR)\n" in fixed("a.py", text).removeprefix(own)
    assert "import StatusCode as OtelStatusCode" in fixed("a.py", text.replace("StatusCode.ERROR", "StatusCode.FAILED"))


ON_ONE_LINE = {
    "a.py": (
        "span.record_exception(error); raise",
        "span.record_exception(error); span.set_status(StatusCode.ERROR); raise",
    ),
    "a.ts": (
        "{ span.recordException(error as Error); throw error; }",
        "{ span.recordException(error as Error); span.setStatus({ code: SpanStatusCode.ERROR }); throw error; }",
    ),
    "b.ts": (
        "{ if (done) { span.recordException(error) } throw error }",
        "{ if (done) { span.recordException(error); span.setStatus({ code: SpanStatusCode.ERROR }) } throw error }",
    ),
}
ONE_LINE_BODY = {
    ".py": """
        def publish(bus):
            span = tracer.start_span("publish")
            try: bus.send()
            except OSError as error: HANDLER
            finally: span.end()
        """,
    ".ts": """
        export function publish(bus: Bus, done: boolean) {
          const span = tracer.startSpan("publish");
          try { bus.send(); } catch (error) HANDLER finally { span.end(); }
        }
        """,
}


@pytest.mark.parametrize("path", ON_ONE_LINE)
def test_a_statement_without_a_line_of_its_own_is_followed_on_its_line(path: str) -> None:
    before, after = ON_ONE_LINE[path]
    head = PYTHON if path.endswith(".py") else TYPESCRIPT
    text = head + textwrap.dedent(ONE_LINE_BODY[path[1:]]).replace("HANDLER", before)
    assert fixed(path, text) == text.replace(before, after)


def test_the_only_statement_of_a_branch_without_braces_is_left_alone() -> None:
    before = "{ if (done) span.recordException(error as Error); throw error; }"
    text = TYPESCRIPT + textwrap.dedent(ONE_LINE_BODY[".ts"]).replace("HANDLER", before)
    (diagnostic,) = lint(decode("a.ts", "typescript", text.encode()), Settings(CODES, may_show_fixes=True)).diagnostics
    assert diagnostic.fixes == ()
    assert fixed("a.ts", text) == text


def test_a_hint_is_for_those_who_name_the_rule(tmp_path: Path) -> None:
    handled = HANDLER.format(options="", before="pass", handler=QUIET + "return None")
    write(tmp_path, {"a.py": PYTHON + handled})
    assert "SPN124" not in run_spanlint(tmp_path, "--isolated", "--select", "SPN12", "a.py").out
    assert "SPN124" in run_spanlint(tmp_path, "--isolated", "--extend-select", "SPN124", "a.py").out


def test_a_file_that_sets_no_error_gets_a_hint(tmp_path: Path) -> None:
    passed_on = HANDLER.format(options="", before="pass", handler=QUIET + "raise")
    silent = PYTHON.replace("StatusCode.ERROR", "StatusCode.OK") + passed_on
    write(tmp_path, {"a.py": PYTHON + passed_on, "b.py": silent})
    assert "SPN124" in run_spanlint(tmp_path, "--isolated", "a.py").out
    assert "SPN124" not in run_spanlint(tmp_path, "--isolated", "b.py").out
    assert "SPN124" in run_spanlint(tmp_path, "--isolated", "--extend-select", "SPN124", "b.py").out


def test_the_notes_name_the_end_and_what_sets_the_status() -> None:
    text = PYTHON + HANDLER.format(options="", before="pass", handler=RECORDED + "raise")
    (diagnostic,) = diagnostics("a.py", text, CODES)
    line = 1 + text[: text.index("        span.end()")].count("\n")
    sets = 1 + text[: text.index("    span.set_status(")].count("\n")
    notes = [(line, "the span is ended here"), (sets, "this file sets ERROR elsewhere")]
    assert [(note.position.line, note.message) for note in diagnostic.related] == notes
