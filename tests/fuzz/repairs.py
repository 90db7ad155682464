"""What holds of every repair: of each fix by itself, and of all that `--fix` and `--unsafe-fixes` make of a file."""

from __future__ import annotations

from collections.abc import Iterable

from spanlint.languages import reader
from spanlint.lint.diagnose import LintResult, lint
from spanlint.lint.fix import FixResult, UnprovenFixError, fix
from spanlint.lint.judge import Judgement, judge, judge_with_line_ends
from spanlint.lint.written_fixes import fixes_of
from spanlint.model.settings import Settings
from spanlint.rulebook.rules import check_of, rules
from spanlint.text.edits import apply
from spanlint.text.line_ends import as_on_disk
from spanlint.text.source import ByteRange, Source
from tests.fuzz.places import Round, after_rounds, effective, landing, rounds_noted

Mark = tuple[str, int]
"""A finding: its code, and the offset where what it marks begins."""


def each_fix_settles_its_finding(source: Source, settings: Settings) -> None:
    """Each fix by itself, shown ones too, changes nothing but its ranges, and its finding is gone when it is made."""
    source, judged = judge_with_line_ends(source, settings)
    before = marks(judged)
    for rule, finding in judged.findings:
        for made in fixes_of(source, finding, settings):
            text = apply(source.text, made.edits)
            kept = source.text[: min(each.range.start for each in made.edits)]
            assert text.startswith(kept)
            assert text.endswith(source.text[max(each.range.end for each in made.edits) :])
            repaired = source._replace(text=text, original=source.bom + text.decode().encode(source.encoding))
            edits = effective(made.edits, source.text)
            landed = {mark: landing(ByteRange(mark[1], mark[1] + 1), edits) for mark in before}
            assert_gone((rule.code, finding.at.start), landed, marks(judge(repaired, settings)))


def fixed_as_promised(source: Source, settings: Settings, linted: LintResult, unsafe: bool) -> None:
    """What was fixed parses, is at rest, has none of the findings that were fixed, and all that were suppressed."""
    source, _ = judge_with_line_ends(source, settings)
    with rounds_noted() as rounds:
        try:
            fixed = fix(source, settings, unsafe)
        except UnprovenFixError:
            return  # said, and the file is left alone
    language = reader(source.language)
    assert language.syntax_errors(fixed.source) <= language.syntax_errors(source)
    again = fix(fixed.source, settings, unsafe)
    assert (again.applied, again.source.text) == (0, fixed.source.text)
    assert fixed.applied == sum(len(each.applied) for each in rounds)
    assert fixed.source.bom == source.bom
    if fixed.applied == 0:
        assert fixed.source.original == source.original
        return
    after = lint(fixed.source, settings)
    assert after.suppressed >= linted.suppressed - fixed.applied
    assert after.span_calls + fixed.applied >= linted.span_calls
    the_rounds_make_the_file(source, fixed, rounds)
    what_was_fixed_is_gone(fixed, settings, rounds)
    what_was_suppressed_is_left(source, settings, rounds)


def the_rounds_make_the_file(source: Source, fixed: FixResult, rounds: list[Round]) -> None:
    """The file differs from what it was by the edits and nothing else."""
    texts = [each.text for each in rounds] + [fixed.source.text]
    assert texts[0] == source.text
    assert fixed.source.original == source.bom + as_on_disk(source, texts[-1]).decode().encode(source.encoding)
    for each, text in zip(rounds, texts[1:], strict=True):
        assert apply(each.text, each.edits()) == text


def what_was_fixed_is_gone(fixed: FixResult, settings: Settings, rounds: list[Round]) -> None:
    """No finding that a round has fixed is in the lint of the whole result, wherever the rounds have moved it."""
    after = marks(judge(fixed.source, settings))
    for number, each in enumerate(rounds):
        before = marks(judge(fixed.source._replace(text=each.text), settings))
        landed = {mark: after_rounds(mark[1], rounds[number:]) for mark in before}
        for rule, finding, _ in each.applied:
            assert_gone((rule.code, finding.at.start), landed, after)


def what_was_suppressed_is_left(source: Source, settings: Settings, rounds: list[Round]) -> None:
    """No round fixes a finding that a comment of the file suppresses, wherever the rounds before have moved it."""
    judged = judge(source, settings)
    every = {
        (rule.code, finding.at.start)
        for rule in rules()
        if rule.code in settings.codes
        for finding in check_of(rule)(judged.facts, settings)
    }
    for code, offset in every - set(marks(judged)):
        for number, each in enumerate(rounds):
            place = after_rounds(offset, rounds[:number])
            assert not [at for at in _made(each, code) if at in range(*place)], f"the suppressed {code} was fixed"


def _made(of: Round, code: str) -> Iterable[int]:
    return (finding.at.start for rule, finding, _ in of.applied if rule.code == code)


def marks(judged: Judgement) -> list[Mark]:
    """The findings of a file."""
    return [(rule.code, finding.at.start) for rule, finding in judged.findings]


def assert_gone(fixed: Mark, landed: dict[Mark, ByteRange], after: list[Mark]) -> None:
    """Of the findings where a fixed one would be by now, each is one of the others that were there before."""
    code, place = fixed[0], landed[fixed]
    others = [where for mark, where in landed.items() if mark != fixed and mark[0] == code]
    there = [at for each, at in after if each == code and at in range(*place)]
    assert all(any(at in range(*where) for where in others) for at in there), f"{code} is still at byte {there}"
