"""What a name holds is worked out once, however many calls pass the name."""

from __future__ import annotations

from collections import Counter

import pytest

from spanlint.apis import tables
from spanlint.languages import reader
from spanlint.languages.calls.evidence.providers import Providers
from spanlint.languages.names.values import Value
from spanlint.text.source import Source

PYTHON = (
    "from opentelemetry.trace import get_tracer, set_span_in_context\n\ntracer = get_tracer('a')\n\n\ndef work(ctx):\n",
    "    s{i} = tracer.start_span('a', context=ctx)\n    ctx = set_span_in_context(s{i}, ctx)\n",
    "",
)
TYPESCRIPT = (
    "import { trace } from '@opentelemetry/api';\nconst tracer = trace.getTracer('a');\n"
    "export function work(ctx: Context) {\n",
    "const s{i} = tracer.startSpan('a', {{}}, ctx);\nctx = trace.setSpan(ctx, s{i});\n",
    "}\n",
)


@pytest.fixture
def judged_values(monkeypatch: pytest.MonkeyPatch) -> Counter[int]:
    """How often each value was looked at, by where it begins."""
    seen: Counter[int] = Counter()
    whole = Providers._put_into_context

    def noted(providers: Providers, value: Value) -> Value:
        seen[value.node.start_byte] += 1
        return whole(providers, value)

    monkeypatch.setattr(Providers, "_put_into_context", noted)
    return seen


@pytest.mark.parametrize(
    ("path", "language", "parts"), [("a.py", "python", PYTHON), ("a.ts", "typescript", TYPESCRIPT)]
)
def test_values_of_a_name_are_worked_out_once(
    judged_values: Counter[int], path: str, language: str, parts: tuple[str, str, str]
) -> None:
    head, line, tail = parts
    text = (head + "".join(line.format(i=i) for i in range(20)) + tail).encode()
    facts = reader(language).read(Source(path, language, text, text), tables(language))
    assert len(facts.calls) == 20
    assert all(call.details().kind == "INTERNAL" for call in facts.calls)
    assert len(judged_values) == 40  # each name that is passed, and each context that it is given
    assert set(judged_values.values()) == {1}
