"""Reading the command line: here, where it holds nothing out of the ordinary, else with argparse.

Importing argparse and making its parser takes a quarter of what a run over one file adds to the bare interpreter.
"""

from __future__ import annotations

from spanlint.cli.options import CODES, COUNT, OPTIONS, SWITCH, VALUE, Option, codes, count
from spanlint.model.request import Request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any


def parse(argv: Sequence[str]) -> Request:
    """The request. Raises SystemExit once help, the version or what is wrong with the options has been printed."""
    request = parse_plain(argv)
    if request is None:
        from spanlint.cli.argparse_parser import parser

        request = request_of(vars(parser().parse_args(argv)))
    return request


def request_of(values: Mapping[str, Any]) -> Request:
    """The request with these values of its options, lists as tuples."""
    frozen: dict[str, Any] = {name: tuple(value) if type(value) is list else value for name, value in values.items()}
    return Request(**frozen)


def parse_plain(argv: Sequence[str]) -> Request | None:
    """The request of a command line in which each option is written in full, known and right, and all paths are
    together; None for any other."""
    values = _defaults()
    named = {name: option for option in OPTIONS if option.takes in _READERS for name in option.names}
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
        if option is None or not _store(option, text, left, values):
            return None
    values["paths"] = paths or ["."]
    return request_of(values)


def _defaults() -> dict[str, Any]:
    """The value of each option that is not given."""
    given = {each.attribute(): each for each in OPTIONS if each.takes in _READERS}
    return {
        name: False if each.takes == SWITCH else list(each.default) if each.default == () else each.default
        for name, each in given.items()
    }


def _store(option: Option, text: str | None, left: Iterator[str], values: dict[str, Any]) -> bool:
    """Take an option with what is written behind its `=`, or with the next word; whether that is as it should be."""
    name = option.attribute()
    if option.takes == SWITCH:
        values[name] = True
        return text is None
    if text is None:
        text = next(left, None)
        if text is None or (text.startswith("-") and text != "-"):
            return False
    value = _READERS[option.takes](text)
    if value is None or (option.choices and value not in option.choices):
        return False
    values[name] = [*(values[name] or ()), *value] if option.takes == CODES else value
    return True


_READERS: dict[str, Callable[[str], Any]] = {SWITCH: bool, VALUE: str, CODES: codes, COUNT: count}
