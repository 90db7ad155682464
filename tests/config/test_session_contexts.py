"""Session contexts that cannot be written: one line, exit code 2, and the findings all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import PYTHON_BAD, TYPESCRIPT_BAD, places, run_spanlint, write

PYTHON = "[session-context.python]\nexpression = 'session.current()'\nimports = ['from {0} import session']\n"
TYPESCRIPT = "[session-context.typescript]\nexpression = '{1}'\nimports = [\"import {{ current }} from '{0}'\"]\n"
MODULES = {"src/session.py": "", "src/session.ts": "", "lib/index.ts": "", "pkg/__init__.py": ""}

UNUSABLE = {
    "no Python": (
        PYTHON.format("app").replace("session.current()", "session.current("),
        "session-context.python.expression: not a Python expression on one line",
    ),
    "two Python arguments": (
        PYTHON.format("app").replace("session.current()", "session, x = 1"),
        "session-context.python.expression: not a Python expression on one line",
    ),
    "no Python import": (
        PYTHON.format("app").replace("from app import session", "from app import"),
        "session-context.python.imports[1]: not a Python import of names",
    ),
    "a statement": (
        PYTHON.format("app").replace("from app import session", "session = 1"),
        "session-context.python.imports[1]: not a Python import of names",
    ),
    "no Python module": (
        PYTHON.format(".src.sessions"),
        "session-context.python.imports[1]: no module .src.sessions",
    ),
    "no TypeScript": (
        TYPESCRIPT.format("./src/session", "current("),
        "session-context.typescript.expression: not a TypeScript expression on one line",
    ),
    "two TypeScript expressions": (
        TYPESCRIPT.format("./src/session", "current(); other()"),
        "session-context.typescript.expression: not a TypeScript expression on one line",
    ),
    "no TypeScript import": (
        TYPESCRIPT.format("./src/session", "current()").replace("import {", "imports {"),
        "session-context.typescript.imports[1]: not a TypeScript import of names",
    ),
    "no TypeScript module": (
        TYPESCRIPT.format("./src/sessions", "current()"),
        "session-context.typescript.imports[1]: no module ./src/sessions",
    ),
}

USABLE = {
    "a Python package": PYTHON.format("app.telemetry"),
    "a Python module": PYTHON.format(".src.session"),
    "a Python folder": PYTHON.format(".pkg"),
    "a TypeScript package": TYPESCRIPT.format("@app/telemetry", "current()"),
    "a TypeScript module": TYPESCRIPT.format("./src/session", "current() ?? null"),
    "a compiled suffix": TYPESCRIPT.format("./src/session.js", "current()"),
    "an index": TYPESCRIPT.format("./lib", "current()"),
    "an expression that ends in a comment": TYPESCRIPT.format("./lib", "current() // always"),
}


@pytest.mark.parametrize("case", UNUSABLE)
@pytest.mark.parametrize("arguments", [(), ("--fix",), ("--diff",)])
def test_what_cannot_be_written_is_said_once_and_costs_no_finding(
    tmp_path: Path, case: str, arguments: tuple[str, ...]
) -> None:
    text, problem = UNUSABLE[case]
    files = {"bad.py": PYTHON_BAD, "bad.ts": TYPESCRIPT_BAD, "sub/bad.py": PYTHON_BAD}
    write(tmp_path, {**MODULES, **files, "spanlint.toml": text})
    run = run_spanlint(tmp_path, "--output-format", "concise", *arguments)
    unfixed = "spanlint: 3 findings have no fix: run without --diff to see them\n" if "--diff" in arguments else ""
    assert run.err == f"{unfixed}spanlint: {tmp_path / 'spanlint.toml'}: {problem}\n"
    assert run.code == 2
    if arguments != ("--diff",):
        assert [place.split(":")[0] for place in places(run)] == ["bad.py", "bad.ts", "sub/bad.py"]
    assert {name: (tmp_path / name).read_text(encoding="utf-8") for name in files} == files


@pytest.mark.parametrize("case", USABLE)
def test_what_can_be_written_is_silent(tmp_path: Path, case: str) -> None:
    write(tmp_path, {**MODULES, "a.py": "", "spanlint.toml": USABLE[case]})
    run = run_spanlint(tmp_path)
    assert (run.code, run.err) == (0, "")


def test_the_file_that_is_extended_is_the_one_that_is_named(tmp_path: Path) -> None:
    text, problem = UNUSABLE["no Python module"]
    write(tmp_path, {"team/o.toml": text, "spanlint.toml": "extend = 'team/o.toml'\n", "bad.py": PYTHON_BAD})
    run = run_spanlint(tmp_path)
    assert run.err == f"spanlint: {tmp_path / 'team/o.toml'}: {problem}\n"
    write(tmp_path, {"team/src/sessions.py": ""})
    assert run_spanlint(tmp_path).err == ""


MISSPELT = """\
[session-context.python]
expression = "get_sesion_context()"
{imports}
[session-context.typescript]
expression = "getSesionContext() ?? null"
{imports_typescript}
"""


@pytest.mark.parametrize("option", ["--fix", "--diff"])
def test_a_name_that_nothing_binds_is_said_once_a_configuration(tmp_path: Path, option: str) -> None:
    text = MISSPELT.format(
        imports="imports = ['from acme.session import get_session_context']",
        imports_typescript="imports = [\"import { getSessionContext } from '@acme/session'\"]",
    )
    files = {"a.py": PYTHON_BAD, "b.py": PYTHON_BAD, "a.ts": TYPESCRIPT_BAD, "sub/b.ts": TYPESCRIPT_BAD}
    write(tmp_path, {**files, "spanlint.toml": text})
    run = run_spanlint(tmp_path, option)
    place = f"spanlint: {tmp_path / 'spanlint.toml'}: session-context."
    assert run.code == 2
    unfixed = ["spanlint: 4 findings have no fix: run without --diff to see them"] if option == "--diff" else []
    assert sorted(set(run.err.splitlines()) - set(unfixed)) == [
        f"{place}python.expression: `get_sesion_context` is bound neither by `imports` nor in a file that needs it",
        f"{place}typescript.expression: `getSesionContext` is bound neither by `imports` nor in a file that needs it",
    ]
    assert len(run.err.splitlines()) == 2 + len(unfixed)
    assert run_spanlint(tmp_path).err == ""  # nothing is to be written


def test_a_name_that_the_file_binds_is_no_problem(tmp_path: Path) -> None:
    text = MISSPELT.format(imports="", imports_typescript="")
    python = PYTHON_BAD.replace("\n", "\nfrom acme import get_sesion_context\n", 1)
    typescript = TYPESCRIPT_BAD.replace("\n", "\nimport { getSesionContext } from '@acme/session';\n", 1)
    write(tmp_path, {"a.py": python, "a.ts": typescript, "spanlint.toml": text})
    run = run_spanlint(tmp_path, "--fix")
    assert (run.code, run.err) == (0, "")
