"""Python fixes: the call itself, and the bytes around it."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import pytest

from spanlint.apis import tables
from spanlint.languages import reader
from spanlint.text.edits import apply
from tests.languages.python.fixes.python_fixes import (
    ACTIVE,
    ROOT,
    WRAP,
    Cure,
    configured,
    edits_for,
    fixed,
    parameter,
    source_of,
)
from tests.waiting import HANGS_AFTER

HEAD = "from opentelemetry import trace\n\ntracer = trace.get_tracer(__name__)\n\n\n"
CTX = parameter("ctx")

ARGUMENTS = {
    "one argument": ("('n')", "('n', context=ctx)"),
    "two arguments": ("('n', kind=k)", "('n', kind=k, context=ctx)"),
    "trailing comma": ("('n',)", "('n', context=ctx,)"),
    "trailing comma and a space": ("('n', )", "('n', context=ctx, )"),
    "no space after commas": ("('n',kind=k)", "('n',kind=k,context=ctx)"),
    "spaces inside the parentheses": ("( 'n', kind=k )", "( 'n', kind=k, context=ctx )"),
    "spaces round equals": ("('n', kind = k)", "('n', kind = k, context = ctx)"),
    "one argument a line": (
        "(\n    'n',\n    kind=k,\n)",
        "(\n    'n',\n    kind=k,\n    context=ctx,\n)",
    ),
    "one argument a line, no trailing comma": (
        "(\n    'n',\n    kind=k\n)",
        "(\n    'n',\n    kind=k,\n    context=ctx\n)",
    ),
    "one argument alone on its line": ("(\n    'n'\n)", "(\n    'n',\n    context=ctx\n)"),
    "one argument alone on its line, trailing comma": ("(\n    'n',\n)", "(\n    'n',\n    context=ctx,\n)"),
    "all arguments on a line of their own": (
        "(\n    'n', kind=k\n)",
        "(\n    'n', kind=k, context=ctx\n)",
    ),
    "aligned with the parenthesis": (
        "('n',\n                  kind=k)",
        "('n',\n                  kind=k,\n                  context=ctx)",
    ),
    "tabs": ("(\n\t'n',\n\tkind=k,\n)", "(\n\t'n',\n\tkind=k,\n\tcontext=ctx,\n)"),
    "comment after the trailing comma": (
        "(\n    'n',\n    kind=k,  # why\n)",
        "(\n    'n',\n    kind=k,  # why\n    context=ctx,\n)",
    ),
    "comment after the last argument": (
        "(\n    'n',\n    kind=k  # why\n)",
        "(\n    'n',\n    kind=k,  # why\n    context=ctx\n)",
    ),
    "comment at the end of one line": (
        "('n', kind=k  # why\n)",
        "('n', kind=k, context=ctx  # why\n)",
    ),
    "comments on lines of their own": (
        "(\n    'n',\n    kind=k,\n    # attributes=a,\n)",
        "(\n    'n',\n    kind=k,\n    context=ctx,\n    # attributes=a,\n)",
    ),
    "comment between the arguments is not copied": (
        "(\n    'n',  # the name\n    # and more\n    kind=k,\n)",
        "(\n    'n',  # the name\n    # and more\n    kind=k,\n    context=ctx,\n)",
    ),
    "commas lead the lines": (
        "(\n    'n'\n    , kind=k\n)",
        "(\n    'n'\n    , kind=k\n    , context=ctx\n)",
    ),
    "last argument spans lines": (
        "('n', attributes={\n    'a': 1,\n})",
        "('n', attributes={\n    'a': 1,\n}, context=ctx)",
    ),
    "non-ASCII": ("('späñ 名', kind=k)", "('späñ 名', kind=k, context=ctx)"),
    "keyword for the name": ("(name='n')", "(name='n', context=ctx)"),
    "nested call": ("(name('n', 1), kind=k)", "(name('n', 1), kind=k, context=ctx)"),
    "a generator in its own parentheses": (
        "('n', links=(x for x in y))",
        "('n', links=(x for x in y), context=ctx)",
    ),
    "empty keyword": ("('n', context=None)", "('n', context=ctx)"),
    "empty keyword in the middle": ("('n', context=None, kind=k)", "('n', context=ctx, kind=k)"),
    "empty keyword in parentheses": ("('n', context=(None))", "('n', context=ctx)"),
    "empty position": ("('n', None)", "('n', ctx)"),
    "empty position, more after it": ("('n', None, k)", "('n', ctx, k)"),
    "empty position with a comment": (
        "(\n    'n',\n    None,  # no parent\n    k,\n)",
        "(\n    'n',\n    ctx,  # no parent\n    k,\n)",
    ),
}


@pytest.mark.parametrize(("before", "after"), ARGUMENTS.values(), ids=ARGUMENTS)
def test_arguments(before: str, after: str) -> None:
    text = f"{HEAD}def f(ctx):\n    return tracer.start_span{{}}  # end\n"
    assert fixed(text.format(before), CTX) == text.format(after)


@pytest.mark.parametrize(("before", "after"), ARGUMENTS.values(), ids=ARGUMENTS)
def test_arguments_with_crlf(before: str, after: str) -> None:
    text = f"{HEAD}def f(ctx):\n    return tracer.start_span{{}}\n".replace("\n", "\r\n")
    assert fixed(text.format(before.replace("\n", "\r\n")), CTX) == text.format(after.replace("\n", "\r\n"))


@pytest.mark.parametrize("before", [before for before, _ in ARGUMENTS.values()], ids=ARGUMENTS)
def test_only_the_arguments_change(before: str) -> None:
    source = source_of(f"{HEAD}def f(ctx):\n    return tracer.start_span{before}\n")
    made = edits_for(source, CTX)
    assert made is not None
    (edit,) = made
    assert source.text.index(b"start_span") + len("start_span(") <= edit.range.start
    assert edit.range.end < len(source.text) - 1
    old = source.text[edit.range.start : edit.range.end]
    assert not (old and edit.text) or (old[0] != edit.text[0] and old[-1] != edit.text[-1])


SURROUNDINGS = {
    "with": "def f(ctx):\n    with tracer.start_as_current_span('n'{}) as span:\n        pass\n",
    "lambda": "def f(ctx):\n    return lambda: tracer.start_span('n'{})\n",
    "own parameter of a lambda": "f = lambda ctx: tracer.start_span('n'{})\n",
    "comprehension": "def f(ctx, names):\n    return [tracer.start_span(n{}) for n in names]\n",
    "f-string": "def f(ctx):\n    return f\"{{tracer.start_span('n'{})}} and more\"\n",
    "default value": "def f(ctx):\n    def g(span=tracer.start_span('n'{})):\n        pass\n",
    "inner function": "def f(ctx):\n    def g():\n        return tracer.start_span('n'{})\n",
    "async": "async def f(ctx):\n    span = tracer.start_span('n'{})\n",
    "keyword-only parameter": "def f(*, ctx=None):\n    span = tracer.start_span('n'{})\n",
    "method": "class A:\n    def f(self, ctx):\n        self.span = tracer.start_span('n'{})\n",
    "chained": "def f(ctx):\n    tracer.start_span('n'{}).end()\n",
    "lines of a chain": "def f(ctx):\n    return (\n        tracer\n        .start_span('n'{})\n    )\n",
    "no final newline": "def f(ctx): tracer.start_span('n'{})",
    "two on a line": "def f(ctx): tracer.start_span('n'{}); g()\n",
    "a local that is made before": "def f():\n    ctx = g()\n    tracer.start_span('n'{})\n",
}


@pytest.mark.parametrize("text", SURROUNDINGS.values(), ids=SURROUNDINGS)
def test_surroundings(text: str) -> None:
    text = HEAD + text
    assert fixed(text.format(""), CTX) == text.format(", context=ctx")


WRAPPED = {
    "position": ("('n', span)", "('n', trace.set_span_in_context(span))"),
    "keyword": ("('n', context=span, kind=k)", "('n', context=trace.set_span_in_context(span), kind=k)"),
    "a line each": (
        "(\n    'n',\n    span,  # parent\n)",
        "(\n    'n',\n    trace.set_span_in_context(span),  # parent\n)",
    ),
    "before more keywords": ("('n', span, **more)", "('n', trace.set_span_in_context(span), **more)"),
}


@pytest.mark.parametrize(("before", "after"), WRAPPED.values(), ids=WRAPPED)
def test_a_span_is_put_into_a_context(before: str, after: str) -> None:
    text = f"{HEAD}def f():\n    span = tracer.start_span('parent', ctx)\n    return tracer.start_span{{}}\n"
    assert fixed(text.format(before), WRAP) == text.format(after)


OPTIONAL = {
    "a default": ("parent: Span = None", " if parent else None"),
    "a type that allows None": ("parent: Span | None", " if parent else None"),
    "an optional type": ("parent: typing.Optional[Span]", " if parent else None"),
    "neither": ("parent: Span", ""),
}


@pytest.mark.parametrize(("parameter", "condition"), OPTIONAL.values(), ids=OPTIONAL)
def test_a_span_that_may_be_none_stays_none(parameter: str, condition: str) -> None:
    head = f"import typing\n{HEAD}from opentelemetry.trace import Span\n"
    text = f"{head}def f({parameter}):\n    return tracer.start_span('n', {{}})\n"
    wrapped = f"trace.set_span_in_context(parent){condition}"
    assert fixed(text.format("parent"), WRAP) == text.format(wrapped)


CONDITIONAL = {
    "no span otherwise": ("{} if up else None", "{} if up else None"),
    "no span first": ("(None if up else {})", "(None if up else {})"),
    "conditions within": ("None if up else ({} if parent else None)", "None if up else ({} if parent else None)"),
}


@pytest.mark.parametrize(("before", "after"), CONDITIONAL.values(), ids=CONDITIONAL)
def test_the_none_of_a_conditional_stays_none(before: str, after: str) -> None:
    text = f"{HEAD}from opentelemetry.trace import Span\ndef f(parent: Span, up):\n    tracer.start_span('n', {{}})\n"
    wrapped = after.format("trace.set_span_in_context(parent)")
    assert fixed(text.format(before.format("parent")), WRAP) == text.format(wrapped)


@pytest.mark.parametrize(
    ("test", "wrapped"),
    [
        ("parent", "trace.set_span_in_context(parent)"),
        ("parent is not None", "trace.set_span_in_context(parent)"),
        ("up", "(trace.set_span_in_context(parent) if parent else None)"),
    ],
)
def test_a_name_that_the_conditional_asks_is_no_none_there(test: str, wrapped: str) -> None:
    head = f"{HEAD}from opentelemetry.trace import Span\ndef f(up, parent: Span | None = None):\n"
    text = f"{head}    tracer.start_span('n', {{}} if {test} else None)\n"
    assert fixed(text.format("parent"), WRAP) == text.format(wrapped)


def test_a_conditional_without_none_is_wrapped_whole() -> None:
    head = f"{HEAD}from opentelemetry.trace import Span\ndef f(a: Span, b: Span, up):\n"
    text = f"{head}    tracer.start_span('n', {{}})\n"
    wrapped = text.format("trace.set_span_in_context(a if up else b)")
    assert fixed(text.format("a if up else b"), WRAP) == wrapped


WRAPPERS = {
    "the function": ("from opentelemetry.trace import set_span_in_context", "set_span_in_context"),
    "the function, renamed": ("from opentelemetry.trace import set_span_in_context as into", "into"),
    "the module, renamed": ("from opentelemetry import trace as trace_api", "trace_api.set_span_in_context"),
    "the whole path": ("import opentelemetry.trace", "opentelemetry.trace.set_span_in_context"),
    "a module renamed by its path": ("import opentelemetry.trace as t", "t.set_span_in_context"),
    "where it is defined": ("from opentelemetry.trace.propagation import set_span_in_context", "set_span_in_context"),
}


@pytest.mark.parametrize(("statement", "function"), WRAPPERS.values(), ids=WRAPPERS)
def test_the_wrapper_by_the_names_of_the_file(statement: str, function: str) -> None:
    text = (
        f"from opentelemetry.trace import Span\n{statement}\n\n\ndef f(span: Span):\n    tracer.start_span('n', {{}})\n"
    )
    assert fixed(text.format("span"), WRAP) == text.format(f"{function}(span)")


def test_the_wrapper_is_imported() -> None:
    text = "from opentelemetry.trace import Span\n\n\ndef f(span: Span):\n    tracer.start_span('n', {})\n"
    imported = "from opentelemetry import trace\n"
    assert fixed(text.format("span"), WRAP) == imported + text.format("trace.set_span_in_context(span)")


def in_function(arguments: str) -> str:
    return f"{HEAD}def f(ctx):\n    return tracer.start_span{arguments}\n"


NO_FIX: dict[str, tuple[str, Cure]] = {
    "*args": (in_function("('n', *a)"), CTX),
    "**kwargs": (in_function("('n', **a)"), CTX),
    "**kwargs after an empty value": (in_function("('n', context=None, **a)"), CTX),
    "decorator": (f"{HEAD}@tracer.start_as_current_span('n')\ndef f(): ...\n", ACTIVE),
    "decorator in parentheses": (f"{HEAD}@(tracer.start_as_current_span('n'))\ndef f(): ...\n", ACTIVE),
    "inside a decorator": (f"{HEAD}@wrap(tracer.start_span('n'))\ndef f(): ...\n", ACTIVE),
    "a parent is passed": (in_function("('n', ctx)"), ACTIVE),
    "a root is declared": (in_function("('n', Context())"), ACTIVE),
    "attributes in the slot": (in_function("('n', {'a': 1})"), CTX),
    "parent= is no parameter": (in_function("('n', parent=s)"), CTX),
    "an empty name": (f"{HEAD}def f(ctx):\n    none = None\n    tracer.start_span('n', context=none)\n", CTX),
    "no such parameter": (in_function("('n')"), parameter("context")),
    "a parameter of another function": (in_function("('n')") + "\n\ndef g(other): ...\n", parameter("other")),
    "a name made later": (f"{HEAD}def f():\n    tracer.start_span('n')\n    ctx = g()\n", CTX),
    "a name made on one branch": (
        f"{HEAD}def f():\n    if x:\n        ctx = g()\n    tracer.start_span('n')\n",
        CTX,
    ),
    "a parameter that is deleted": (f"{HEAD}def f(ctx):\n    del ctx\n    tracer.start_span('n')\n", CTX),
    "own default value": (f"{HEAD}def f(ctx, s=tracer.start_span('n')): ...\n", CTX),
    "a class attribute in a method": (
        f"{HEAD}class A:\n    ctx = g()\n\n    def f(self):\n        tracer.start_span('n')\n",
        CTX,
    ),
    "a class attribute in a comprehension": (
        f"{HEAD}class A:\n    ctx = g()\n    spans = [tracer.start_span('n') for n in names]\n",
        CTX,
    ),
    "no Span in the slot": (in_function("('n')"), WRAP),
    "another library's parent": (
        "from ddtrace.trace import tracer\n\n\ndef f():\n    tracer.start_span('n')\n",
        ACTIVE,
    ),
    "another library's root": ("from ddtrace.trace import tracer\n\n\ndef f():\n    tracer.start_span('n')\n", ROOT),
}


@pytest.mark.parametrize(("text", "cure"), NO_FIX.values(), ids=NO_FIX)
def test_no_fix(text: str, cure: Cure) -> None:
    assert fixed(text, cure) is None


BROKEN = {
    "the statement": "def f(ctx):\n    x = tracer.start_span('n') +\n",
    "the call": "def f(ctx):\n    tracer.start_span('n', kind=)\n",
    "the function": "def f(ctx):\n    tracer.start_span('n')\n    x = (\n",
    "a bare generator": "def f(ctx):\n    tracer.start_span('n', x for x in y)\n",
    "a line end of the last century": "def f(ctx):\r    tracer.start_span('n')\r",
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_no_fix_in_what_is_broken(text: str) -> None:
    source = source_of(HEAD + text)
    for call in reader("python").read(source, tables("python")).calls:
        assert reader("python").edits(source, CTX.remedy(call), None) is None


def test_what_is_broken_elsewhere_does_not_matter() -> None:
    source = source_of(f"{HEAD}def f(ctx):\n    tracer.start_span('n')\n\n\ndef g():\n    x = = 1\n")
    made = edits_for(source, CTX)
    assert made is not None
    assert b"tracer.start_span('n', context=ctx)" in apply(source.text, made)


def test_the_keyword_is_the_librarys() -> None:
    text = "from ddtrace.trace import tracer\n\n\ndef f(parent):\n    tracer.start_span('n'{})\n"
    assert fixed(text.format(""), parameter("parent")) == text.format(", child_of=parent")


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    text = f"{HEAD}def f(ctx):\n    tracer.start_span('ñ'{{}})\n"
    assert fixed(b"\xef\xbb\xbf" + text.format("").encode(), CTX) == text.format(", context=ctx")


def test_declared_encodings() -> None:
    text = f"# coding: latin-1\n{HEAD}def f(ctx, contexté):\n    tracer.start_span('ñ'{{}})\n"
    assert fixed(text.format("").encode("latin-1"), CTX) == text.format(", context=ctx")
    assert fixed(text.format("").encode("latin-1"), parameter("contexté")) == text.format(", context=contexté")


def test_what_the_encoding_lacks_is_not_written() -> None:
    text = f"# coding: latin-1\n{HEAD}def f():\n    tracer.start_span('ñ')\n"
    assert fixed(text.encode("latin-1"), configured("名()", "from app import 名")) is None
    assert fixed(text.encode("latin-1"), configured("ñ()", "from app import ñ")) is not None


@pytest.mark.program
def test_the_writers_are_left_alone_until_a_fix_is_written() -> None:
    program = textwrap.dedent(
        """
        import sys
        from spanlint.apis import tables
        from spanlint.text.decoding import decode
        from spanlint.model.findings import ParentSource, PassParent
        from spanlint.languages import reader

        text = b"from opentelemetry import trace\\ntrace.get_tracer('t').start_span('n')\\n"
        source = decode("a.py", "python", text)
        (call,) = reader("python").read(source, tables("python")).calls
        loaded = [name for name in sys.modules if name.startswith("spanlint.languages.python.fixes")]
        assert not loaded, loaded
        assert reader("python").edits(source, PassParent(call, ParentSource.ACTIVE), None)
        assert "spanlint.languages.python.fixes" in sys.modules
        """
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=HANGS_AFTER)
    assert done.returncode == 0, done.stderr
