"""A method of a class of another file is the class's own, or else that of a base, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.languages.names.project_case import codes, repository

OPENING = """
    @contextmanager
    def span(self, name):
        with tracer.start_as_current_span(name) as span:
            yield span
"""
PLAIN = """
    @contextmanager
    def span(self, name):
        yield name
"""
FIELD = "\n    span = None\n"
EMPTY = "\n    pass\n"
BASE = """\
from contextlib import contextmanager
from opentelemetry import trace
from elsewhere import Ext

tracer = trace.get_tracer("shop")


"""
OPENING_TS = "  protected inSpan(f: () => void) { tracer.startActiveSpan('s', (s) => { f(); s.end(); }); }\n"
PLAIN_TS = "  protected inSpan(f: () => void) { f(); }\n"
GETTER_TS = "  get inSpan() { return run; }\n"
MIDDLE_TS = "class Mid extends Root {}\nexport class Base extends Mid {}\n"
BASE_TS = """\
import { trace } from "@opentelemetry/api";
import { Ext } from "elsewhere";
const tracer = trace.getTracer("shop");
"""


@pytest.mark.parametrize("use", ["self", "made", "Base()"])
@pytest.mark.parametrize(
    ("classes", "expected"),
    [
        (f"class Base:{OPENING}", "SPN003"),
        (f"class Base(Ext):{OPENING}", "SPN003"),
        (f"class Base(Ext):{PLAIN}", "SPN001"),
        (f"class Base(Ext):{EMPTY}", "SPN001"),
        (f"class Root:{OPENING}class Base(Root):{EMPTY}", "SPN003"),
        (f"class Root:{PLAIN}class Base(Root):{EMPTY}", "SPN001"),
        (f"class Root(Ext):{OPENING}class Mid(Root):{EMPTY}class Base(Mid):{EMPTY}", "SPN003"),
        (f"class Root:{OPENING}class Base(Root):{PLAIN}", "SPN001"),
        (f"class Root:{OPENING}class Base(Root):{FIELD}", "SPN001"),
        (f"class Root:{PLAIN}class Base(Root):{OPENING}", "SPN003"),
        (f"class Root:{OPENING}class Base(Root, Ext):{EMPTY}", "SPN003"),
        (f"class Root:{OPENING}class Base(Ext, Root):{EMPTY}", "SPN003"),
        (f"class Root:{PLAIN}class Base(Root, Ext):{EMPTY}", "SPN001"),
    ],
)
def test_a_manager_of_a_python_class(classes: str, expected: str, use: str, tmp_path: Path) -> None:
    files = {
        "base.py": f"{BASE}{classes}",
        "use.py": f"""\
            from opentelemetry import trace
            from base import Base
            tracer = trace.get_tracer("shop")
            made = Base()
            class Own(Base):
                def run(self):
                    with {use}.span("x"):
                        tracer.start_span("y")
            """,
    }
    assert codes(repository(tmp_path, files) / "use.py") == [expected]


@pytest.mark.parametrize("use", ["this", "made", "new Base()"])
@pytest.mark.parametrize(
    ("classes", "expected"),
    [
        (f"export class Base {{\n{OPENING_TS}}}\n", "SPN003"),
        (f"export class Base extends Ext {{\n{OPENING_TS}}}\n", "SPN003"),
        (f"export class Base extends Ext {{\n{PLAIN_TS}}}\n", "SPN001"),
        ("export class Base extends Ext {}\n", "SPN001"),
        (f"class Root {{\n{OPENING_TS}}}\nexport class Base extends Root {{}}\n", "SPN003"),
        (f"class Root {{\n{PLAIN_TS}}}\nexport class Base extends Root {{}}\n", "SPN001"),
        (f"class Root extends Ext {{\n{OPENING_TS}}}\n{MIDDLE_TS}", "SPN003"),
        (f"class Root {{\n{OPENING_TS}}}\nexport class Base extends Root {{\n{PLAIN_TS}}}\n", "SPN001"),
        (f"class Root {{\n{OPENING_TS}}}\nexport class Base extends Root {{\n{GETTER_TS}}}\n", "SPN001"),
        (f"class Root {{\n{PLAIN_TS}}}\nexport class Base extends Root {{\n{OPENING_TS}}}\n", "SPN003"),
    ],
)
def test_a_callback_taker_of_a_typescript_class(classes: str, expected: str, use: str, tmp_path: Path) -> None:
    files = {
        "base.ts": f"{BASE_TS}{classes}",
        "use.ts": f"""\
            import {{ trace }} from "@opentelemetry/api";
            import {{ Base }} from "./base";
            const tracer = trace.getTracer("shop");
            const made = new Base();
            class Own extends Base {{
              run() {{
                {use}.inSpan(() => {{ const s = tracer.startSpan("y"); work(); s.end(); }});
              }}
            }}
            """,
    }
    assert codes(repository(tmp_path, files) / "use.ts") == [expected]
