"""SPN901: what is unused, what is not, and how it is taken out."""

from __future__ import annotations

import pytest

from spanlint.lint.fix import fix
from spanlint.model.settings import Settings
from spanlint.rulebook.rules import rules
from tests.linting import EVERY_CODE
from tests.suppression.cases import HEADS, found, judged, source

DEFAULT = frozenset(rule.code for rule in rules() if rule.is_default)
PASSED = {
    "a.py": "tracer.start_span('n', context=ctx)",
    "a.ts": "tracer.startSpan('n', {}, ctx);",
    "a.tsx": "tracer.startSpan('n', {}, ctx);",
}


def messages(path: str, body: str, codes: frozenset[str] = EVERY_CODE) -> list[str]:
    return [finding.message for rule, finding in judged(path, body, codes).findings if rule.code == "SPN901"]


def fixed(path: str, body: str) -> str:
    repaired = fix(source(path, body), Settings(DEFAULT)).source
    return repaired.original.decode()[len(HEADS[path]) :]


@pytest.mark.parametrize(
    ("comment", "message"),
    [
        ("spanlint: ignore[SPN001] why", "`SPN001` suppresses nothing here"),
        ("spanlint: ignore[SPN001, SPN004]", "`SPN001`, `SPN004` suppress nothing here"),
        ("spanlint: ignore why", "`spanlint: ignore` suppresses nothing here"),
        ("spanlint: ignore[]", "`spanlint: ignore` suppresses nothing here"),
        ("spanlint: ignore[SPN0]", "`SPN0` suppresses nothing here"),
        ("spanlint: ignore[E501]", "`E501` suppresses nothing here; there is no rule `E501`"),
        (
            "spanlint: ignore[SPN01]",
            "`SPN01` suppresses nothing here; there is no rule `SPN01`, did you mean `SPN001`?",
        ),
        (
            "spanlint: ignore[SPN004, SPN0011]",
            "`SPN004`, `SPN0011` suppress nothing here; there is no rule `SPN0011`, did you mean `SPN001`?",
        ),
        (
            "spanlint: ignore[missing-parent]",
            "`MISSING-PARENT` suppresses nothing here; there is no rule `MISSING-PARENT`, did you mean `SPN001`?",
        ),
        ("spanlint: ignore[SPN901]", "`SPN901` suppresses nothing here"),
    ],
)
def test_unused(comment: str, message: str) -> None:
    assert messages("a.py", f"{PASSED['a.py']}  # {comment}\n", DEFAULT) == [message]
    assert messages("a.ts", f"{PASSED['a.ts']} // {comment}\n", DEFAULT) == [message]


def test_it_is_reported_at_the_comment() -> None:
    body = f"{PASSED['a.py']}  # type: ignore  # spanlint: ignore[SPN001] why\n"
    ((_, finding),) = judged("a.py", body).findings
    text = source("a.py", body).text
    assert text[finding.at.start : finding.at.end] == b"# spanlint: ignore[SPN001]"


def test_only_the_unused_codes_are_named() -> None:
    assert messages("a.py", "tracer.start_span('n')  # spanlint: ignore[SPN001, SPN004]\n") == [
        "`SPN004` suppresses nothing here"
    ]


def test_a_code_that_did_not_run_is_not_unused() -> None:
    line = f"{PASSED['a.py']}  # spanlint: ignore[CODES]\n"
    assert messages("a.py", line.replace("CODES", "SPN006"), DEFAULT) == []
    assert messages("a.py", line.replace("CODES", "SPN006"), EVERY_CODE) == ["`SPN006` suppresses nothing here"]
    narrowed = frozenset({"SPN004", "SPN901"})
    for codes in ("SPN001", "SPN0", ""):
        assert messages("a.py", line.replace("[CODES]", f"[{codes}]" if codes else ""), narrowed) == []
    assert messages("a.py", line.replace("CODES", "SPN004"), narrowed) == ["`SPN004` suppresses nothing here"]


def test_without_the_rule_nothing_is_reported() -> None:
    assert found("a.py", f"{PASSED['a.py']}  # spanlint: ignore[SPN001]\n", EVERY_CODE - {"SPN901"}) == []


def test_two_that_silence_the_same_are_both_used() -> None:
    assert found("a.py", "# spanlint: ignore[SPN001]\ntracer.start_span('n')  # spanlint: ignore[SPN001]\n") == []
    assert found("a.py", "tracer.start_span('n')  # spanlint: ignore[SPN001]  # noqa\n") == []


@pytest.mark.parametrize(
    ("comment", "meant"),
    [
        ("ignore SPN001", "ignore[SPN001]"),
        ("ignore: SPN001", "ignore[SPN001]"),
        ("ignore=SPN001", "ignore[SPN001]"),
        ("ignore(SPN001)", "ignore[SPN001]"),
        ("ignore spn001, SPN004", "ignore[SPN001, SPN004]"),
    ],
)
def test_codes_without_brackets_suppress_all_rules(comment: str, meant: str) -> None:
    message = f"`spanlint: {comment}` suppresses all rules; did you mean `spanlint: {meant}`?"
    for call in ("tracer.start_span('n')", PASSED["a.py"]):
        assert messages("a.py", f"{call}  # spanlint: {comment} on purpose\n", DEFAULT) == [message]
    assert found("a.py", f"tracer.start_span('n')  # spanlint: {comment}\n", DEFAULT) == ["SPN901"]
    assert messages("a.ts", f"tracer.startSpan('n'); // spanlint: {comment}\n", DEFAULT) == [message]
    assert messages("a.ts", f"/* spanlint: {comment} */ tracer.startSpan('n');\n", DEFAULT) == [message]


@pytest.mark.parametrize(
    ("comment", "meant"),
    [
        ("disable=SPN001", "ignore[SPN001]"),
        ("disable", "ignore"),
        ("disable-next-line SPN001", "ignore[SPN001]"),
        ("disable-file=SPN001,SPN002", "ignore-file[SPN001, SPN002]"),
        ("noqa", "ignore"),
        ("noqa: SPN001", "ignore[SPN001]"),
        ("off", "ignore"),
        ("skip[SPN001]", "ignore[SPN001]"),
        ("ignore-next-line[SPN001]", "ignore[SPN001]"),
        ("ingore[SPN001]", "ignore[SPN001]"),
        ("ignores", "ignore"),
        ("quiet=SPN001", "ignore[SPN001]"),
    ],
)
def test_another_word_suppresses_nothing(comment: str, meant: str) -> None:
    message = f"`spanlint: {comment}` suppresses nothing; did you mean `spanlint: {meant}`?"
    body = f"tracer.start_span('n')  # spanlint: {comment} on purpose\n"
    assert messages("a.py", body, DEFAULT) == [message]
    assert found("a.py", body, DEFAULT) == ["SPN001", "SPN901"]
    assert messages("a.ts", f"// spanlint: {comment}\ntracer.startSpan('n');\n", DEFAULT) == [message]
    body = f"# spanlint: {comment} on purpose\ntracer.start_span('n')\n"
    both = Settings(frozenset({"SPN001", "SPN002", "SPN004", "SPN901"}))
    assert not fix(source("a.py", body), both).applied
    repaired = fix(source("a.py", body), both, may_be_unsafe=True)
    is_used = "SPN002" not in meant
    assert (f"# spanlint: {meant} on purpose" in repaired.source.original.decode()) == is_used


def test_a_misspelt_suppression_is_rewritten_only_where_it_would_silence_something() -> None:
    silences, silent = "tracer.start_span('n')  # spanlint: ingore[SPN001]\n", "x = 1  # spanlint: ingore[SPN001]\n"
    for body, count in ((silences, 1), (silent, 0), (silences.replace("SPN001", "SPN001, SPN004"), 0)):
        assert fix(source("a.py", body), Settings(DEFAULT), may_be_unsafe=True).applied == count
        assert messages("a.py", body, DEFAULT)[0].startswith("`spanlint: ingore[")


@pytest.mark.parametrize(
    "comment",
    [
        *(
            "spanlint: ignore the code SPN001",
            "spanlint: ignore because SPN001 is wrong",
            "spanlint: ignore[SPN001] SPN1",
        ),
        *(
            "spanlint: see SPN001",
            "spanlint: more on this below",
            "spanlint: this span is a root",
            "spanlint: enable=SPN001",
        ),
        *("see spanlint: disable=SPN001", "spanlint disable=SPN001", "spanlint: SPN001", "spanlint: ignore [SPN001]"),
    ],
)
def test_what_only_resembles_a_misspelt_suppression(comment: str) -> None:
    assert not [each for each in messages("a.py", f"tracer.start_span('n')  # {comment}\n") if "mean" in each]
    assert messages("a.py", "note = '# spanlint: disable=SPN001'\n") == []


def test_ignore_file_excuses_a_misspelt_suppression() -> None:
    body = "# spanlint: ignore-file[SPN901]\ntracer.start_span('n')  # spanlint: disable=SPN001\n"
    assert found("a.py", body, DEFAULT) == ["SPN001"]
    assert found("a.py", "# spanlint: ignore-file SPN001\ntracer.start_span('n')\n", DEFAULT) == ["SPN901"]


def test_ignore_file() -> None:
    body = f"# spanlint: ignore-file\n{PASSED['a.py']}\n"
    assert messages("a.py", body) == ["`spanlint: ignore-file` suppresses nothing in this file"]
    assert messages("a.py", body.replace("-file", "-file[SPN001]")) == ["`SPN001` suppresses nothing in this file"]
    assert messages("a.py", body.replace("-file", "-file[SPN001]").replace(", context=ctx", "")) == []
    beside = "tracer.start_span('n', context=ctx)  # spanlint: ignore-file\n"
    assert messages("a.py", beside) == [
        "`ignore-file` works only in a comment on its own line; here it suppresses nothing"
    ]


@pytest.mark.parametrize(
    ("head", "codes"),
    [
        ("# spanlint: ignore-file[SPN901]\n", []),
        ("# spanlint: ignore-file\n", []),
        ("# spanlint: ignore[SPN901]\n", ["SPN901", "SPN901"]),
        ("# spanlint: ignore\n", ["SPN901", "SPN901"]),
    ],
)
def test_the_rule_itself_is_silenced_for_the_file_only(head: str, codes: list[str]) -> None:
    body = f"{head}{PASSED['a.py']}  # spanlint: ignore[SPN001]\n"
    assert found("a.py", body) == codes
    assert judged("a.py", body).suppressed == (not codes)


def test_ignore_file_of_the_rule_itself_is_never_unused() -> None:
    assert found("a.py", "# spanlint: ignore-file[SPN901]\n") == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("PASSED  # spanlint: ignore[SPN001] why\n", "PASSED\n"),
        ("PASSED  # spanlint: ignore[SPN001] see #12\r\n", "PASSED\r\n"),
        ("PASSED  # spanlint: ignore", "PASSED"),
        ("if x:\n    # spanlint: ignore[SPN001] why\n    PASSED\n", "if x:\n    PASSED\n"),
        ("if x:\r\n    # spanlint: ignore[SPN001] why\r\n    PASSED\r\n", "if x:\r\n    PASSED\r\n"),
        ("PASSED  # type: ignore  # spanlint: ignore[SPN001] why\n", "PASSED  # type: ignore\n"),
        ("PASSED  # spanlint: ignore[SPN001] why  # type: x\n", "PASSED  # type: x\n"),
        ("BAD  # spanlint: ignore[SPN001, SPN004] why\n", "BAD  # spanlint: ignore[SPN001] why\n"),
        ("BAD  # spanlint: ignore[ SPN004,SPN001 ] why\n", "BAD  # spanlint: ignore[ SPN001 ] why\n"),
        ("BAD  # spanlint: ignore[SPN004, SPN001, SPN002, SPN005]\n", "BAD  # spanlint: ignore[SPN001]\n"),
        ("BAD  # spanlint: ignore[SPN004, SPN002, SPN001]\n", "BAD  # spanlint: ignore[SPN001]\n"),
        ("# spanlint: ignore-file[SPN004]\nBAD  # spanlint: ignore[SPN001]\n", "BAD  # spanlint: ignore[SPN001]\n"),
        ("PASSED\n# spanlint: ignore-file", "PASSED\n"),
    ],
)
def test_python_fix(before: str, after: str) -> None:
    words = {"PASSED": PASSED["a.py"], "BAD": "tracer.start_span('n')"}
    for name, text in words.items():
        before, after = before.replace(name, text), after.replace(name, text)
    assert fixed("a.py", before) == after
    assert found("a.py", after, DEFAULT) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("PASSED // spanlint: ignore[SPN001] see https://example.org\n", "PASSED\n"),
        ("/* spanlint: ignore[SPN001] why */ PASSED\n", "PASSED\n"),
        ("{\n  /* spanlint: ignore[SPN001] why */\n  PASSED\n}\n", "{\n  PASSED\n}\n"),
        ("/**\n * spanlint: ignore[SPN001]\n * why\n */\nPASSED\n", "PASSED\n"),
        ("const j = <p>\n  {/* spanlint: ignore[SPN001] */}\n  <b/>\n</p>;\n", "const j = <p>\n  <b/>\n</p>;\n"),
        ("f(a, /* spanlint: ignore[SPN001] */b);\n", "f(a, b);\n"),
        ("f(a/* spanlint: ignore[SPN001] */ , b);\n", "f(a , b);\n"),
        ("const j = <p>a {/* spanlint: ignore[SPN001] */}</p>;\n", "const j = <p>a {}</p>;\n"),
    ],
)
def test_typescript_fix(before: str, after: str) -> None:
    passed = PASSED["a.tsx"]
    assert fixed("a.tsx", before.replace("PASSED", passed)) == after.replace("PASSED", passed)


@pytest.mark.parametrize(
    "body",
    ["typeof/* spanlint: ignore[SPN001] */x;\n", "const y = () => { return /* spanlint: ignore[SPN001]\n */ x; };\n"],
)
def test_a_comment_that_parts_words_or_statements_stays(body: str) -> None:
    assert messages("a.ts", body) == ["`SPN001` suppresses nothing here"]
    assert fixed("a.ts", body) == body
