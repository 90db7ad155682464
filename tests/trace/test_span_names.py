"""The names of spans that are put together: of members, defaults, what functions return and what they are passed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.trace.test_call_sites import PYTHON, TYPESCRIPT, sites


def at_mark(text: str, mark: str, path: str) -> str:
    """The place of the line that has a mark, `HERE` behind the sign of a comment."""
    return f"{path}:{text[: text.index(mark)].count(chr(10)) + 1}"


@pytest.mark.parametrize(
    "body",
    [
        'class A:\n    NAME = "agent.turn"\n    def f(self):\n        tracer.start_span(self.NAME)  # HERE',
        'class A:\n    NAME = "agent.turn"\n    @classmethod\n    def f(cls):\n'
        "        tracer.start_span(cls.NAME)  # HERE",
        'class A:\n    def __init__(self):\n        self.name = "agent.turn"\n    def f(self):\n'
        "        tracer.start_span(self.name)  # HERE",
        'def step(name="agent.turn"):\n    tracer.start_span(name)  # HERE\nstep("agent.other")',
        'NAMES = {"turn": "agent.turn"}\ntracer.start_span(NAMES["turn"])  # HERE',
        'NAMES = {"turn": "agent.turn"}\ndef f(key):\n    tracer.start_span(NAMES[key])  # HERE',
        'tracer.start_span(name := "agent.turn")  # HERE',
        'tracer.start_span(".".join(["agent", "turn"]))  # HERE',
        'KIND = "turn"\ntracer.start_span("agent.%s" % KIND)  # HERE',
        'KIND = "turn"\ntracer.start_span("agent.{}".format(KIND))  # HERE',
        'KIND = "turn"\ntracer.start_span("agent.{kind}".format(kind=KIND))  # HERE',
        'def name_of():\n    return "agent.turn"\ntracer.start_span(name_of())  # HERE',
        'def name_of(kind):\n    return f"agent.{kind}"\ntracer.start_span(name_of("turn"))  # HERE',
        'def step(kind):\n    return tracer.start_span(f"agent.{kind}")\nstep("turn")  # HERE',
        'def step(kind):\n    return tracer.start_span("agent.%s" % kind)\nstep(kind="turn")  # HERE',
        'def step(name=None):\n    return tracer.start_span(name or "agent.step")\nstep("agent.turn")  # HERE',
        'def inner(name):\n    return tracer.start_span(f"agent.{name}")\n'
        'def step(kind):\n    return inner(f"tu{kind}")\n'
        'step("rn")  # HERE',
        "class Step:\n    def __init__(self, name):\n        self.name = name\n    def __enter__(self):\n"
        '        self.span = tracer.start_span(self.name)\nwith Step("agent.turn"):  # HERE\n    pass',
    ],
)
def test_a_name_in_python_leads_to_its_call(tmp_path: Path, body: str) -> None:
    text = PYTHON + body + "\n"
    assert sites(tmp_path, "agent.turn", {"a.py": text}) == ["exact", at_mark(text, "# HERE", "a.py")]


@pytest.mark.parametrize(
    "body",
    [
        "export function step(name = 'agent.turn') {\n  return tracer.startSpan(name); // HERE\n}\nstep('other');",
        "const NAMES = { turn: 'agent.turn' };\ntracer.startSpan(NAMES['turn']); // HERE",
        "const NAMES = { 'the-turn': 'agent.turn' };\ntracer.startSpan(NAMES['the-turn']); // HERE",
        "const NAMES = { turn: 'agent.turn', x: 'x' };\n"
        "export const f = (key: string) => tracer.startSpan(NAMES[key]); // HERE",
        "const nameOf = (kind: string) => `agent.${kind}`;\ntracer.startSpan(nameOf('turn')); // HERE",
        "const step = (kind: string) => tracer.startSpan(`agent.${kind}`);\nstep('turn'); // HERE",
        "const step = <T>(kind: T) => tracer.startSpan(`agent.${kind}`);\nstep<string>('turn'); // HERE",
        "function step(of: Step) { return tracer.startSpan(of.name); }\nstep({ name: 'agent.turn' }); // HERE",
        "function step(name?: string) { return tracer.startSpan(name ?? 'agent.step'); }\nstep('agent.turn'); // HERE",
        "function start(id: number, name: string) { return tracer.startSpan(name); }\n"
        "class A { start(name: string) { return start(1, name); } }\nnew A().start('agent.turn'); // HERE",
    ],
)
def test_a_name_in_typescript_leads_to_its_call(tmp_path: Path, body: str) -> None:
    text = TYPESCRIPT + body + "\n"
    assert sites(tmp_path, "agent.turn", {"a.ts": text}) == ["exact", at_mark(text, "// HERE", "a.ts")]


@pytest.mark.parametrize(
    "body",
    [
        'class A:\n    NAME = "agent.turn"\nclass B:\n    NAME = "agent.other"\n    def f(self):\n'
        "        tracer.start_span(self.NAME)",
        'NAMES = {"turn": "agent.turn", "x": "agent.x"}\ntracer.start_span(NAMES["x"])',
        'def step(kind):\n    return tracer.start_span(f"tool.{kind}")\nstep("turn")\nstep("agent.turn")',
        'def name_of(kind):\n    return f"tool.{kind}"\ntracer.start_span(name_of("agent.turn"))',
        'def step(name, parent):\n    return tracer.start_span(name)\nstep("agent.other", "agent.turn")',
    ],
)
def test_a_name_that_is_put_together_in_another_way_does_not(tmp_path: Path, body: str) -> None:
    assert sites(tmp_path, "agent.turn", {"a.py": PYTHON + body + "\n"}) == ["none"]


def test_a_name_that_is_set_over_and_over_is_given_up(tmp_path: Path) -> None:
    """Each of these sixty values is made of all of them: their number is sixty to the power of the depth."""
    body = "".join(f'    if name == "{number}":\n        name = name + "-{number}"\n' for number in range(60))
    text = PYTHON + f"def turn(name):\n{body}    tracer.start_span(name)\n"
    assert sites(tmp_path, "agent.turn", {"a.py": text}) == ["none"]


MAKER = PYTHON + (
    "def make_traced(prefix):\n"
    "    def traced(func):\n"
    "        def wrapper(*args):\n"
    '            with tracer.start_as_current_span(f"{prefix}.{func.__name__}"):\n'
    "                return func(*args)\n"
    "        return wrapper\n"
    "    return traced\n"
    "def plain(func):\n"
    "    def wrapper(*args):\n"
    '        with tracer.start_as_current_span(f"agent.{func.__name__}"):\n'
    "            return func(*args)\n"
    "    return wrapper\n"
    'agent_traced = make_traced("agent")\n'
    'tool_traced = make_traced("tool")\n'
)


@pytest.mark.parametrize(
    "text",
    [
        "from maker import agent_traced\n\n@agent_traced  # HERE\ndef turn(): ...\n",
        "import maker\n\n@maker.agent_traced  # HERE\ndef turn(): ...\n",
        "from maker import make_traced\nobserved = make_traced('agent')\n@observed  # HERE\ndef turn(): ...\n",
        "import maker\nobserved = maker.make_traced(prefix='agent')\n@observed  # HERE\ndef turn(): ...\n",
        "from maker import make_traced\nof = make_traced\nat = of('agent')\n@at  # HERE\ndef turn(): ...\n",
        "from maker import plain\nobserved = plain\n@observed  # HERE\ndef turn(): ...\n",
    ],
)
def test_a_decorator_under_another_name_is_followed(tmp_path: Path, text: str) -> None:
    found = sites(tmp_path, "agent.turn", {"maker.py": MAKER, "work.py": text})
    assert found == ["exact", at_mark(text, "# HERE", "work.py")]


@pytest.mark.parametrize(
    "text",
    [
        "from maker import tool_traced\n\n@tool_traced\ndef turn(): ...\n",
        "from maker import make_traced\nobserved = make_traced(unknown())\n@observed\ndef turn(): ...\n",
        "from maker import make_traced\nobserved = wrap(make_traced('agent'))\n@observed\ndef turn(): ...\n",
        "from other import agent_traced\n\n@agent_traced\ndef turn(): ...\n",
        "from maker import make_traced\nturn = make_traced('agent')\n\ndef turn(): ...\n",
    ],
)
def test_a_decorator_that_only_has_the_name_is_not(tmp_path: Path, text: str) -> None:
    files = {"maker.py": MAKER, "other.py": "def agent_traced(func): return func\n", "work.py": text}
    assert "work.py:3" not in sites(tmp_path, "agent.turn", files)


def test_a_decorator_in_typescript_under_another_name_is_followed(tmp_path: Path) -> None:
    maker = TYPESCRIPT + (
        "export function makeTraced(prefix: string): MethodDecorator {\n"
        "  return (target, propertyKey, descriptor: PropertyDescriptor) => {\n"
        "    const original = descriptor.value;\n"
        "    descriptor.value = function (...args: unknown[]) {\n"
        "      const span = tracer.startSpan(`${prefix}.${String(propertyKey)}`);\n"
        "      try { return original.apply(this, args); } finally { span.end(); }\n"
        "    };\n"
        "  };\n"
        "}\n"
        "export const traced = makeTraced('agent');\n"
        "export const toolTraced = makeTraced('tool');\n"
    )
    work = (
        "import { traced, toolTraced } from './maker';\n"
        "class Agent {\n  @traced\n  turn() {}\n}\nclass Tool {\n  @toolTraced\n  turn() {}\n}\n"
    )
    files = {"maker.ts": maker, "work.ts": work}
    assert sites(tmp_path, "agent.turn", files) == ["exact", "work.ts:3"]
    assert sites(tmp_path, "tool.turn", files) == ["exact", "work.ts:7"]
