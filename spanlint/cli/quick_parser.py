"""The parser of ordinary command lines; argparse parses all others.

Importing argparse and making its parser takes a quarter of what a run over one file adds to the bare interpreter.
"""

from __future__ import annotations

from spanlint.cli.options import (
    CODES,
    COUNT,
    OPTIONS,
    REPORTS,
    SWITCH,
    TEXT,
    VALUE,
    VALUES,
    Option,
    file_and_settings,
    parse_codes,
    parse_count,
    parse_report,
    parse_text,
)
from spanlint.model.request import Request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any


def parse(argv: Sequence[str]) -> Request:
    """Returns the request. Raises SystemExit after printing help, the version or an error in the options."""
    request = parse_plain(argv)
    if request is None:
        from spanlint.cli.argparse_parser import parser

        request = request_of(vars(parser().parse_args(argv)))
    return request


def request_of(values: Mapping[str, Any]) -> Request:
    """Returns the request with these values of its options."""
    request = Request(**frozen_values(values))
    return request._replace(fix=True) if request.fix_only else request


def frozen_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the values with lists turned into tuples, and what `--config` was given as a file and as settings."""
    frozen: dict[str, Any] = {name: tuple(value) if type(value) is list else value for name, value in values.items()}
    if "config" in frozen:
        frozen["config"], frozen["config_settings"] = file_and_settings(frozen["config"])
    return frozen


def parse_plain(argv: Sequence[str]) -> Request | None:
    """Returns the request of a command line in which each option is known, valid and written in full, and all paths are
    together; None for any other."""
    values = plain_values(argv, OPTIONS)
    return request_of({**values, "paths": values["paths"] or ["."]}) if values is not None else None


def plain_values(argv: Sequence[str], known: Sequence[Option]) -> dict[str, Any] | None:
    """Returns the values of some options, and the paths, of a command line in which each option is known, valid and
    written in full, and all paths are together; None for any other."""
    values = _defaults(known)
    options = {name: option for option in known if option.takes in _PARSERS for name in option.names}
    paths: list[str] = []
    words = iter(argv)
    has_all_paths = False
    for word in words:
        if word == "--" and not paths:
            paths = list(words)
            break
        if word == "-" or not word.startswith("-"):
            paths.append(word)
            if has_all_paths or not word:
                return None
            continue
        has_all_paths = bool(paths)
        option, text = options.get(word), None
        if option is None:
            name, equals, text = word.partition("=")
            option = options.get(name) if equals and name.startswith("--") else None
        if option is None or not _store(option, text, words, values):
            return None
    if "" in paths:
        return None
    values["paths"] = paths
    return values


def _defaults(known: Sequence[Option]) -> dict[str, Any]:
    """The value of each option in a command line that does not contain it."""
    options = {option.attribute(): option for option in known if option.takes in _PARSERS}
    return {
        name: False if option.takes == SWITCH else list(option.default) if option.default == () else option.default
        for name, option in options.items()
    }


def _store(option: Option, text: str | None, words: Iterator[str], values: dict[str, Any]) -> bool:
    """Store the value of an option: the text after its `=`, or the next word. Returns whether the value is valid."""
    name = option.attribute()
    if option.takes == SWITCH:
        values[name] = True
        return text is None
    if text is None:
        text = next(words, None)
        if text is None or (text.startswith("-") and text != "-"):
            return False
    value = _PARSERS[option.takes](text)
    if value is None or (option.takes == VALUE and option.choices and value not in option.choices):
        return False
    values[name] = [*(values[name] or ()), *value] if option.takes in (CODES, REPORTS, VALUES) else value
    return True


_PARSERS: dict[str, Callable[[str], Any]] = {
    SWITCH: bool,
    VALUE: lambda text: text or None,
    TEXT: str,
    CODES: parse_codes,
    COUNT: parse_count,
    REPORTS: parse_report,
    VALUES: parse_text,
}
