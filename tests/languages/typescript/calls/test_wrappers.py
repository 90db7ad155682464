"""A project's own helpers in TypeScript and JavaScript: their bodies are exempt, their calls are call sites."""

from __future__ import annotations

import pytest

from tests.linting import found

# How the parameter reaches the slot: @ is what stands in the slot, or the statements before it.
REACHED = {
    "itself": ("parent?: Context", "tracer.startSpan(name, {}, parent)"),
    "or undefined": ("parent: Context | undefined = undefined", "tracer.startSpan(name, {}, parent)"),
    "untyped": ("parent", "tracer.startSpan(name, {}, parent)"),
    "or the active one": ("parent?: Context", "tracer.startSpan(name, {}, parent ?? context.active())"),
    "|| the active one": ("parent?: Context", "tracer.startSpan(name, {}, parent || context.active())"),
    "ternary": ("parent?: Context", "tracer.startSpan(name, {}, parent ? parent : context.active())"),
    "span of a parameter": (
        "parent?: Span",
        "tracer.startSpan(name, {}, parent ? trace.setSpan(context.active(), parent) : undefined)",
    ),
    "set on the active one": (
        "parent?: Span",
        "tracer.startSpan(name, {}, trace.setSpan(context.active(), parent!))",
    ),
    "local in between": (
        "parent?: Span",
        "(() => 1)(); const ctx = parent ? trace.setSpan(context.active(), parent) : context.active();"
        " return tracer.startSpan(name, {}, ctx)",
    ),
    "assigned in between": (
        "parent?: Span",
        "0; let ctx = context.active(); if (parent) { ctx = trace.setSpan(ctx, parent); }"
        " return tracer.startSpan(name, {}, ctx)",
    ),
    "kept active": ("parent?: Context", "tracer.startActiveSpan(name, {}, parent, (span) => span)"),
    "a key of a parameter": ("{ parent }: { parent?: Context } = {}", "tracer.startSpan(name, {}, parent)"),
    "a renamed key": ("{ parent: p }: { parent?: Context } = {}", "tracer.startSpan(name, {}, p)"),
    "a member, by its type": ("options: { parent?: Context }", "tracer.startSpan(name, {}, options.parent)"),
    "a key, by its type": ("{ parent }: { parent?: Context; other: 1 }", "tracer.startSpan(name, {}, parent)"),
    "a key in between": (
        "options: { parent?: Context } = {}",
        "0; const { parent } = options; return tracer.startSpan(name, {}, parent)",
    ),
    "a member of a parameter": ("options?: { parent?: Context }", "tracer.startSpan(name, {}, options?.parent)"),
}
KEYED = {
    "a key in between",
    "a key, by its type",
    "a member, by its type",
    "a key of a parameter",
    "a renamed key",
    "a member of a parameter",
}
FORMS = {
    "function": ("function start(name: string, @) { return #; }", "start("),
    "async function": ("export async function start(name: string, @) { return #; }", "start("),
    "arrow": ("const start = (name: string, @) => { return #; };", "start("),
    "function expression": ("const start = function (name: string, @) { return #; };", "start("),
    "method": ("class A { start(name: string, @) { return #; }\n  f() {\n@@ } }", "this.start("),
    "static": ("class A { static start(name: string, @) { return #; }\n  f() {\n@@ } }", "A.start("),
    "arrow field": ("class A { start = (name: string, @) => { return #; };\n  f() {\n@@ } }", "this.start("),
    "private": ("class A { #start(name: string, @) { return #; }\n  f() {\n@@ } }", "this.#start("),
}


def built(form: str, way: str, argument: str) -> str:
    """The helper, and on a line of its own a call with a name and this argument."""
    head, call = FORMS[form]
    parameter, body = REACHED[way]
    text = head.replace("return #", f"return {body}").replace("(name: string, @)", f"(name: string, {parameter})")
    line = f"{call}'n'{argument});"
    return text.replace("@@", line) if "@@" in text else f"{text}\n{line}\n"


def at_call(text: str, call: str) -> list[str]:
    line = next(number for number, each in enumerate(text.splitlines(), 1) if each.strip().startswith(call))
    result = found("a.ts", text)
    assert {at for at, _ in result} <= {line}, "the body is exempt"
    return [code for _, code in result]


@pytest.mark.parametrize("way", REACHED)
@pytest.mark.parametrize("form", FORMS)
def test_helper(form: str, way: str) -> None:
    call = FORMS[form][1]
    assert at_call(built(form, way, ""), call) in (["SPN001"], ["SPN006"])
    passed = ", { parent: ctx }" if way in KEYED else ", ctx"
    assert at_call(built(form, way, passed), call) == []
    assert at_call(built(form, way, ", ...rest"), call) == []
    empty = ", { parent: undefined }" if way in KEYED else ", undefined"
    assert at_call(built(form, way, empty), call) == ["SPN004"]


def test_a_call_inside_something_that_opens() -> None:
    text = built("function", "itself", "").replace("start('n');", "context.with(ctx, () => start('n'));")
    assert found("a.ts", text) == [(2, "SPN003")]


# Not call sites: `start('n')` in the last line is silent, and so is the body unless the code says otherwise.
NOT_CALLED = [
    # the parent is required
    ("function start(name: string, parent: Context) { return tracer.startSpan(name, {}, parent); }", []),
    # another source in the slot
    ("function start(name, parent) { return tracer.startSpan(name, {}, parent ?? session()); }", []),
    ("function start(name, parent) { const c = parent ?? this.s.get(); return tracer.startSpan(name, {}, c); }", []),
    ("function start(name, parent) { return tracer.startSpan(name, {}, parent ?? this.context); }", []),
    ("function start(name, parent) { return tracer.startSpan(name, {}, parent ?? sessionContext); }", []),
    ("function start(name, parent) { return tracer.startSpan(name, {}, parent ? parent : this.context); }", []),
    ("function start(name, span) { return tracer.startSpan(name, {}, trace.setSpan(c, span ?? this.span)); }", []),
    ("function start(name, parent, other) { return tracer.startSpan(name, {}, parent ?? other); }", []),
    ("function start(name, { parent }: { parent: Context }) { return tracer.startSpan(name, {}, parent); }", []),
    ("function start(name, [parent]) { return tracer.startSpan(name, {}, parent); }", []),
    # made from a parameter by something unknown: its body is judged as any other
    (
        "function start(name, o) { if (o.parent) { t(tracer.startSpan(name, {}, make(o.parent))); }"
        " return tracer.startSpan(name); }",
        ["SPN006"],
    ),
    ("function start(name, parent = session()) { return tracer.startSpan(name, {}, parent); }", []),
    # no parameter reaches the slot
    ("function start(name) { return tracer.startSpan(name, {}, session()); }", []),
    ("function start(name) { return tracer.startSpan(name, {}, ctx); }", []),
    # only the options or the name are forwarded: the body is judged
    ("function start(name, options) { return tracer.startSpan(name, options); }", ["SPN006"]),
    ("function start(name, fn) { return tracer.startActiveSpan(name, fn); }", ["SPN006"]),
    # a carrier is no parent
    ("function start(name, carrier) { return tracer.startSpan(name, {}, propagation.extract(c, carrier)); }", []),
]  # fmt: skip


@pytest.mark.parametrize(("helper", "codes"), NOT_CALLED)
def test_no_helper(helper: str, codes: list[str]) -> None:
    assert found("a.ts", f"{helper}\nstart('n');\n") == [(1, code) for code in codes]


def test_the_type_of_this_is_no_argument() -> None:
    text = "function start(this: A, parent?: Context) { return tracer.startSpan('m', {}, parent); }\nstart();\n"
    assert found("a.ts", text) == [(2, "SPN001")]
    assert found("a.ts", text.replace("start();", "start(ctx);")) == []


def test_options_declared_as_an_interface() -> None:
    text = (
        "interface O { name: string; parent?: Context }\n"
        "function start(o: O) { return tracer.startSpan(o.name, {}, o.parent); }\n"
        "start({ name: 'n' });\n"
    )
    assert found("a.ts", text) == [(3, "SPN001")]
    assert found("a.ts", text.replace("{ name: 'n' }", "{ name: 'n', parent: c }")) == []
    assert found("a.ts", text.replace("{ name: 'n' }", "given")) == []
    assert found("a.ts", text.replace("parent?:", "parent:")) == []


def test_the_branch_without_parent_is_the_helpers_own() -> None:
    text = (
        "function start(name, parent) {\n"
        "  if (parent) {\n"
        "    return tracer.startSpan(name, {}, parent);\n"
        "  }\n"
        "  return tracer.startSpan(name);\n"
        "}\n"
    )
    assert found("a.ts", text) == []
    busy = text.replace("{}, parent", "{}, other").replace("parent", "isBusy")
    assert found("a.ts", busy) == [(5, "SPN006")]


def test_the_same_name_elsewhere_is_another_function() -> None:
    helper = built("function", "itself", "")
    assert found("a.ts", helper + "queue.start('n');\n") == [(2, "SPN001")]
