"""The options as argparse reads them: every command line, help, and what is wrong with one."""

from __future__ import annotations

import argparse

from spanlint import __version__
from spanlint.cli.options import (
    CODES,
    COUNT,
    HELP,
    OPTIONS,
    PATHS,
    SWITCH,
    VALUE,
    VERSION,
    Option,
    codes,
    count,
)
from spanlint.help_page import DESCRIPTION, EPILOG, USAGE, Formatter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def parser() -> argparse.ArgumentParser:
    """The argument parser."""
    top = argparse.ArgumentParser(
        "spanlint",
        usage=USAGE,
        description=DESCRIPTION,
        epilog=EPILOG,
        allow_abbrev=False,
        add_help=False,
        formatter_class=Formatter,
    )
    groups: dict[str, argparse._ArgumentGroup] = {}
    for option in OPTIONS:
        group = groups.get(option.group) or groups.setdefault(option.group, top.add_argument_group(option.group))
        group.add_argument(*option.names, help=option.help, **_KINDS[option.takes], **_values(option))
    return top


def _values(option: Option) -> dict[str, Any]:
    if option.metavar is None:
        return {}
    default = list(option.default) if isinstance(option.default, tuple) else option.default
    return {"metavar": option.metavar, "default": default, "choices": option.choices or None}


def _count(text: str) -> int:
    number = count(text)
    if number is None:
        raise argparse.ArgumentTypeError(f"expected a number, 0 or more, not {text[:20]!r}")
    return number


_KINDS: dict[str, dict[str, Any]] = {
    PATHS: {"nargs": "*"},
    SWITCH: {"action": "store_true"},
    VALUE: {},
    CODES: {"action": "extend", "type": codes},
    COUNT: {"type": _count},
    VERSION: {"action": "version", "version": f"spanlint {__version__}"},
    HELP: {"action": "help"},
}
