"""What a verdict is found by, and how the outcome of a file is kept."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from spanlint.memory.outcome_codec import UnknownKindError, decode, encode
from spanlint.memory.verdict_keys import digest_of, program_digest
from spanlint.model.settings import Forbidden, Settings
from spanlint.rulebook.rules import rules
from spanlint.run.file_outcome import FileOutcome
from spanlint.run.one_file import Candidate, run_file
from tests.waiting import HANGS_AFTER

EXAMPLES = Path(__file__).parents[2] / "rules"


def test_outcomes_of_all_examples_come_back_as_they_were() -> None:
    settings = Settings(
        frozenset(rule.code for rule in rules()), may_show_fixes=True, may_show_alternatives=True, may_quote_code=True,
        may_count_apis=True,
    )  # fmt: skip
    outcomes = [run_file(Candidate(str(path), True), settings) for path in sorted(EXAMPLES.glob("*/examples/bad.*"))]
    assert sum(bool(outcome.diagnostics) for outcome in outcomes) > 30
    assert any(diagnostic.fixes for outcome in outcomes for diagnostic in outcome.diagnostics)
    for outcome in outcomes:
        assert decode(encode(outcome)) == outcome


def test_what_is_no_outcome_is_none() -> None:
    for text in (
        "",
        "[]",
        "3",
        '["r", "FileOutcome", 1]x',
        '["r", "Popen", "true"]',
        '["e", "Severity", "mro"]',
        '["t"]',
    ):
        with pytest.raises(ValueError, match=r".*"):
            decode(text)
    with pytest.raises(UnknownKindError):
        encode(FileOutcome(apis=(object(),)))  # type: ignore[arg-type]  # that is what is tested


@pytest.mark.program
def test_settings_have_one_digest_wherever_the_tree_lies_and_whatever_the_order() -> None:
    program = "import sys; from tests.memory.test_verdicts import digest_below; print(digest_below(sys.argv[1]))"
    digests = [
        subprocess.check_output(
            [sys.executable, "-c", program, top], env={**os.environ, "PYTHONHASHSEED": seed}, timeout=HANGS_AFTER
        )
        for seed, top in (("1", "/one"), ("2", "/other/place"))
    ]
    assert digests[0] == digests[1]


def digest_below(top: str) -> str | None:
    """The digest of settings that name a folder below the top of a tree."""
    forbidden = Forbidden("python", "no", folder=f"{top}/a")
    codes = frozenset(f"SPN{number}" for number in range(100))
    return digest_of(Settings(codes, forbidden=(forbidden,)), top)


def test_any_difference_of_settings_is_another_digest() -> None:
    settings = Settings(frozenset({"SPN001"}))
    others = [
        settings._replace(codes=frozenset({"SPN002"})),
        settings._replace(is_test_file=True),
        settings._replace(max_file_size=1),
        settings._replace(off_in_docs=frozenset()),
        settings._replace(context_manager_decorators=("a",)),
    ]
    digests = [digest_of(one, "/top") for one in (settings, *others)]
    assert None not in digests
    assert len(set(digests)) == len(digests)
    assert digest_of(settings._replace(change_test=lambda _: lambda _: True), "/top") is None


def test_the_program_has_one_digest() -> None:
    assert program_digest() == program_digest()
    assert len(program_digest()) == 64
