"""What a report takes from the terminal: its width, its background, and whether it shows hyperlinks."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import termios
from collections.abc import Iterator
from io import StringIO
from typing import TextIO

import pytest

from spanlint.report.colors import DARK, LIGHT, NONE
from spanlint.report.terminal import Look, look_of
from spanlint.report.wrapping import wrapped


@pytest.fixture
def terminal() -> Iterator[TextIO]:
    controller, terminal_end = pty.openpty()
    fcntl.ioctl(terminal_end, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 90, 0, 0))
    with os.fdopen(controller, "rb"), os.fdopen(terminal_end, "w") as stream:
        yield stream


@pytest.mark.parametrize(
    ("environ", "look"),
    [
        ({}, Look(DARK, 90)),
        ({"NO_COLOR": "1"}, Look(NONE, 90)),
        ({"NO_COLOR": "1", "TERM": "xterm-kitty", "FORCE_HYPERLINK": "1"}, Look(NONE, 90)),
        ({"COLUMNS": "80"}, Look(DARK, 80)),
        ({"COLUMNS": "300"}, Look(DARK, 120)),
        ({"COLUMNS": "7"}, Look(DARK, 40)),
        ({"COLUMNS": "wide"}, Look(DARK, 90)),
        ({"COLORFGBG": "0;15"}, Look(LIGHT, 90)),
        ({"COLORFGBG": "15;default;0"}, Look(DARK, 90)),
        ({"TERM": "xterm-kitty"}, Look(DARK, 90, True)),
        ({"TERM": "xterm-256color"}, Look(DARK, 90)),
        ({"TERM_PROGRAM": "vscode"}, Look(DARK, 90, True)),
        ({"TERM_PROGRAM": "vscode", "TERM": "tmux-256color"}, Look(DARK, 90)),
        ({"TERM_PROGRAM": "vscode", "FORCE_HYPERLINK": "0"}, Look(DARK, 90)),
        ({"TERM_PROGRAM": "Apple_Terminal"}, Look(DARK, 90)),
        ({"VTE_VERSION": "6800"}, Look(DARK, 90, True)),
        ({"VTE_VERSION": "4205"}, Look(DARK, 90)),
        ({"WT_SESSION": "x"}, Look(DARK, 90, True)),
    ],
)
def test_a_terminal(terminal: TextIO, environ: dict[str, str], look: Look) -> None:
    assert look_of("auto", terminal, environ) == look


def test_what_is_no_terminal_is_neither_wrapped_nor_linked() -> None:
    assert look_of("auto", StringIO(), {"TERM": "xterm-kitty"}) == Look()
    assert look_of("always", StringIO(), {"FORCE_HYPERLINK": "1"}) == Look(DARK, 0, True)
    assert look_of("never", StringIO(), {"FORCE_HYPERLINK": "1"}, has_fixes=False) == Look(has_fixes=False)


@pytest.mark.parametrize(
    ("text", "first", "rest", "lines"),
    [
        ("a b c", 0, 0, ["a b c"]),
        ("aaa bbb ccc", 7, 3, ["aaa bbb", "ccc"]),
        ("aaa bbb ccc", 3, 7, ["aaa", "bbb ccc"]),
        ("a wordthatiswide b", 5, 5, ["a", "wordthatiswide", "b"]),
        ("名前 名前", 8, 8, ["名前", "名前"]),
        ("", 5, 5, [""]),
    ],
)
def test_sentences_break_between_words(text: str, first: int, rest: int, lines: list[str]) -> None:
    assert wrapped(text, first, rest) == lines
