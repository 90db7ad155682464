"""Python fixes: where a new import goes, and by which name a call can use what is imported."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.languages.python.fixes.python_fixes import ACTIVE, ROOT, Cure, configured, fixed, provider
from tests.waiting import HANGS_AFTER

CURRENT = "from opentelemetry.context import get_current\n"
CALL = "tracer.start_span('n', context=get_current())"


def body(value: str = "") -> str:
    passed = f", context={value}" if value else ""
    return f"\n\ndef f(tracer):\n    return tracer.start_span('n'{passed})\n"


HEADERS = {
    "beside its package": (
        "from opentelemetry import trace\n",
        "from opentelemetry import trace\nfrom opentelemetry.context import get_current\n",
    ),
    "among its package": (
        "from opentelemetry import trace\nfrom opentelemetry.trace import Span\n",
        "from opentelemetry import trace\nfrom opentelemetry.context import get_current\n"
        "from opentelemetry.trace import Span\n",
    ),
    "before its package": (
        "import os\n\nfrom opentelemetry.trace import Span\n",
        "import os\n\nfrom opentelemetry.context import get_current\nfrom opentelemetry.trace import Span\n",
    ),
    "after plain imports": (
        "import opentelemetry.trace\nimport requests\n",
        "import opentelemetry.trace\nimport requests\nfrom opentelemetry.context import get_current\n",
    ),
    "among other packages": (
        "import os\n\nfrom flask import Flask\nfrom requests import get\n\nfrom .a import b\n",
        f"import os\n\nfrom flask import Flask\n{CURRENT}from requests import get\n\nfrom .a import b\n",
    ),
    "a section of its own, last": ("import os\nimport sys\n", f"import os\nimport sys\n\n{CURRENT}"),
    "a section of its own, between": (
        "import os\n\nfrom .a import b\n",
        f"import os\n\n{CURRENT}\nfrom .a import b\n",
    ),
    "a section of its own, first": ("from .a import b\n", f"{CURRENT}\nfrom .a import b\n"),
    "below the docstring": ('"""Doc."""\n\nfrom . import b\n', f'"""Doc."""\n\n{CURRENT}\nfrom . import b\n'),
    "no imports": ("", CURRENT),
    "only a docstring": ('"""Doc.\n\nMore.\n"""\n', f'"""Doc.\n\nMore.\n"""\n\n{CURRENT}'),
    "only __future__": (
        "from __future__ import annotations\n",
        f"from __future__ import annotations\n\n{CURRENT}",
    ),
    "docstring and __future__": (
        '"""Doc."""\n\nfrom __future__ import annotations\n',
        f'"""Doc."""\n\nfrom __future__ import annotations\n\n{CURRENT}',
    ),
    "__future__ and the standard library": (
        "from __future__ import annotations\n\nimport os\n",
        f"from __future__ import annotations\n\nimport os\n\n{CURRENT}",
    ),
    "only comments": ("#!/usr/bin/env python\n# Licence.\n", f"#!/usr/bin/env python\n# Licence.\n\n{CURRENT}"),
    "comments above the first import": (
        "# Licence.\nfrom requests import get\n",
        f"# Licence.\n{CURRENT}from requests import get\n",
    ),
    "a comment of the import below": (
        "from flask import Flask\n# for sessions\nfrom requests import get\n",
        f"from flask import Flask\n{CURRENT}# for sessions\nfrom requests import get\n",
    ),
    "a comment of the first import": (
        "import os\n\n# for sessions\nfrom requests import get\n",
        f"import os\n\n{CURRENT}\n# for sessions\nfrom requests import get\n",
    ),
    "a comment that divides a section": (
        "from flask import Flask\n\n# for sessions\nfrom requests import get\nfrom zeep import Client\n",
        f"from flask import Flask\n{CURRENT}\n# for sessions\nfrom requests import get\nfrom zeep import Client\n",
    ),
    "a comment after an import": (
        "from opentelemetry import trace  # noqa: E402\n",
        f"from opentelemetry import trace  # noqa: E402\n{CURRENT}",
    ),
    "below an import of many lines": (
        "from opentelemetry import (\n    baggage,\n    trace,\n)\n",
        f"from opentelemetry import (\n    baggage,\n    trace,\n)\n{CURRENT}",
    ),
    "not under TYPE_CHECKING": (
        "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from opentelemetry.context import Context\n",
        f"from typing import TYPE_CHECKING\n\n{CURRENT}\n"
        "if TYPE_CHECKING:\n    from opentelemetry.context import Context\n",
    ),
    "statements between the imports": (
        "import os\n\nos.environ['A'] = ''\n\nfrom opentelemetry import trace\n",
        f"import os\n\nos.environ['A'] = ''\n\nfrom opentelemetry import trace\n{CURRENT}",
    ),
    "two imports on a line": (
        "import os; import sys\nfrom opentelemetry import trace; x = 1\n",
        f"import os; import sys\nfrom opentelemetry import trace; x = 1\n{CURRENT}",
    ),
    "plain and from imports mixed": (
        "from flask import Flask\nimport grpc\nfrom requests import get\n",
        f"from flask import Flask\nimport grpc\n{CURRENT}from requests import get\n",
    ),
    "one more name": (
        "from opentelemetry.context import attach\n",
        "from opentelemetry.context import attach, get_current\n",
    ),
    "one more name, first": (
        "from opentelemetry.context import set_value\n",
        "from opentelemetry.context import get_current, set_value\n",
    ),
    "one more name after classes": (
        "from opentelemetry.context import Context, attach, set_value\n",
        "from opentelemetry.context import Context, attach, get_current, set_value\n",
    ),
    "one more name in an unsorted list": (
        "from opentelemetry.context import set_value, attach\n",
        "from opentelemetry.context import set_value, attach, get_current\n",
    ),
    "one more name and a comment": (
        "from opentelemetry.context import attach  # noqa: F401\n",
        "from opentelemetry.context import attach, get_current  # noqa: F401\n",
    ),
    "one more name in parentheses": (
        "from opentelemetry.context import (attach, set_value)\n",
        "from opentelemetry.context import (attach, get_current, set_value)\n",
    ),
    "one more line": (
        "from opentelemetry.context import (\n    attach,\n    detach,\n)\n",
        "from opentelemetry.context import (\n    attach,\n    detach,\n    get_current,\n)\n",
    ),
    "one more line, no trailing comma": (
        "from opentelemetry.context import (\n    attach,\n    detach\n)\n",
        "from opentelemetry.context import (\n    attach,\n    detach,\n    get_current\n)\n",
    ),
    "one more line among others": (
        "from opentelemetry.context import (\n\tattach,  # one\n\tset_value,  # two\n)\n",
        "from opentelemetry.context import (\n\tattach,  # one\n\tget_current,\n\tset_value,  # two\n)\n",
    ),
    "one more line after a single one": (
        "from opentelemetry.context import (\n    attach,  # one\n)\n",
        "from opentelemetry.context import (\n    attach,  # one\n    get_current,\n)\n",
    ),
    "a list that grows too long": (
        "from opentelemetry.context import Context, attach, create_key, detach, get_value, set_value\n",
        "from opentelemetry.context import (\n    Context,\n    attach,\n    create_key,\n    detach,\n"
        "    get_current,\n    get_value,\n    set_value,\n)\n",
    ),
    "a list that grows too long, behind a tab": (
        "from opentelemetry.context import\tContext, attach, create_key, detach, get_value, set_value\n",
        "from opentelemetry.context import\t(\n    Context,\n    attach,\n    create_key,\n    detach,\n"
        "    get_current,\n    get_value,\n    set_value,\n)\n",
    ),
    "a renamed name is not joined": (
        "from opentelemetry.context import attach as enter\n",
        "from opentelemetry.context import attach as enter\nfrom opentelemetry.context import get_current\n",
    ),
}


@pytest.mark.parametrize(("before", "after"), HEADERS.values(), ids=HEADERS)
def test_header(before: str, after: str) -> None:
    assert fixed(before + body().lstrip("\n" if not before else ""), ACTIVE) == after + body("get_current()")


@pytest.mark.parametrize(("before", "after"), HEADERS.values(), ids=HEADERS)
def test_header_with_crlf(before: str, after: str) -> None:
    text, wanted = before + body().lstrip("\n" if not before else ""), after + body("get_current()")
    assert fixed(text.replace("\n", "\r\n"), ACTIVE) == wanted.replace("\n", "\r\n")


@pytest.mark.program
def test_a_sorted_header_stays_sorted(tmp_path: Path) -> None:
    """ruff has isort's rules; a header that it finds in order is in order after the fix."""
    for index, (before, after) in enumerate(HEADERS.values()):
        (tmp_path / f"before{index}.py").write_text(before + body())
        (tmp_path / f"after{index}.py").write_text(after + body("get_current()"))
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--select=I", "--output-format=concise", "."]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=HANGS_AFTER)
    unsorted = {line.partition(":")[0] for line in done.stdout.splitlines() if "I001" in line}
    sorted_before = [index for index in range(len(HEADERS)) if f"before{index}.py" not in unsorted]
    spoilt = [list(HEADERS)[index] for index in sorted_before if f"after{index}.py" in unsorted]
    assert len(sorted_before) > 20, done.stdout
    assert spoilt == [], done.stdout


LAYOUTS = {
    "an encoding on the second line": (
        "\n# coding: utf-8\ntracer.start_span('n')\n",
        f"\n# coding: utf-8\n\n{CURRENT}\n{CALL}\n",
    ),
    "an encoding on the first line": (
        "# coding: utf-8\ntracer.start_span('n')\n",
        f"# coding: utf-8\n\n{CURRENT}\n{CALL}\n",
    ),
    "a comment of the code": ("# Starts.\ntracer.start_span('n')\n", f"{CURRENT}\n# Starts.\n{CALL}\n"),
    "no blank line after the imports": (
        "import os\ntracer.start_span('n')\n",
        f"import os\n\n{CURRENT}\n{CALL}\n",
    ),
    "one line after the imports": (
        "from opentelemetry import trace\ntracer.start_span('n')\n",
        f"from opentelemetry import trace\n{CURRENT}{CALL}\n",
    ),
    "code right below the docstring": (
        '"""Doc."""\nx = tracer.start_span(\'n\')',
        f'"""Doc."""\n\n{CURRENT}\nx = {CALL}',
    ),
    "imports below the call": (
        "tracer.start_span('n')\nfrom opentelemetry.context import attach, get_current\n",
        f"{CURRENT}\n{CALL}\nfrom opentelemetry.context import attach, get_current\n",
    ),
}


@pytest.mark.parametrize(("before", "after"), LAYOUTS.values(), ids=LAYOUTS)
def test_layout(before: str, after: str) -> None:
    assert fixed(before, ACTIVE) == after


NAMES = {
    "the function": (CURRENT, ACTIVE, "get_current()"),
    "the function, renamed": ("from opentelemetry.context import get_current as gc\n", ACTIVE, "gc()"),
    "the module": ("from opentelemetry import context\n", ACTIVE, "context.get_current()"),
    "the module, renamed": (
        "from opentelemetry import context as otel_context\n",
        ACTIVE,
        "otel_context.get_current()",
    ),
    "the module by its path": ("import opentelemetry.context\n", ACTIVE, "opentelemetry.context.get_current()"),
    "the module by its path, renamed": ("import opentelemetry.context as c\n", ACTIVE, "c.get_current()"),
    "two modules of a package": (
        "import opentelemetry.context\nimport opentelemetry.trace\n",
        ACTIVE,
        "opentelemetry.context.get_current()",
    ),
    "the function before the module": (
        f"from opentelemetry import context\n{CURRENT}",
        ACTIVE,
        "get_current()",
    ),
    "the class": ("from opentelemetry.context import Context\n", ROOT, "Context()"),
    "the class where it is defined": ("from opentelemetry.context.context import Context\n", ROOT, "Context()"),
    "the class by its module": ("from opentelemetry import context as c\n", ROOT, "c.Context()"),
    "a try that the code relies on": (
        "try:\n    from opentelemetry import context\nexcept ImportError:\n    context = None\n\n\n"
        "def g():\n    context.get_current()\n",
        ACTIVE,
        "context.get_current()",
    ),
    "a configured name": (
        CURRENT,
        configured("gc()", "from opentelemetry.context import get_current as gc"),
        "get_current()",
    ),
    "a configured module": (
        "from opentelemetry import context as otel\n",
        configured("context.get_current()", "from opentelemetry import context"),
        "otel.get_current()",
    ),
    "a configured module, the function": (
        "from opentelemetry.context import get_current as gc\n",
        configured("context.get_current()", "from opentelemetry import context"),
        "gc()",
    ),
    "a configured path": (
        "import acme.session\n",
        configured("acme.session.get().context", "import acme.session"),
        "acme.session.get().context",
    ),
    "a configured path, renamed": (
        "from acme import session as s\n",
        configured("acme.session.get().context", "import acme.session"),
        "s.get().context",
    ),
    "two configured names": (
        "from acme import first, second as other\n",
        configured("first(k=1) or second(first)", "from acme import first, second"),
        "first(k=1) or other(first)",
    ),
    "a configured lambda": (
        "from acme import pick\n",
        configured("pick(lambda first: first.ctx)", "from acme import pick"),
        "pick(lambda first: first.ctx)",
    ),
    "configured, and a builtin": (
        "from acme import session\n",
        configured("getattr(session, 'ctx', None)", "from acme import session"),
        "getattr(session, 'ctx', None)",
    ),
}


@pytest.mark.parametrize(("header", "cure", "value"), NAMES.values(), ids=NAMES)
def test_the_names_of_the_file(header: str, cure: Cure, value: str) -> None:
    assert fixed(header + body(), cure) == header + body(value)


CONFIGURED = {
    "one import": (("ctx()", "from acme.tracing import ctx"), "from acme.tracing import ctx\n", "ctx()"),
    "renamed": (
        ("a.ctx()", "from acme import tracing as a"),
        "from acme import tracing as a\n",
        "a.ctx()",
    ),
    "a plain import": (("acme.ctx()", "import acme"), "import acme\n", "acme.ctx()"),
    "a plain import of a path": (("acme.t.ctx()", "import acme.t"), "import acme.t\n", "acme.t.ctx()"),
    "two names of a module": (
        ("B(a())", "from acme import a, B"),
        "from acme import B, a\n",
        "B(a())",
    ),
    "two modules": (
        ("a() or b.c()", "from beta import a", "import alpha as b"),
        "import alpha as b\nfrom beta import a\n",
        "a() or b.c()",
    ),
    "two sections": (
        ("a(os.getpid())", "from acme import a", "import os"),
        "import os\n\nfrom acme import a\n",
        "a(os.getpid())",
    ),
    "what is not used is not imported": (("a()", "from acme import a, b"), "from acme import a\n", "a()"),
}


@pytest.mark.parametrize(("session", "imports", "value"), CONFIGURED.values(), ids=CONFIGURED)
def test_configured_imports(session: tuple[str, ...], imports: str, value: str) -> None:
    assert fixed(body().lstrip(), configured(*session)) == imports + body(value)


SCOPES = {
    "a parameter has the name": (
        "def f(tracer, get_current):\n    tracer.start_span('n'{})\n",
        "from opentelemetry.context import get_current as otel_get_current\n\n\n",
        "otel_get_current()",
    ),
    "a local has the name": (
        "def f(tracer):\n    tracer.start_span('n'{})\n    get_current = 1\n",
        "from opentelemetry.context import get_current as otel_get_current\n\n\n",
        "otel_get_current()",
    ),
    "a function of the module has the name": (
        "def get_current(): ...\n\n\ndef f(tracer):\n    tracer.start_span('n'{})\n",
        "from opentelemetry.context import get_current as otel_get_current\n\n\n",
        "otel_get_current()",
    ),
    "a name from elsewhere": (
        "def f(tracer):\n    tracer.start_span('n'{})\n    get_current.x\n",
        "from opentelemetry.context import get_current as otel_get_current\n\n\n",
        "otel_get_current()",
    ),
    "a loop of the module has the name": (
        "for get_current in (): ...\n\n\ndef f(tracer):\n    tracer.start_span('n'{})\n",
        "from opentelemetry.context import get_current as otel_get_current\n\n",
        "otel_get_current()",
    ),
    "another function has the name": (
        "def g(get_current): ...\n\n\ndef f(tracer):\n    tracer.start_span('n'{})\n",
        f"{CURRENT}\n\n",
        "get_current()",
    ),
    "a method has the name": (
        "class A:\n    def get_current(self): ...\n\n    def f(self, tracer):\n        tracer.start_span('n'{})\n",
        f"{CURRENT}\n\n",
        "get_current()",
    ),
    "a class body has the name": (
        "class A:\n    get_current = 1\n    span = tracer.start_span('n'{})\n",
        "from opentelemetry.context import get_current as otel_get_current\n\n\n",
        "otel_get_current()",
    ),
    "an attribute and a keyword have the name": (
        "def f(tracer):\n    g(get_current=a.get_current)\n    tracer.start_span('n'{})\n",
        f"{CURRENT}\n\n",
        "get_current()",
    ),
    "imported below the function": (
        "def f(tracer):\n    tracer.start_span('n'{})\n\n\nfrom opentelemetry.context import get_current\n",
        f"{CURRENT}\n\n",
        "get_current()",
    ),
    "imported in the function": (
        "def f(tracer):\n    from opentelemetry.context import get_current\n\n    tracer.start_span('n'{})\n",
        "",
        "get_current()",
    ),
    "imported in the function around": (
        "def f(tracer):\n    from opentelemetry import context\n\n    def g():\n        tracer.start_span('n'{})\n",
        "",
        "context.get_current()",
    ),
    "imported in a try of the function": (
        "def f(tracer):\n    try:\n        from opentelemetry import context\n"
        "        tracer.start_span('n'{})\n    finally: ...\n",
        "",
        "context.get_current()",
    ),
}


@pytest.mark.parametrize(("text", "imports", "value"), SCOPES.values(), ids=SCOPES)
def test_scopes(text: str, imports: str, value: str) -> None:
    assert fixed(text.format(""), ACTIVE) == imports + text.format(f", context={value}")


def test_an_import_for_types_only_is_made_once_more() -> None:
    text = "from __future__ import annotations\n\nfrom typing import TYPE_CHECKING\n{}\nif TYPE_CHECKING:\n    {}\n"
    only = text.format("", CURRENT) + body()
    assert fixed(only, ACTIVE) == text.format(f"\n{CURRENT}", CURRENT) + body("get_current()")


NONE = {
    "the package may be absent": (
        "try:\n    from opentelemetry import trace\nexcept ImportError:\n    trace = None\n" + body(),
        ACTIVE,
    ),
    "anything may be imported": (f"from acme import *\n{body()}", ACTIVE),
    "both names are taken": (f"get_current = otel_get_current = 1\n{body()}", ACTIVE),
    "the imports are on the call's line": (
        "import os; tracer.start_span('n')\n",
        configured("a()", "from acme import a"),
    ),
    "no configuration": (body(), configured("")),
    "two expressions": (body(), configured("a(), b()", "from acme import a, b")),
    "a keyword": (body(), configured("1, links=a", "from acme import a")),
    "a comment": (body(), configured("a()  # session", "from acme import a")),
    "two lines": (body(), configured("a(\n)", "from acme import a")),
    "an assignment expression": (body(), configured("(x := a())", "from acme import a")),
    "a name from nowhere": (body(), configured("a()")),
    "a builtin that is taken": (f"list = 1\n{body()}", configured("list(a)", "from acme import a")),
    "no import statement": (body(), configured("a()", "acme.a")),
    "a star": (body(), configured("a()", "from acme import *")),
    "await outside a coroutine": (body(), configured("await a()", "from acme import a")),
    "quotes in an f-string": (
        "from acme import a\ndef f(tracer):\n    return f'{tracer.start_span(\"n\")}'\n",
        configured("a('b')", "from acme import a"),
    ),
    "a name that the class would change": (
        "class A:\n    def f(self, tracer):\n        tracer.start_span('n')\n",
        configured("__a()", "from acme import __a"),
    ),
}


@pytest.mark.parametrize(("text", "cure"), NONE.values(), ids=NONE)
def test_no_fix(text: str, cure: Cure) -> None:
    assert fixed(text, cure) is None


def test_await_in_a_coroutine() -> None:
    text = "from acme import a\n\n\nasync def f(tracer):\n    tracer.start_span('n'{})\n"
    assert fixed(text.format(""), configured("await a()", "from acme import a")) == text.format(", context=await a()")


SIBLING = "def g(tracer{}):\n    tracer.start_span('g', context={} or x)\n\n\n"
PROVIDERS = {
    "of the file": ("def ctx(): ...\n\n\n" + SIBLING.format("", "ctx()"), "ctx()"),
    "imported": ("from acme import ctx\n\n\n" + SIBLING.format("", "ctx()"), "ctx()"),
    "by its module": ("from acme import session as s\n\n\n" + SIBLING.format("", "s.ctx()"), "s.ctx()"),
    "of an object of the module": ("session = object()\n\n\n" + SIBLING.format("", "session.ctx()"), "session.ctx()"),
    "called by the file's resolver": (
        "from acme import s\n\n\ndef parent():\n    return s.ctx()\n\n\n" + SIBLING.format("", "parent()"),
        "s.ctx()",
    ),
}


@pytest.mark.parametrize(("text", "value"), PROVIDERS.values(), ids=PROVIDERS)
def test_providers(text: str, value: str) -> None:
    after = "def f(tracer):\n    tracer.start_span('n'{})\n"
    assert fixed(text + after.format(""), provider("ctx")) == text + after.format(f", context={value}")


@pytest.mark.parametrize("written", ["s.ctx", "ctx", "t.ctx"])
def test_a_provider_by_its_whole_name(written: str) -> None:
    """The finding names it as the siblings write it."""
    text = "from acme import session as s\n\n\n" + SIBLING.format("", "s.ctx()") + body()
    wanted = text.replace("'n'", "'n', context=s.ctx()") if written != "t.ctx" else None
    assert fixed(text, provider(written)) == wanted


def test_a_provider_and_the_active_context() -> None:
    text = "from opentelemetry import context as c\n{}\ndef ctx(): ...\n\n\n" + SIBLING.format("", "ctx()")
    after = "def f(tracer):\n    tracer.start_span('n'{})\n"
    wanted = (text + after.format(", context=ctx() or c.get_current()")).format("")
    assert fixed((text + after.format("")).format(""), provider("ctx", fallback=True)) == wanted


def test_a_provider_that_another_function_imports() -> None:
    text = "def g(tracer):\n    from .s import ctx\n\n    tracer.start_span('g', context=ctx())\n" + body()
    assert fixed(text, provider("ctx")) == "from .s import ctx\n\n\n" + text.replace("'n'", "'n', context=ctx()")


def test_a_provider_of_the_same_object() -> None:
    text = (
        "class A:\n    def g(self):\n        self.tracer.start_span('g', context=self.ctx())\n\n"
        "    def f(self):\n        self.tracer.start_span('n'{})\n"
    )
    assert fixed(text.format(""), provider("ctx")) == text.format(", context=self.ctx()")


NO_PROVIDER = {
    "of another class": (
        "class A:\n    def g(self):\n        self.tracer.start_span('g', context=self.ctx())\n\n\n"
        "class B:\n    def f(self):\n        self.tracer.start_span('n')\n"
    ),
    "of a parameter": SIBLING.format(", s", "s.ctx()") + body(),
    "of a local": "def g(tracer):\n    s = acme()\n    tracer.start_span('g', context=s.ctx())\n" + body(),
    "awaited": "from acme import ctx\nasync def g(tracer):\n    tracer.start_span('g', context=await ctx())\n" + body(),
    "a coroutine": "async def ctx(): ...\n" + SIBLING.format("", "ctx()") + body(),
    "shadowed": "def ctx(): ...\n" + SIBLING.format("", "ctx()") + body().replace("(tracer)", "(tracer, ctx)"),
    "unknown": body(),
}


@pytest.mark.parametrize("text", NO_PROVIDER.values(), ids=NO_PROVIDER)
def test_no_provider(text: str) -> None:
    assert fixed(text, provider("ctx")) is None


ONLY_ELSEWHERE = {
    "another function imports it": (
        "def g():\n    from opentelemetry.context import get_current\n\n\n"
        "def f(tracer):\n    tracer.start_span('n'{})\n"
    ),
    "imported on one branch": (
        "def f(tracer):\n    if tracer:\n        from opentelemetry.context import get_current\n"
        "    tracer.start_span('n'{})\n"
    ),
    "imported in the function afterwards": (
        "def f(tracer):\n    tracer.start_span('n'{})\n    from opentelemetry import context\n"
    ),
}


@pytest.mark.parametrize("text", ONLY_ELSEWHERE.values(), ids=ONLY_ELSEWHERE)
def test_a_file_that_does_without_the_library_here_gets_no_import_of_it(text: str) -> None:
    assert fixed(text.format(""), ACTIVE) is None
    required = "import opentelemetry\n\n\n" + text
    assert fixed(required.format(""), ACTIVE) is not None


@pytest.mark.parametrize("called", ["monkey.patch_all()", "sys.path.insert(0, 'lib')", "load_dotenv()"])
def test_an_import_stays_below_a_call_between_the_imports(called: str) -> None:
    text = f"import sys\nfrom gevent import monkey\n\n{called}\n\nimport flask\n\n\n" + body()
    repaired = fixed(text, configured("a()", "from alpha import a"))
    assert repaired is not None
    assert repaired.startswith(text[: text.index("import flask")])
    above = text.replace(f"{called}\n\n", f"NAME = '{called[:1]}'\n\n")
    repaired = fixed(above, configured("a()", "from alpha import a"))
    assert repaired is not None
    assert repaired.index("from alpha") < repaired.index("NAME")
