"""A member that a class inherits is what the file of its base class says, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.languages.names.project_case import codes, repository

PYTHON = {
    "shop/__init__.py": "",
    "shop/tracing.py": "from abc import ABC\n\n\nclass Tracer(ABC):\n    def start_span(self, name): ...\n",
    "shop/client.py": """\
        from abc import ABC
        from opentelemetry import trace
        from pydantic import BaseModel
        from .tracing import Tracer


        class Client({}):
            def __init__(self):
                self.tracer{}
        """,
    "shop/a.py": """\
        from .client import Client


        class Own(Client):
            def generate(self):
                with self.tracer.start_span("x") as span:
                    span.set_attribute("a", 1)
        """,
}
ALONE = """\
from opentelemetry import trace
from .client import Client


class Own(Client):
    def generate(self):
        self.tracer.start_span("x")
"""
TYPESCRIPT = {
    "tracing.ts": "export class Tracer {\n  startSpan(name: string) { return new Span(); }\n}\n",
    "client.ts": """\
        import {{ trace }} from "@opentelemetry/api";
        import {{ Tracer }} from "./tracing";
        export abstract class Client {{
          protected tracer{};
        }}
        """,
    "a.ts": """\
        import { SpanStatusCode } from "@opentelemetry/api";
        import { Client } from "./client";
        export class Own extends Client {
          run() {
            this.tracer.startSpan("x").setStatus({ code: SpanStatusCode.OK });
          }
        }
        """,
}


@pytest.mark.parametrize("base", ["ABC", "BaseModel"])
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (": Tracer = Tracer()", []),
        (" = Tracer()", []),
        (' = trace.get_tracer("shop")', ["SPN001"]),
        (": Tracer | trace.Tracer", ["SPN001"]),
    ],
)
def test_an_inherited_python_attribute(base: str, value: str, expected: list[str], tmp_path: Path) -> None:
    files = PYTHON | {"shop/client.py": PYTHON["shop/client.py"].format(base, value)}
    assert codes(repository(tmp_path, files) / "shop/a.py") == expected


def test_an_inherited_python_attribute_of_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert codes(repository(tmp_path, {"shop/a.py": ALONE}) / "shop/a.py") == ["SPN001"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (": Tracer = new Tracer()", []),
        (" = new Tracer()", []),
        (' = trace.getTracer("shop")', ["SPN001"]),
        ("", ["SPN001"]),
    ],
)
def test_an_inherited_typescript_property(value: str, expected: list[str], tmp_path: Path) -> None:
    files = TYPESCRIPT | {"client.ts": TYPESCRIPT["client.ts"].format(value)}
    assert codes(repository(tmp_path, files) / "a.ts") == expected
