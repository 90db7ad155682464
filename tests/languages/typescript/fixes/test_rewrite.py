"""What a fix writes into TypeScript and JavaScript, byte by byte, and that the real compiler has nothing against it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from spanlint.languages import reader
from spanlint.model.facts import ParentState
from spanlint.text.decoding import decode
from spanlint.text.edits import apply
from spanlint.text.source import Source
from tests.languages.typescript.fixes.hoist_cases import CASES as HOISTS
from tests.languages.typescript.fixes.name_cases import CASES as NAMES
from tests.languages.typescript.fixes.slot_cases import CASES as SLOTS
from tests.languages.typescript.fixes.typescript_case import (
    ACTIVE,
    CONFIGURED,
    ROOT,
    Case,
    calls,
    edits_of,
    fixed,
    source_of,
)
from tests.waiting import HANGS_AFTER

CASES = [*SLOTS, *NAMES, *HOISTS]
WRITTEN = [case for case in CASES if case.after is not None]


def ids(case: Case) -> str:
    return case.name


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_writes_what_a_careful_person_would(case: Case) -> None:
    assert fixed(case) == case.after


@pytest.mark.parametrize("case", WRITTEN, ids=ids)
def test_a_second_time_there_is_nothing_to_do(case: Case) -> None:
    assert case.after is not None
    after = source_of(case.path, case.after)
    if case.session.helper_call and "startSpan(" not in case.after:
        return
    state = calls(after)[case.which].parent.state
    assert state is (ParentState.ROOT if case.remedy == ROOT else ParentState.PASSED)
    assert edits_of(case, after) is None


@pytest.mark.parametrize("case", WRITTEN, ids=ids)
def test_adds_no_syntax_error(case: Case) -> None:
    assert case.after is not None
    errors = reader("typescript").syntax_errors
    assert errors(source_of(case.path, case.after)) <= errors(case.source)


def test_names_of_cases_are_unique_and_there_are_enough() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 80


def test_two_calls_of_a_block_do_not_both_declare_the_name() -> None:
    head = "import { context, trace } from '@opentelemetry/api';\nimport { getSessionContext } from './session';\n"
    text = (
        head + "const t = trace.getTracer('t');\nexport function f() {\n  t.startSpan('a');\n  t.startSpan('b');\n}\n"
    )
    first, second = (Case("", text, CONFIGURED, None, which=which) for which in (0, 1))
    edits = [edits_of(each, each.source) or () for each in (first, second)]
    with pytest.raises(ValueError, match="overlap"):
        apply(first.source.text, (*edits[0], *edits[1]))

    once = str(fixed(first))
    twice = str(fixed(second._replace(before=once)))

    assert twice == text.replace(
        "  t.startSpan('a')",
        "  const sessionCtx = getSessionContext() ?? context.active();\n  t.startSpan('a', {}, sessionCtx)",
    ).replace("'b')", "'b', {}, sessionCtx)")


def test_two_fixes_of_a_file_share_what_they_import() -> None:
    head = "import { trace } from '@opentelemetry/api';\nconst t = trace.getTracer('t');\n"
    text = head + "t.startSpan('a');\nt.startSpan('b');\n"
    cases = [Case("", text, ACTIVE, None, which=which) for which in (0, 1)]
    edits = [edit for each in cases for edit in edits_of(each, each.source) or ()]

    after = apply(text.encode(), edits).decode()

    assert after == text.replace("{ trace }", "{ trace, context }").replace("')", "', {}, context.active())").replace(
        "'t', {}, context.active()", "'t'"
    )


@pytest.mark.parametrize("module", ["npm:@opentelemetry/api@1.9", "npm:/@opentelemetry/api"])
def test_an_import_by_denos_name_of_the_package_is_extended(module: str) -> None:
    text = f"import {{ trace }} from '{module}';\nconst t = trace.getTracer('t');\nt.startSpan('n');\n"

    after = fixed(Case("", text, ACTIVE, None))

    assert after == text.replace("{ trace }", "{ trace, context }").replace("'n'", "'n', {}, context.active()")


def test_an_import_by_denos_name_of_another_package_is_left_alone() -> None:
    text = "import { tracer } from 'npm:@acme/api@1';\ntracer.startSpan('n');\n"

    after = fixed(Case("", text, ACTIVE, None))

    imported = "import { tracer } from 'npm:@acme/api@1';\nimport { context } from '@opentelemetry/api';\n"
    assert after == f"{imported}tracer.startSpan('n', {{}}, context.active());\n"


def test_a_byte_order_mark_and_windows_line_ends_stay() -> None:
    text = "import { trace } from '@opentelemetry/api';\r\n\ttrace.getTracer('\u00e9').startSpan('n')"
    source = decode("app.ts", "typescript", b"\xef\xbb\xbf" + text.encode())
    assert isinstance(source, Source)

    after = apply(source.text, edits_of(Case("", "", ACTIVE, None), source) or ())

    assert source.bom == b"\xef\xbb\xbf"
    assert after.decode() == text.replace("{ trace }", "{ trace, context }").replace("'n'", "'n', {}, context.active()")


@pytest.mark.program
def test_a_run_that_only_lints_does_not_load_what_writes() -> None:
    code = "import sys; from spanlint.languages import reader; reader('typescript'); "
    code += "print([name for name in sys.modules if name.startswith('spanlint.languages.typescript.fixes')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=HANGS_AFTER, check=True)
    assert done.stdout.strip() == "[]"
