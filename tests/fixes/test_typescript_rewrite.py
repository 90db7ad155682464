"""What a fix writes into TypeScript and JavaScript, byte by byte, and that the real compiler has nothing against it."""

from __future__ import annotations

import pytest

from spanlint.facts import ParentState
from spanlint.languages import reader
from tests.fixes.typescript_case import ROOT, Case, calls, edits_of, fixed, source_of
from tests.fixes.typescript_slot_cases import CASES

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
