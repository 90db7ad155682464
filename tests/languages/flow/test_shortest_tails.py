"""The rest of a function, which a search for one value leaves out, ends as it does when it is searched."""

from __future__ import annotations

import pytest

from spanlint.languages.flow import paths
from spanlint.lint.judge import judge
from spanlint.model.settings import Settings
from spanlint.rulebook.rules import rules
from spanlint.text.source import Source
from tests.lint.test_judge import (
    IMPORT,
    SHAPES,
    TYPESCRIPT_IMPORT,
    TYPESCRIPT_SHAPES,
    python_text,
    typescript_text,
)

LOOPS = """\
def work(items, x, y):
    for item in items:
        a = tracer.start_span('a')
        try:
            use(item)
        except ValueError:
            continue
        a.end()
    while x():
        b = tracer.start_span('b')
        if y():
            break
        b.end()
    else:
        c = tracer.start_span('c')
        try:
            use(c)
        finally:
            for item in items:
                d = tracer.start_span('d')
                use(item)
                if item:
                    return d.end()
        c.set_status(StatusCode.ERROR)
        c.set_status(StatusCode.OK)
        c.end()
    try:
        e = tracer.start_span('e')
        if x(1):
            raise KeyError
        e.end()
    except KeyError:
        use(x)
    except Exception:
        raise
    while True:
        use(y)
"""
TEXTS = {
    **{f"a.py: {shape}": python_text(shape, 6) for shape in SHAPES},
    **{f"a.ts: {shape}": typescript_text(shape, 6) for shape in TYPESCRIPT_SHAPES},
    "a.py: loops": IMPORT + LOOPS,
    "a.py: loops, then more": IMPORT + LOOPS.replace("while True", "while y(2)") + LOOPS.partition("\n")[2],
    "a.ts: loops": TYPESCRIPT_IMPORT
    + """\
async function work(items: any, x: any) {
  for (const item of items) {
    const a = tracer.startSpan('a');
    try { await use(item); } catch (e) { if (x(e)) break; continue; } finally { log(item); }
    a.end();
  }
  do {
    const b = tracer.startSpan('b');
    switch (x()) { case 1: return; case 2: b.end(); break; default: throw new Error('x'); }
    await use(b);
  } while (x(2));
  await use(x);
}
""",
}
SILENT = frozenset({"siblings", "made current", "arms", "methods", "classes", "derived contexts", "suppressed"})


def findings(name: str) -> list[tuple[str, str, int]]:
    path, language = name.split(":")[0], "python" if name.startswith("a.py") else "typescript"
    text = TEXTS[name].encode()
    settings = Settings(codes=frozenset(rule.code for rule in rules()))
    judgement = judge(Source(path, language, text, text), settings)
    return [(rule.code, finding.message, finding.at.start) for rule, finding in judgement.findings]


@pytest.mark.parametrize("name", TEXTS)
def test_a_function_is_left_in_the_same_way(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "_FEW", 1 << 62)
    searched = findings(name)
    monkeypatch.setattr(paths, "_FEW", 0)
    assert findings(name) == searched
    assert bool(searched) is (name.partition(": ")[2] not in SILENT)


def test_values_of_a_function_are_not_judged_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "a.py: left by handlers"
    found = [code for code, _, _ in findings(name)]
    monkeypatch.setattr(paths, "_MAX_SEARCHED", 20)
    fewer = [code for code, _, _ in findings(name)]
    assert 0 < fewer.count("SPN103") < found.count("SPN103") == 6
