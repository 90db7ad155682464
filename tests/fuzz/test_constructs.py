"""Every construct of the grammars, by itself, with span calls in it and with one after it: and no call goes unseen."""

from __future__ import annotations

import pytest

from spanlint.lint.diagnose import lint
from spanlint.text.decoding import decode
from tests.fuzz.constructs import Construct, constructs
from tests.fuzz.properties import SETTINGS, holds


@pytest.mark.parametrize("construct", constructs(), ids=lambda each: each.name)
def test_every_property_holds_of_it(construct: Construct) -> None:
    for number, data in enumerate(construct.files().values()):
        holds(f"a.{construct.suffixes[number % 2]}", construct.language, data)


@pytest.mark.parametrize("construct", constructs(), ids=lambda each: each.name)
def test_the_call_behind_it_is_judged_or_said_to_be_unreadable(construct: Construct) -> None:
    data = construct.files()["with a call after it"]
    last = len(data.decode().rstrip("\n").split("\n"))
    for suffix in construct.suffixes:
        linted = lint(decode(f"a.{suffix}", construct.language, data), SETTINGS)
        assert any(each.start.line == last or each.code == "SPN900" for each in linted.diagnostics)
