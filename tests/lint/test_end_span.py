"""The fix of SPN103: a `finally` around the simplest shape, and no edit where it could change anything else."""

from __future__ import annotations

import textwrap

import pytest

from spanlint.lint.fix import fix
from spanlint.model.settings import Settings
from spanlint.text.decoding import decode
from spanlint.text.suffixes import language_of

_SETTINGS = Settings(frozenset({"SPN103"}))
_HEADS = {
    "app.py": "from opentelemetry import trace\n\ntracer = trace.get_tracer('app')\n\n",
    "app.ts": 'import { trace } from "@opentelemetry/api";\n\nconst tracer = trace.getTracer("app");\n\n',
}


def fixed(path: str, body: str, newline: str = "\n") -> str:
    """The body after its unsafe fixes; a second run changes nothing."""
    language = language_of(path)
    assert language is not None
    text = (_HEADS[path] + textwrap.dedent(body).lstrip("\n")).replace("\n", newline)
    once = fix(decode(path, language, text.encode()), _SETTINGS, may_be_unsafe=True)
    assert fix(once.source, _SETTINGS, may_be_unsafe=True).applied == 0
    assert fix(decode(path, language, text.encode()), _SETTINGS).applied == 0, "it is unsafe"
    return once.source.text.decode().removeprefix(_HEADS[path].replace("\n", newline))


def unchanged(path: str, body: str) -> bool:
    return fixed(path, body) == textwrap.dedent(body).lstrip("\n")


def test_python_end_moves_into_a_finally() -> None:
    body = """
        async def run(work):
            span = tracer.start_span("x")  # the span

            # why
            result = await work(
                1,
            )
            span.end()  # the end
            return result
    """
    after = """
        async def run(work):
            span = tracer.start_span("x")  # the span

            try:
                # why
                result = await work(
                    1,
                )
            finally:
                span.end()  # the end
            return result
    """
    assert fixed("app.py", body) == textwrap.dedent(after).lstrip("\n")


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_the_new_block_neither_begins_nor_ends_with_blank_lines(newline: str) -> None:
    start = "async def run(work):\n    span = tracer.start_span('x')\n\n"
    python = f"{start}    await work()\n\n    span.end()\n"
    after = f"{start}    try:\n        await work()\n    finally:\n        span.end()\n"
    assert fixed("app.py", python, newline) == after.replace("\n", newline)
    start = "async function run() {\n  const span = tracer.startSpan('x')\n\n"
    typescript = f"{start}  await work()\n\n  more()\n \n  span.end()\n}}\n"
    after = f"{start}  try {{\n    await work()\n\n    more()\n  }} finally {{\n    span.end()\n  }}\n}}\n"
    assert fixed("app.ts", typescript, newline) == after.replace("\n", newline)


def test_python_span_without_an_end_gets_one() -> None:
    body = """
        def run(work):
            span = tracer.start_span("x")
            work()
            return 1
    """
    after = """
        def run(work):
            span = tracer.start_span("x")
            try:
                work()
                return 1
            finally:
                span.end()
    """
    assert fixed("app.py", body) == textwrap.dedent(after).lstrip("\n")


def test_python_indentation_is_the_file_s_own() -> None:
    body = (
        "def run(work):\n\tif work:\n\t\tspan = tracer.start_span('x')\n\t\tif work():\n\t\t\treturn\n\t\tspan.end()\n"
    )
    after = (
        "def run(work):\n\tif work:\n\t\tspan = tracer.start_span('x')\n\t\ttry:\n\t\t\tif work():\n\t\t\t\treturn\n"
        "\t\tfinally:\n\t\t\tspan.end()\n"
    )
    assert fixed("app.py", body) == after


def test_line_ends_are_kept() -> None:
    body = "async def run(work):\n    span = tracer.start_span('x')\n    await work()\n    span.end()\n"
    after = fixed("app.py", body, "\r\n")
    assert after.count("\n") == after.count("\r\n") == 6


def test_a_file_without_a_last_line_end() -> None:
    body = "def run(work):\n    span = tracer.start_span('x')\n    work()"
    assert fixed("app.py", body).endswith("        work()\n    finally:\n        span.end()")


def test_two_in_one_file() -> None:
    one = 'async def {}(work):\n    span = tracer.start_span("x")\n    await work()\n    span.end()\n\n\n'
    assert fixed("app.py", one.format("one") + one.format("two")).count("finally:") == 2


_PYTHON_REFUSED = {
    "a string over several lines": '''
        async def run(work):
            span = tracer.start_span("x")
            await work("""
            text
            """)
            span.end()
    ''',
    "the end is not alone on its line": """
        async def run(work):
            span = tracer.start_span("x")
            await work()
            span.end(); work.close()
    """,
    "the end takes a value": """
        async def run(work):
            span = tracer.start_span("x")
            now = await work()
            span.end(now)
    """,
    "two ends": """
        def run(ready):
            span = tracer.start_span("x")
            if ready == 1:
                span.end()
                return
            if ready == 2:
                return
            span.end()
    """,
    "an end in a branch": """
        def run(ready):
            span = tracer.start_span("x")
            if ready:
                span.end()
    """,
    "a span that may be none": """
        async def run(work, traced):
            span = tracer.start_span("x") if traced else None
            await work()
            if span:
                span.end()
    """,
    "given another span on the way": """
        def run(work):
            span = tracer.start_span("x")
            span = tracer.start_span("y")
            span.end()
    """,
    "without a name at the end": """
        def run(work):
            span = tracer.start_span("x")
            span.set_attribute("a", 1)
            del span
    """,
    "passed on": """
        async def run(work, finish):
            span = tracer.start_span("x")
            await work()
            finish(span)
    """,
    "dropped": """
        def run():
            tracer.start_span("x")
    """,
}
_TYPESCRIPT_REFUSED = {
    "a template over several lines": """
        async function run(work) {
          const span = tracer.startSpan("x");
          await work(`
          text
          `);
          span.end();
        }
    """,
    "a name that is used after the end": """
        async function run(work) {
          const span = tracer.startSpan("x");
          const result = await work();
          span.end();
          work.log(result);
        }
    """,
    "a name that is handed on after the end": """
        async function run(work) {
          const span = tracer.startSpan("x");
          const result = await work();
          span.end();
          return work.done(result);
        }
    """,
    "a name in a pattern that is used after the end": """
        async function run(work) {
          const span = tracer.startSpan("x");
          const { a: [result] } = await work();
          span.end(); // before anyone gets it
          return result;
        }
    """,
    "a name that is used after the end and returned": """
        async function run(work) {
          const span = tracer.startSpan("x");
          const result = await work();
          span.end();
          work.log(result);
          return result;
        }
    """,
    "a function that is used before": """
        async function run(work) {
          const span = tracer.startSpan("x");
          function helper() {}
          await work(helper);
          span.end();
        }
    """,
    "a name that ends with its switch": """
        function run(work) {
          switch (work) {
            case 1:
              const span = tracer.startSpan("x");
              work();
          }
          work();
        }
    """,
    "a name that ends with its loop": """
        function run(work) {
          for (let span = tracer.startSpan("x"); work(span.spanContext()); ) {
            work();
          }
          work();
        }
    """,
    "one line": """
        async function run(work) { const span = tracer.startSpan("x"); await work(); span.end(); }
    """,
    "the span of a callback": """
        function run(work) {
          return tracer.startActiveSpan("x", async (span) => {
            await work();
            span.end();
          });
        }
    """,
}


@pytest.mark.parametrize("body", _PYTHON_REFUSED.values(), ids=_PYTHON_REFUSED)
def test_python_that_is_left_alone(body: str) -> None:
    assert unchanged("app.py", body)


@pytest.mark.parametrize("body", _TYPESCRIPT_REFUSED.values(), ids=_TYPESCRIPT_REFUSED)
def test_typescript_that_is_left_alone(body: str) -> None:
    assert unchanged("app.ts", body)


def test_typescript_end_moves_into_a_finally() -> None:
    body = """
        async function run(work) {
          const span = tracer.startSpan("x"); // the span
          const result = await work();
          result.close();

          /* the
             end */
          span.end();
          return 1;
        }
    """
    after = """
        async function run(work) {
          const span = tracer.startSpan("x"); // the span
          try {
            const result = await work();
            result.close();

            /* the
               end */
          } finally {
            span.end();
          }
          return 1;
        }
    """
    assert fixed("app.ts", body) == textwrap.dedent(after).lstrip("\n")


@pytest.mark.parametrize(
    ("declared", "returned"),
    [
        ("const result", "result"),
        ("const { a: [result] }", "{ result, more: result.more }"),
        ("let result", "[result!]"),
    ],
)
def test_a_return_of_what_the_new_block_declares_moves_into_it(declared: str, returned: str) -> None:
    body = f"""
        async function run(work) {{
          const span = tracer.startSpan("x");
          {declared} = await work();
          span.end();
          return {returned};
        }}
    """
    assert fixed("app.ts", body).endswith(
        f"""\
  const span = tracer.startSpan("x");
  try {{
    {declared} = await work();
    return {returned};
  }} finally {{
    span.end();
  }}
}}
"""
    )


def test_typescript_span_without_an_end_gets_one() -> None:
    body = """
        function run(work) {
          const span = tracer.startSpan("x");
          work();
        }
    """
    after = """
        function run(work) {
          const span = tracer.startSpan("x");
          try {
            work();
          } finally {
            span.end();
          }
        }
    """
    assert fixed("app.ts", body) == textwrap.dedent(after).lstrip("\n")


def test_an_end_that_a_cancellation_passes_moves_into_a_finally() -> None:
    body = """
        async def run(work, log):
            span = tracer.start_span("x")
            try:
                await work()
            except Exception as error:
                log(error)
            span.end()
    """
    after = """
        async def run(work, log):
            span = tracer.start_span("x")
            try:
                try:
                    await work()
                except Exception as error:
                    log(error)
            finally:
                span.end()
    """
    assert fixed("app.py", body) == textwrap.dedent(after).lstrip("\n")


def test_the_end_of_a_context_manager_moves_into_a_finally() -> None:
    body = """
        @contextlib.contextmanager
        def run():
            span = tracer.start_span("x")
            yield span
            span.end()
    """
    after = """
        @contextlib.contextmanager
        def run():
            span = tracer.start_span("x")
            try:
                yield span
            finally:
                span.end()
    """
    assert fixed("app.py", body) == textwrap.dedent(after).lstrip("\n")


def test_the_end_of_a_typescript_generator_moves_into_a_finally() -> None:
    body = """
        function* run(items) {
          const span = tracer.startSpan("x");
          yield* items;
          span.end();
        }
    """
    after = """
        function* run(items) {
          const span = tracer.startSpan("x");
          try {
            yield* items;
          } finally {
            span.end();
          }
        }
    """
    assert fixed("app.ts", body) == textwrap.dedent(after).lstrip("\n")


@pytest.mark.parametrize(
    "body",
    [
        """
        async def run(work):
            span = tracer.start_span("x")
            try:
                await work()
                span.end()
            except Exception:
                span.end()
                raise
        """,
        """
        def run(items):
            span = tracer.start_span("x")
            def stream():
                yield from items
                span.end()
            return stream()
        """,
    ],
    ids=["two ends", "a generator in the function"],
)
def test_a_way_out_that_no_simple_finally_closes_is_left_alone(body: str) -> None:
    assert unchanged("app.py", body)
