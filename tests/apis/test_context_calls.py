"""The functions of contexts in the tables: they are those of the installed libraries, and so are their slots."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest
from opentelemetry import baggage, context, propagate, trace
from opentelemetry.sdk.trace import Tracer

from spanlint.apis import tables
from spanlint.model.apis import Slot

ROOT = Path(__file__).parents[2]
DECLARATIONS = ROOT / "demo" / "typescript" / "node_modules" / "@opentelemetry" / "api" / "build" / "src"
PYTHON, TYPESCRIPT = tables("python").contexts, tables("typescript").contexts


def parameters(name: str) -> list[str]:
    """The parameters of a function of OpenTelemetry for Python."""
    homes = [module for module in (context, baggage, propagate, trace) if hasattr(module, name)]
    assert homes, f"{name} is in no module"
    return list(inspect.signature(getattr(homes[0], name)).parameters)


def declared(name: str) -> list[list[str]]:
    """The parameters of each function or method of that name that OpenTelemetry for JavaScript declares."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(DECLARATIONS.rglob("*.d.ts")))
    lists = re.findall(rf"\b{name}(?:<[^(]*>)?\(([^)]*)\)", text)
    assert lists, f"nothing declares {name}"
    return [re.findall(r"(\w+)\??: ", each) for each in lists]


@pytest.mark.parametrize(
    ("name", "slot", "keyword"),
    [
        *((name, slot, "context") for name, slot in {**PYTHON.adding, **PYTHON.removing, **PYTHON.taking}.items()),
        *((name, holder.key, "key") for name, holder in PYTHON.holding.items()),
        *((name, holder.value, "value") for name, holder in PYTHON.holding.items()),
        *((name, setter.context, "context") for name, setter in PYTHON.setters.items()),
        *((name, setter.span, "span") for name, setter in PYTHON.setters.items()),
    ],
)
def test_python_slots_are_those_of_the_installed_opentelemetry(name: str, slot: Slot | None, keyword: str) -> None:
    assert slot is not None
    assert slot.keyword == keyword == parameters(name)[slot.position or 0]


@pytest.mark.parametrize(
    ("name", "slot", "parameter"),
    [
        *((name, slot, "context") for name, slot in {**TYPESCRIPT.adding, **TYPESCRIPT.removing}.items() if slot),
        *((name, slot, "context") for name, slot in TYPESCRIPT.taking.items() if name not in TYPESCRIPT.activating),
        *((name, holder.key, "key") for name, holder in TYPESCRIPT.holding.items()),
        *((name, holder.value, "value") for name, holder in TYPESCRIPT.holding.items()),
        *((name, setter.context, "context") for name, setter in TYPESCRIPT.setters.items()),
        *((name, setter.span, "span") for name, setter in TYPESCRIPT.setters.items()),
    ],
)
def test_javascript_slots_are_those_of_the_installed_opentelemetry(name: str, slot: Slot, parameter: str) -> None:
    assert any(
        len(each) > (slot.position or 0) and each[slot.position or 0].startswith(parameter) for each in declared(name)
    )


def test_javascript_methods_take_no_context() -> None:
    methods = [name for name, slot in {**TYPESCRIPT.adding, **TYPESCRIPT.removing}.items() if slot is None]
    assert methods
    assert [each for name in methods for each in declared(name) if "context" in each] == []


def test_every_name_is_a_function_of_the_installed_opentelemetry() -> None:
    for calls, look_up in ((PYTHON, parameters), (TYPESCRIPT, declared)):
        kinds = (calls.active, calls.active_span, calls.active_values, calls.span_of, calls.reading)
        for name in frozenset[str]().union(*kinds, calls.extracting, calls.injecting, calls.deleting):
            assert look_up(name) is not None


@pytest.mark.parametrize("language", ["python", "typescript"])
def test_what_returns_a_context_changes_none(language: str) -> None:
    pure, calls = tables(language).pure, tables(language).contexts
    making = {*calls.adding, *calls.removing, *calls.setters, *calls.deleting, *calls.extracting}
    assert pure.functions | pure.methods == making
    assert not pure.functions & pure.methods


@pytest.mark.parametrize("method", ["start_span", "start_as_current_span"])
def test_python_keywords_are_those_of_the_installed_opentelemetry(method: str) -> None:
    creator = next(each for each in tables("python").creators[method] if each.api == "opentelemetry")
    assert list(creator.accepts) == list(inspect.signature(getattr(Tracer, method)).parameters)[1:]


def test_javascript_options_are_those_of_the_installed_opentelemetry() -> None:
    text = (DECLARATIONS / "trace" / "SpanOptions.d.ts").read_text(encoding="utf-8")
    for creator in (each for name in ("startSpan", "startActiveSpan") for each in tables("typescript").creators[name]):
        if creator.api == "opentelemetry":
            assert set(creator.accepts) == set(re.findall(r"(\w+)\?:", text))
