"""What is read without argparse is what argparse reads; whatever it would refuse is left to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanlint.cli.argparse_parser import parser
from spanlint.cli.options import OPTIONS
from spanlint.cli.quick_parser import parse_plain, request_of
from spanlint.model.request import Request

PLAIN = [
    "",
    "src",
    "src scripts/worker.py",
    "-",
    "--fix src",
    "src --fix",
    "--select SPN001,SPN9 --select SPN2 src",
    "--extend-select=SPN006 --ignore SPN9,,SPN1 src",
    "-q --color never -j 2 .",
    "--jobs=0",
    "-o - --output-file report --output-format json",
    "--stdin-filename src/x.ts -",
    "--baseline=a=b src",
    "--exclude gen --exclude=*_pb2.py src",
    "--config a.toml --config tests=true --config=b.toml src",
    "--explain SPN001",
    "--list-rules",
    "--print-completion zsh",
    "-- a",
    "--fix -- -a --quiet",
    "--",
]
ODD = [
    *("--help", "-h", "-V", "--version", "--nonsense", "--sel SPN001", "--fix=yes", "-q=1", "-qj2", "-j2", "-j=2"),
    *(
        "--select=",
        "--exclude=",
        "--config=",
        "--ignore ,",
        "--jobs two",
        "--jobs -1",
        "--jobs",
        "--select",
        "--select --fix",
        "--color sometimes",
        "--output-format pdf",
    ),
    *("a --fix b", "a -- b", "--config -x"),
]


@pytest.mark.parametrize("line", PLAIN)
def test_a_plain_command_line_is_read_as_argparse_reads_it(line: str) -> None:
    read = parse_plain(line.split())
    assert read is not None
    assert read == request_of(vars(parser().parse_args(line.split())))


@pytest.mark.parametrize("line", ODD)
def test_any_other_is_left_to_argparse(line: str) -> None:
    assert parse_plain(line.split()) is None


def test_a_request_has_the_defaults_of_the_options() -> None:
    assert parse_plain([]) == Request()


_WORDS = st.sampled_from(
    [name for option in OPTIONS for name in option.names if name not in ("paths", "-h", "--help", "-V", "--version")]
    + [
        "-",
        "--",
        "",
        "a",
        "src/b.py",
        "SPN001,SPN9",
        "json",
        "3",
        "-3",
        "never",
        "--jobs=4",
        "--fix=",
        "-o=x",
        "--ignore=S",
    ]
)


@given(st.lists(_WORDS, max_size=6))
def test_no_command_line_is_read_in_two_ways(words: list[str]) -> None:
    read = parse_plain(words)
    if read is not None:
        assert read == request_of(vars(parser().parse_args(words)))
