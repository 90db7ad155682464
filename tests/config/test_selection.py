"""Which rules run, and which selectors are words at all."""

from __future__ import annotations

from itertools import product

import pytest

from spanlint.config.errors import ConfigError
from spanlint.config.selection import apply_choice, check_selectors

RULES = (("SPN001", True), ("SPN003", False), ("SPN006", False), ("SPN900", True), ("XY100", False))
CODES = tuple(code for code, _ in RULES)
DEFAULTS = {"SPN001", "SPN900"}
SPN = {"SPN001", "SPN003", "SPN006", "SPN900"}
Selectors = tuple[str, ...]


@pytest.mark.parametrize(
    ("select", "extend_select", "ignore", "expected"),
    [
        (None, (), (), DEFAULTS),
        ((), (), (), set()),
        (("ALL",), (), (), set(CODES)),
        (("SPN",), (), (), SPN),
        (("SPN006",), (), (), {"SPN006"}),
        (("SPN00",), (), (), {"SPN001", "SPN003", "SPN006"}),
        (("SPN001", "XY"), (), (), {"SPN001", "XY100"}),
        # the more specific selector wins, on either side
        (("SPN001",), (), ("SPN0",), {"SPN001"}),
        (("SPN",), (), ("SPN001",), SPN - {"SPN001"}),
        (("SPN", "SPN001"), (), ("SPN0",), {"SPN001", "SPN900"}),
        (("SPN0",), (), ("SPN", "SPN006"), {"SPN001", "SPN003"}),
        (("SPN",), (), ("ALL",), SPN),
        (("ALL",), (), ("SPN",), {"XY100"}),
        (("ALL",), (), ("SPN0", "XY100"), {"SPN900"}),
        # between equals, ignore wins
        (("SPN001",), (), ("SPN001",), set()),
        (("SPN",), (), ("SPN",), set()),
        (("ALL",), (), ("ALL",), set()),
        # extend-select adds to select or to the defaults, and competes with ignore in the same way
        (None, ("SPN006",), (), DEFAULTS | {"SPN006"}),
        (None, ("ALL",), (), set(CODES)),
        ((), ("SPN006",), (), {"SPN006"}),
        (("SPN001",), ("SPN006",), (), {"SPN001", "SPN006"}),
        (("SPN",), ("SPN001",), ("SPN00",), {"SPN001", "SPN900"}),
        (None, ("SPN006",), ("SPN0",), {"SPN006", "SPN900"}),
        (None, ("SPN0",), ("SPN006",), {"SPN001", "SPN003", "SPN900"}),
        # being on by default is the weakest claim of all
        (None, (), ("SPN001",), {"SPN900"}),
        (None, (), ("SPN",), set()),
        (None, (), ("ALL",), set()),
        (None, (), ("SPN006",), DEFAULTS),
    ],
)
def test_precedence(select: Selectors | None, extend_select: Selectors, ignore: Selectors, expected: set[str]) -> None:
    assert apply_choice(RULES, select, extend_select, ignore) == expected


WORDS = ("ALL", "SPN", "SPN00", "SPN001", "SPN006", "XY")
CHOICES: tuple[Selectors, ...] = ((), *((word,) for word in WORDS), ("SPN", "SPN006"), ("SPN001", "ALL"))
COMBINATIONS = tuple(product((None, *CHOICES), CHOICES, CHOICES))


def matches(code: str, word: str) -> bool:
    return word == "ALL" or code.startswith(word)


def layered(select: Selectors | None, extend_select: Selectors, ignore: Selectors) -> set[str]:
    """The definition read the other way round: go from the least specific word to the most, later ones override."""
    on = {code for code, default in RULES if default and select is None}
    for word in sorted({*(select or ()), *extend_select, *ignore}, key=lambda word: (word != "ALL", len(word))):
        named = {code for code in CODES if matches(code, word)}
        on = on - named if word in ignore else on | named
    return on


def test_every_combination_agrees_with_the_layered_definition() -> None:
    assert len(COMBINATIONS) == 10 * 9 * 9
    for combination in COMBINATIONS:
        assert apply_choice(RULES, *combination) == layered(*combination), combination


def test_order_and_repetition_make_no_difference() -> None:
    for select, extend_select, ignore in COMBINATIONS:
        turned = None if select is None else select[::-1] * 2
        again = apply_choice(RULES[::-1], turned, extend_select[::-1] * 2, ignore[::-1] * 2)
        assert again == apply_choice(RULES, select, extend_select, ignore)


def test_moving_a_word_from_extend_select_to_select_makes_no_difference_once_there_is_a_select() -> None:
    for select, extend_select, ignore in COMBINATIONS:
        if select is not None:
            expected = apply_choice(RULES, select, extend_select, ignore)
            assert apply_choice(RULES, (*select, *extend_select), (), ignore) == expected


def test_ignoring_more_never_enables_and_selecting_more_never_disables() -> None:
    for (select, extend_select, ignore), word in product(COMBINATIONS, WORDS):
        before = apply_choice(RULES, select, extend_select, ignore)
        assert apply_choice(RULES, select, extend_select, (*ignore, word)) <= before
        assert apply_choice(RULES, select, (*extend_select, word), ignore) >= before


@pytest.mark.parametrize("selector", ["ALL", "S", "SP", "SPN", "SPN0", "SPN00", "SPN001", "SPN9", "XY1", "XY100"])
def test_a_code_and_every_prefix_of_it_is_a_selector(selector: str) -> None:
    check_selectors((selector,), lambda: CODES, "--select")


@pytest.mark.parametrize(
    ("selectors", "message"),
    [
        (("SPN002",), "--select: unknown rule `SPN002`; did you mean `SPN006`?"),
        (("SPN0011",), "--select: unknown rule `SPN0011`; did you mean `SPN001`?"),
        (("SPN001", "SNP006"), "--select: unknown rule `SNP006`; did you mean `SPN006`?"),
        (("spn",), "--select: unknown rule `spn`; did you mean `SPN`?"),
        ((" SPN001",), "--select: unknown rule ` SPN001`; did you mean `SPN001`?"),
        (("ALL1",), "--select: unknown rule `ALL1`; did you mean `ALL`?"),
        (("All",), "--select: unknown rule `All`; did you mean `ALL`?"),
        (("001",), "--select: unknown rule `001`; did you mean `SPN001`?"),
        (("",), "--select: unknown rule ``; known: ALL, SPN, SPN001, SPN003, SPN006, SPN900, XY, XY100"),
        (("*",), "--select: unknown rule `*`; known: ALL, SPN, SPN001, SPN003, SPN006, SPN900, XY, XY100"),
        (("a\x1b[2J",), "--select: unknown rule `a\\x1b[2J`"),
    ],
)
def test_any_other_word_is_an_error_with_the_nearest_code(selectors: Selectors, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        check_selectors(selectors, lambda: CODES, "--select")
    assert str(caught.value).startswith(message)


def test_codes_are_not_listed_for_nothing() -> None:
    def never() -> tuple[str, ...]:
        raise AssertionError("there was nothing to look up")

    check_selectors((), never, "--select")
    check_selectors(("ALL",), never, "--select")


def test_many_codes_are_not_all_listed() -> None:
    many = tuple(f"SPN{number:03}" for number in range(100))
    with pytest.raises(ConfigError) as caught:
        check_selectors(("Q",), lambda: many, "--select")
    assert str(caught.value) == "--select: unknown rule `Q`; `spanlint --list-rules` lists them"
