"""SPN123: an exception is recorded by hand and again by what it leaves; silent cases have twins that are reported."""

from __future__ import annotations

import ast
import textwrap

import pytest

from spanlint.lint.diagnose import lint
from spanlint.lint.fix import fix
from spanlint.model.settings import Settings
from spanlint.text.decoding import decode
from tests.languages.calls.evidence_case import marked
from tests.linting import found

CODES = frozenset({"SPN123"})
HEAD = """\
import asyncio
import contextlib
from opentelemetry import trace
from opentelemetry.trace import use_span, get_current_span as current

tracer = trace.get_tracer("app")


"""
MANAGED = """\
def run(work, span=None, log=print):
    {manager}:
        try:
            work()
        {handler}
"""
TYPESCRIPT = """\
import {{ trace }} from "@opentelemetry/api";
import {{ wrapTracer }} from "@opentelemetry/api/experimental";

const plain = trace.getTracer("app");
const tracer = wrapTracer(plain);
export const run = (work: () => Promise<void>, options: object) =>
  {call} async (span) => {{
    try {{
      await work();
    }} catch (error) {{
      {handler}
    }}
  }});
export const begin = () => plain.startSpan("other");
"""
STARTED = 'with tracer.start_as_current_span("x") as span'
REPORTED = "except Exception as e:\n            span.record_exception(e)  # SPN123\n            raise"
SILENT = REPORTED.replace("  # SPN123", "")

MANAGERS = {
    STARTED: True,
    'with (tracer.start_as_current_span("x") as span)': True,
    'with (tracer.start_as_current_span("x", record_exception=False) as span,)': False,
    'with tracer.start_as_current_span("x", None, record_exception=True) as span': True,
    'with tracer.start_as_current_span("x", record_exception=False) as span': False,
    'with tracer.start_as_current_span("x", None, 0, {}, (), None, False) as span': False,
    'with tracer.start_as_current_span("x", **log.options) as span': False,
    'with tracer.start_as_current_span("x", record_exception=log.wanted) as span': False,
    'with tracer.start_span("x") as span': True,
    'with tracer.start_span("x", record_exception=False) as span': False,
    "with trace.use_span(span)": True,
    "with use_span(span, end_on_exit=True) as span": True,
    "with use_span(span, record_exception=False)": False,
    "with use_span(span, False, False)": False,
    "with log.catch() as span": False,
    'with log.lock, tracer.start_as_current_span("x") as span': True,
    'with tracer.start_as_current_span("x") as span, contextlib.nullcontext()': True,
}
HANDLERS = {
    "raised by its name": "except Exception as e:\n            span.record_exception(e)  # SPN123\n            raise e",
    "with a cause": (
        "except Exception as e:\n            span.record_exception(e)  # SPN123\n            raise e from None"
    ),
    "as another one": (
        "except Exception as e:\n            span.record_exception(e)\n            raise ValueError from e"
    ),
    "not raised": "except Exception as e:\n            span.record_exception(e)\n            return None",
    "raised on one path": "except Exception as e:\n            span.record_exception(e)\n            if log: raise",
    "raised on both paths": (
        "except Exception as e:\n            span.record_exception(e)  # SPN123\n"
        "            if log: raise\n            raise e"
    ),
    "a cancellation": "except asyncio.CancelledError as e:\n            span.record_exception(e)\n            raise",
    "a timeout": "except asyncio.TimeoutError as e:\n            span.record_exception(e)  # SPN123\n            raise",
    "everything": "except BaseException as e:\n            span.record_exception(e)\n            raise",
    "a cancellation among others": (
        "except (ValueError, asyncio.CancelledError) as e:\n            span.record_exception(e)\n            raise"
    ),
    "several": "except (ValueError, KeyError) as e:\n            span.record_exception(e)  # SPN123\n            raise",
    "classes by a name": "except log.errors as e:\n            span.record_exception(e)\n            raise",
    "an ended span": (
        "except Exception as e:\n            span.record_exception(e)\n            span.end()\n            raise"
    ),
    "a span that may be ended elsewhere": (
        "except Exception as e:\n            span.record_exception(e)\n            log.finish(span)\n            raise"
    ),
    "a span that is handed on": (
        "except Exception as e:\n            span.record_exception(e)  # SPN123\n"
        "            log.show(span)\n            raise"
    ),
    "another span": "except Exception as e:\n            log.span.record_exception(e)\n            raise",
    "the active span": "except Exception as e:\n            current().record_exception(e)  # SPN123\n            raise",
    "a bare raise of another exception": (
        "except Exception as e:\n            span.record_exception(e)\n"
        "            try: log()\n            except ValueError: raise"
    ),
    "a finally that returns": (
        "except Exception as e:\n            span.record_exception(e)\n            raise\n"
        "        finally:\n            return None"
    ),
    "a finally that goes on": (
        "except Exception as e:\n            span.record_exception(e)  # SPN123\n            raise\n"
        "        finally:\n            log()"
    ),
}
FUNCTIONS = {
    "caught inside of the block": """
        def run(work):
            with tracer.start_as_current_span("x") as span:
                try:
                    try:
                        work()
                    except Exception as e:
                        span.record_exception(e)
                        raise
                except Exception:
                    return None
    """,
    "caught outside of the block": """
        def run(work):
            try:
                with tracer.start_as_current_span("x") as span:
                    try:
                        work()
                    except Exception as e:
                        span.record_exception(e)  # SPN123
                        raise
            except Exception:
                return None
    """,
    "suppressed inside of the block": """
        def run(work):
            with tracer.start_as_current_span("x") as span:
                with contextlib.suppress(Exception):
                    try:
                        work()
                    except Exception as e:
                        span.record_exception(e)
                        raise
    """,
    "the span of a decorator": """
        @tracer.start_as_current_span("x")
        async def run(work):
            try:
                await work()
            except Exception as e:
                span = trace.get_current_span()
                span.record_exception(e)  # SPN123
                raise
    """,
    "the span of a caller": """
        async def run(work):
            try:
                await work()
            except Exception as e:
                span = trace.get_current_span()
                span.record_exception(e)
                raise
            tracer.start_span("x").end()
    """,
    "the active span of before": """
        def run(work):
            span = trace.get_current_span()
            with tracer.start_as_current_span("x"):
                try:
                    work()
                except Exception as e:
                    span.record_exception(e)
                    raise
    """,
    "the active span of the block": """
        def run(work):
            with tracer.start_as_current_span("x"):
                span = trace.get_current_span()
                try:
                    work()
                except Exception as e:
                    span.record_exception(e)  # SPN123
                    raise
    """,
    "the outer of two spans": """
        def run(work):
            with tracer.start_as_current_span("x") as outer:
                with tracer.start_as_current_span("y"):
                    try:
                        work()
                    except Exception as e:
                        outer.record_exception(e)  # SPN123
                        raise
    """,
    "outside of the block": """
        def run(work):
            try:
                with tracer.start_as_current_span("x", end_on_exit=False) as span:
                    work()
            except Exception as e:
                span.record_exception(e)
                raise
    """,
    "a local span that a manager enters": """
        def run(work):
            span = tracer.start_span("x")
            with use_span(span, end_on_exit=True):
                try:
                    work()
                except Exception as e:
                    span.record_exception(e)  # SPN123
                    raise
    """,
    "a local span by itself": """
        def run(work):
            span = tracer.start_span("x")
            try:
                work()
            except Exception as e:
                span.record_exception(e)
                raise
            finally:
                span.end()
    """,
    "an exception that is made here": """
        def run(work):
            with tracer.start_as_current_span("x") as span:
                if not work():
                    error = ValueError("nothing")
                    span.record_exception(error)  # SPN123
                    raise error
    """,
    "an exit that is made here": """
        def run(work):
            with tracer.start_as_current_span("x") as span:
                if not work():
                    error = SystemExit(1)
                    span.record_exception(error)
                    raise error
    """,
    "a function within": """
        def run(work):
            with tracer.start_as_current_span("x") as span:
                def later():
                    try:
                        work()
                    except Exception as e:
                        span.record_exception(e)
                        raise
                return later
    """,
    "a cancellation that the span itself sees": """
        async def run(work):
            with tracer.start_span("x") as span:
                try:
                    await work()
                except asyncio.CancelledError as e:
                    span.record_exception(e)  # SPN123
                    raise
    """,
}
CALLBACKS = {
    ('tracer.withActiveSpan("x",', "span.recordException(error); // SPN123\n      throw error;"),
    ('tracer.withActiveSpan("x", {},', "span.recordException(error as Error); // SPN123\n      throw error;"),
    ('tracer.withActiveSpan("x", { onException: () => {} },', "span.recordException(error);\n      throw error;"),
    ('tracer.withActiveSpan("x", options,', "span.recordException(error);\n      throw error;"),
    ('plain.startActiveSpan("x",', "span.recordException(error);\n      throw error;"),
    ('tracer.withActiveSpan("x",', "span.recordException(error);\n      throw new Error();"),
    ('tracer.withActiveSpan("x",', "span.recordException(error);\n      return;"),
    ('tracer.withActiveSpan("x",', "span.recordException(error);\n      span.end();\n      throw error;"),
}


def assert_as_marked(path: str, text: str) -> None:
    assert found(path, text, CODES) == marked(text), text


@pytest.mark.parametrize(("manager", "is_reported"), MANAGERS.items(), ids=MANAGERS)
def test_managers(manager: str, is_reported: bool) -> None:
    handler = REPORTED if is_reported else SILENT
    assert_as_marked("a.py", HEAD + MANAGED.format(manager=manager, handler=handler))


ON_A_STACK = """\
async def run(work, other, span=None):
    {head}:
        span = stack.enter_context({manager})
        try:
            await work()
        {handler}
"""
STACKS = {
    "of its with": ("with contextlib.ExitStack() as stack", 'tracer.start_as_current_span("x")', True),
    "of its async with": ("async with contextlib.AsyncExitStack() as stack", 'tracer.start_as_current_span("x")', True),
    "of another class": ("with Stack() as stack", 'tracer.start_as_current_span("x")', False),
    "that is given": ("if stack := other", 'tracer.start_as_current_span("x")', False),
    "told not to record": (
        "with contextlib.ExitStack() as stack",
        'tracer.start_as_current_span("x", record_exception=False)',
        False,
    ),
    "of no span": ("with contextlib.ExitStack() as stack", "other.catch()", False),
}


@pytest.mark.parametrize("case", STACKS)
def test_what_a_stack_enters(case: str) -> None:
    head, manager, is_reported = STACKS[case]
    handler = REPORTED if is_reported else SILENT
    assert_as_marked("a.py", HEAD + ON_A_STACK.format(head=head, manager=manager, handler=handler))


@pytest.mark.parametrize("case", HANDLERS)
def test_handlers(case: str) -> None:
    assert_as_marked("a.py", HEAD + MANAGED.format(manager=STARTED, handler=HANDLERS[case]))


@pytest.mark.parametrize("case", FUNCTIONS)
def test_functions(case: str) -> None:
    assert_as_marked("a.py", HEAD + textwrap.dedent(FUNCTIONS[case]))


@pytest.mark.parametrize(("call", "handler"), sorted(CALLBACKS))
def test_callbacks(call: str, handler: str) -> None:
    assert_as_marked("a.ts", TYPESCRIPT.format(call=call, handler=handler))


def fixed(text: str, may_be_unsafe: bool = False) -> str:
    return fix(decode("a.py", "python", text.encode()), Settings(CODES), may_be_unsafe).source.text.decode()


def with_handler(handler: str) -> str:
    return HEAD + MANAGED.format(manager=STARTED, handler=handler)


def test_the_fix_removes_the_line() -> None:
    after = with_handler("except Exception as e:\n            log(e)\n            raise")
    before = after.replace("            log(e)\n", "            log(e)\n            span.record_exception(e)\n")
    assert fixed(before) == after


# The lines of a handler, and what is left of them; `log(e)` keeps the name of the exception.
COMMENTS = {
    "one that says what the call does": ("# Record the exception in the span\n{call}\nlog(e)\nraise", "log(e)\nraise"),
    "one in front of the raise": ("log(e)\n# record exception\n{call}\nraise", "log(e)\nraise"),
    "blank lines below": (
        "# Record the exception\n{call}\n\n# Set the status\nlog(e)\nraise",
        "# Set the status\nlog(e)\nraise",
    ),
    "one that says more": (
        "# Record the exception once\n{call}\nlog(e)\nraise",
        "# Record the exception once\nlog(e)\nraise",
    ),
    "one of something else": (
        "# The exception in the span\n{call}\nlog(e)\nraise",
        "# The exception in the span\nlog(e)\nraise",
    ),
    "one above a blank line": (
        "# Record the exception\n\n{call}\nlog(e)\nraise",
        "# Record the exception\n\nlog(e)\nraise",
    ),
}


@pytest.mark.parametrize(("lines", "left"), COMMENTS.values(), ids=COMMENTS)
def test_a_comment_that_only_names_the_call_goes_with_it(lines: str, left: str) -> None:
    def handled(text: str) -> str:
        return with_handler("except Exception as e:\n" + textwrap.indent(text, " " * 12))

    before = handled(lines.format(call="span.record_exception(e)"))
    assert fixed(before) == handled(left)
    assert fixed(before.replace("\n", "\r\n")) == handled(left).replace("\n", "\r\n")


@pytest.mark.parametrize("line", ['span.record_exception(e, {"a": 1})', "span.record_exception(e)  # for the page"])
def test_what_says_more_is_removed_on_request(line: str) -> None:
    before = with_handler(f"except Exception as e:\n            {line}\n            log()\n            raise")
    assert fixed(before) == before
    assert fixed(before, may_be_unsafe=True) == before.replace(f"            {line}\n", "").replace(" as e:", ":")


# What the handler is before, and after the call is removed.
NAMES = {
    "a name that nothing else uses": ("except Exception as e:\n{call}\n{log}\n{again}", "except Exception:"),
    "one of a tuple": ("except (KeyError, OSError) as e:\n{call}\n{log}\n{again}", "except (KeyError, OSError):"),
    "a name that is used": ("except Exception as e:\n{call}\n            log(e)\n{again}", "except Exception as e:"),
    "one that is used before": ("except OSError as e:\n            log(e)\n{call}\n{again}", "except OSError as e:"),
    "a name that is raised": ("except Exception as e:\n{call}\n            raise e", "except Exception as e:"),
}


@pytest.mark.parametrize(("handler", "head"), NAMES.values(), ids=NAMES)
def test_a_name_that_nothing_else_uses_goes_with_the_call(handler: str, head: str) -> None:
    lines = {"call": "span.record_exception(e)", "log": "log()", "again": "raise"}
    text = handler.format(**{name: f"            {line}" for name, line in lines.items()})
    after = text.replace("            span.record_exception(e)\n", "").replace(text.partition("\n")[0], head)
    assert fixed(with_handler(text)) == with_handler(after)


TRIED = """\
def run(work):
    with tracer.start_as_current_span("x") as span:
        try:
            # as fast as it can
            text = work(
                \"\"\"a
  b\"\"\",
            )

            return text
        {handler}
"""
PLAIN = "except Exception as e:\n            span.record_exception(e)\n            raise"
# A handler, and whether nothing would be left of it.
LEFT = {
    "only the call and a raise": (PLAIN, True),
    "a comment that only names the call": (PLAIN.replace("span", "# Record the exception\n            span"), True),
    "a comment": (PLAIN.replace("    raise", "    # for the caller\n            raise"), False),
    "a comment above": (PLAIN.replace("span", "# for the caller\n            span"), False),
    "a comment above and one below": (PLAIN.replace("span", "# why\n            # record it\n            span"), False),
    "another statement": (PLAIN.replace("    raise", "    work.failed()\n            raise"), False),
    "a raise of the name": (PLAIN.replace("raise", "raise e"), False),
    "a finally": (PLAIN + "\n        finally:\n            work.end()", False),
    "an else": (PLAIN + "\n        else:\n            work.end()", False),
    "another handler": (PLAIN.replace("Exception", "KeyError") + "\n        except OSError:\n            pass", False),
}


def test_the_span_s_name_stays_if_something_uses_it() -> None:
    before = HEAD + TRIED.format(handler=PLAIN)
    used = before.replace("        try:\n", "        span.update_name('y')\n        try:\n")
    assert " as span:" not in fixed(before)
    assert " as span:" in fixed(used)


def test_blank_lines_in_front_of_the_handler_go_with_the_try() -> None:
    before = HEAD + TRIED.format(handler=PLAIN)
    assert fixed(before.replace("        except", "\n        except")) == fixed(before)


@pytest.mark.parametrize(("handler", "is_whole"), LEFT.values(), ids=LEFT)
def test_a_try_whose_handler_would_do_nothing_goes_with_the_call(handler: str, is_whole: bool) -> None:
    before = HEAD + TRIED.format(handler=handler)
    whole = TRIED.replace("        try:\n", "").replace("        {handler}\n", "").replace(" as span:", ":")
    after = HEAD + whole.replace("\n            ", "\n        ").replace("\n                ", "\n            ")
    assert (fixed(before) == after) is is_whole
    assert "record_exception" not in fixed(before)
    assert fixed(before.replace("\n", "\r\n")).replace("\r\n", "\n") == fixed(before)
    ast.parse(fixed(before))


@pytest.mark.parametrize(
    "handler",
    [
        "except Exception as e:\n            if log:\n                span.record_exception(e)\n            raise",
        "except Exception as e:\n            span.record_exception(e); raise",
    ],
)
def test_no_fix_leaves_a_block_empty_or_touches_another_statement(handler: str) -> None:
    source = decode("a.py", "python", with_handler(handler).encode())
    (diagnostic,) = lint(source, Settings(CODES, may_show_fixes=True)).diagnostics
    assert diagnostic.fixes == ()


def test_the_notes_name_the_raise_and_the_manager() -> None:
    source = decode("a.py", "python", with_handler(SILENT).encode())
    (diagnostic,) = lint(source, Settings(CODES)).diagnostics
    assert [(note.position.line, note.message) for note in diagnostic.related] == [
        (15, "the exception goes on here"),
        (10, "`start_as_current_span` records what leaves it"),
    ]
    assert "(lines 10, 15)" in diagnostic.message
