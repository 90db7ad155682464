"""Reading the command line: here, where it holds nothing out of the ordinary, else with argparse.

Importing argparse and making its parser takes a quarter of what a run over one file adds to the bare interpreter.
"""

from __future__ import annotations

import sys

from spanlint.cli.options import CODES, COUNT, OPTIONS, SWITCH, VALUE, Option, codes, count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterator, Sequence
    from types import SimpleNamespace
    from typing import Any


def read(argv: Sequence[str]) -> Namespace:
    """The options. Raises SystemExit once help, the version or what is wrong with them has been printed."""
    options: Any = plain(argv)
    if options is None:
        from spanlint.cli.argparse_parser import parser

        options = parser().parse_args(argv)
    return options  # type: ignore[no-any-return]


def plain(argv: Sequence[str]) -> SimpleNamespace | None:
    """The options of a command line in which each is written in full, known and right, and all paths stand together;
    None for any other."""
    values = _defaults()
    named = {name: option for option in OPTIONS if option.takes in _TAKING for name in option.names}
    paths: list[str] = []
    left = iter(argv)
    ended = False  # the paths are
    for word in left:
        if word == "-" or not word.startswith("-"):
            paths.append(word)
            if ended or not word:
                return None
            continue
        ended = bool(paths)
        option, text = named.get(word), None
        if option is None:
            name, equals, text = word.partition("=")
            option = named.get(name) if equals and name.startswith("--") else None
        if option is None or not _take(option, text, left, values):
            return None
    values["paths"] = paths or ["."]
    namespace: Any = type(sys.implementation)  # as types has it, which need not be imported for it
    options: SimpleNamespace = namespace(**values)
    return options


def _defaults() -> dict[str, Any]:
    """The value of each option that is not given."""
    given = {each.attribute(): each for each in OPTIONS if each.takes in _TAKING}
    return {
        name: False if each.takes == SWITCH else list(each.default) if each.default == () else each.default
        for name, each in given.items()
    }


def _take(option: Option, text: str | None, left: Iterator[str], values: dict[str, Any]) -> bool:
    """Take an option with what is written behind its `=`, or with the next word; whether that is as it should be."""
    name = option.attribute()
    if option.takes == SWITCH:
        values[name] = True
        return text is None
    if text is None:
        text = next(left, None)
        if text is None or (text.startswith("-") and text != "-"):
            return False
    value = _TAKING[option.takes](text)
    if value is None or (option.choices and value not in option.choices):
        return False
    values[name] = [*(values[name] or ()), *value] if option.takes == CODES else value
    return True


_TAKING: dict[str, Callable[[str], Any]] = {SWITCH: bool, VALUE: str, CODES: codes, COUNT: count}
