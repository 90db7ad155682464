"""Files that are large, long or deep: a correct result or one line, in a bounded time, and the others are judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import PYTHON_BAD, TYPESCRIPT_BAD, places, write
from tests.hostile.hostile_program import FOUND_IN_PLAIN, lint

DEPTH = 100_000
PYTHON = PYTHON_BAD[: PYTHON_BAD.index("def ")]
TYPESCRIPT = TYPESCRIPT_BAD[: TYPESCRIPT_BAD.index("export")]
PYTHON_CALL, TYPESCRIPT_CALL = "tracer.start_span('a')", "tracer.startSpan('a')"
NESTED_PYTHON = {
    "parentheses": ("(", ")"),
    "brackets": ("[", "]"),
    "calls": ("f(", ")"),
    "sums": ("1 + ", ""),
    "attributes": ("", ".b"),
    "lambdas": ("lambda: ", ""),
}
NESTED_TYPESCRIPT = {
    "parentheses": ("(", ")"),
    "brackets": ("[", "]"),
    "calls": ("f(", ")"),
    "conditions": ("a ? b : ", ""),
    "members": ("", ".b"),
    "functions": ("() => {", "}"),
    "blocks": ("{", "}"),
}


@pytest.mark.parametrize("nesting", NESTED_PYTHON)
def test_python_nested_to_100_000_levels(tmp_path: Path, nesting: str) -> None:
    before, after = NESTED_PYTHON[nesting]
    text = f"{PYTHON}x = {before * DEPTH}{PYTHON_CALL}{after * DEPTH}\n"
    run = lint(write(tmp_path, {"deep.py": text}))
    column = len(f"x = {before * DEPTH}tracer.") + 1
    assert (run.code, run.err) == (1, "")
    assert places(run) == [f"deep.py:6:{column} SPN001", *FOUND_IN_PLAIN]


@pytest.mark.parametrize("nesting", NESTED_TYPESCRIPT)
def test_typescript_nested_to_100_000_levels(tmp_path: Path, nesting: str) -> None:
    before, after = NESTED_TYPESCRIPT[nesting]
    text = f"{TYPESCRIPT}{before * DEPTH}{TYPESCRIPT_CALL}{after * DEPTH};\n"
    run = lint(write(tmp_path, {"deep.ts": text}))
    assert (run.code, run.err) == (1, "")
    assert places(run) == [f"deep.ts:5:{len(before) * DEPTH + len('tracer.') + 1} SPN001", *FOUND_IN_PLAIN]


@pytest.mark.parametrize(("name", "text"), [("a.py", PYTHON + PYTHON_CALL), ("a.ts", TYPESCRIPT + TYPESCRIPT_CALL)])
def test_brackets_that_nothing_closes(tmp_path: Path, name: str, text: str) -> None:
    start = text.rindex("tracer")
    run = lint(write(tmp_path, {name: text[:start] + "(" * DEPTH + text[start:]}))
    assert (run.code, run.err) == (1, "")
    assert [place.split()[1] for place in places(run)] == ["SPN900", "SPN001", "SPN001"]


@pytest.mark.parametrize("indent", [" ", "\t"])
def test_python_indented_to_2000_levels(tmp_path: Path, indent: str) -> None:
    lines = "".join(f"{indent * level}if x:\n" for level in range(2000))
    run = lint(write(tmp_path, {"deep.py": f"{PYTHON}{lines}{indent * 2000}{PYTHON_CALL}\n"}))
    assert (run.code, run.err) == (1, "")
    assert places(run) == ["deep.py:2006:2008 SPN900", *FOUND_IN_PLAIN]
    assert "the lines are indented to more than 300 levels" in run.out


def test_python_indented_to_250_levels_and_aligned_to_any(tmp_path: Path) -> None:
    lines = "".join(" " * level + "if x:\n" for level in range(250))
    table = "".join(f"{' ' * (40 + level % 200)}{level},\n" for level in range(400))
    run = lint(write(tmp_path, {"deep.py": f"{PYTHON}{lines}{' ' * 250}{PYTHON_CALL}\nx = [\n{table}]\n"}))
    assert places(run) == ["deep.py:256:258 SPN001", *FOUND_IN_PLAIN]


@pytest.mark.parametrize("arguments", [["."], ["min.js", "min.py", "plain"]])
def test_a_line_of_20_megabytes_is_said_to_be_too_large(tmp_path: Path, arguments: list[str]) -> None:
    named = arguments != ["."]
    files = {"min.py": PYTHON.strip().replace("\n\n", ";"), "min.js": TYPESCRIPT.replace("\n", " ")}
    calls = {"min.py": f";{PYTHON_CALL}\n", "min.js": TYPESCRIPT_CALL}
    filler = {"min.py": ";a.b(1)", "min.js": "a.b(1);"}
    write(tmp_path, {name: text + filler[name] * (20_000_000 // 7) + calls[name] for name, text in files.items()})
    run = lint(tmp_path, *arguments)
    assert (run.code, places(run)) == (2 if named else 1, FOUND_IN_PLAIN)
    assert [line.split(" bytes, ")[1] for line in run.err.splitlines()] == ["more than max-file-size (5000000)"] * 2


def test_a_line_of_2_megabytes_is_judged(tmp_path: Path) -> None:
    text = TYPESCRIPT.replace("\n", " ") + "a.b(1);" * 300_000 + TYPESCRIPT_CALL
    run = lint(write(tmp_path, {"min.js": text}))
    assert (run.code, run.err) == (1, "")
    assert places(run) == [f"min.js:1:{text.index('startSpan') + 1} SPN001", *FOUND_IN_PLAIN]


def test_a_million_lines(tmp_path: Path) -> None:
    text = PYTHON + "\n" * 1_000_000 + PYTHON_CALL + "\n"
    run = lint(write(tmp_path, {"long.py": text, "long.ts": TYPESCRIPT + "\n" * 1_000_000 + TYPESCRIPT_CALL}))
    assert (run.code, run.err) == (1, "")
    assert places(run) == ["long.py:1000006:8 SPN001", "long.ts:1000005:8 SPN001", *FOUND_IN_PLAIN]


def test_thousands_of_calls_in_one_line_share_that_line(tmp_path: Path) -> None:
    from spanlint.text.source import LineIndex

    lines = LineIndex(("é" * 1000 + "x" * 1000).encode())
    assert lines.line(1) is lines.line(1)
    places_in_turn = [lines.position(offset).column for offset in (0, 2000, 2, 2500, 2500, 1000)]
    assert places_in_turn == [1, 1001, 2, 1501, 1501, 501]


def test_a_call_with_a_deep_argument_is_rewritten(tmp_path: Path) -> None:
    deep = f"{PYTHON}def f(context: Context):\n    tracer.start_span({'(' * 3000}'a'{')' * 3000})\n"
    text = "from opentelemetry.context import Context\n" + deep
    write(tmp_path, {"deep.py": text, "flat.py": text.replace("(" * 3000, "(").replace(")" * 3000, ")")})
    run = lint(tmp_path, "--extend-select", "SPN002", "--fix")
    assert (run.err, places(run)) == ("", FOUND_IN_PLAIN)
    for name in ("deep.py", "flat.py"):
        assert (tmp_path / name).read_text(encoding="utf-8").endswith("), context=context)\n")


def test_a_file_that_takes_too_long_is_given_up_and_said(tmp_path: Path) -> None:
    # The square of as many takes a quarter of an hour: no machine is so fast that the bound is not met.
    chain = "".join(f"elif b{number}:\n    {PYTHON_CALL}\n" for number in range(20_000))
    write(tmp_path, {"slow.py": f"{PYTHON}if a:\n    pass\n{chain}", "spanlint.toml": "max-file-seconds = 2\n"})
    for arguments in ([], ["--fix"]):
        run = lint(tmp_path, *arguments)
        reason = "not checked: it takes more than 2 s of processor time (max-file-seconds)"
        assert (run.code, run.err) == (2, f"spanlint: slow.py: {reason}\n")
        assert places(run) == FOUND_IN_PLAIN


def test_without_a_bound_it_is_judged_however_long_it_takes(tmp_path: Path) -> None:
    write(tmp_path, {"spanlint.toml": "max-file-seconds = 0\n"})
    run = lint(tmp_path)
    assert (run.err, places(run)) == ("", FOUND_IN_PLAIN)


@pytest.mark.parametrize("name", ["calls_itself.py", "calls_itself.ts"])
def test_a_parent_from_a_function_that_calls_itself_in_many_places(tmp_path: Path, name: str) -> None:
    if name.endswith(".py"):
        body = "".join(f"    if n == {each}:\n        return find({each})\n" for each in range(60))
        text = f"{PYTHON}def find(n):\n{body}tracer.start_span('a', context=find(1))\n"
    else:
        body = "".join(f"  if (n === {each}) return find({each});\n" for each in range(60))
        text = f"{TYPESCRIPT}function find(n) {{\n{body}}}\ntracer.startSpan('a', {{}}, find(1));\n"
    run = lint(write(tmp_path, {name: text}))
    assert (run.code, run.err) == (1, "")  # it is given up after a minute if it tries each way through the function
    assert places(run) == FOUND_IN_PLAIN
