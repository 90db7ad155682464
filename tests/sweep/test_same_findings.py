"""A commit that can have changed no finding is done without a checkout; any other one is linted."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from spanlint.memory.questions import CONTENT, KIND, NAMES
from spanlint.model.settings import Settings
from spanlint.prefilter.first_look import words_of_interest
from spanlint.sweep.learned import AskedTree
from spanlint.sweep.state.known_trees import KnownTree, unpacked
from tests.sweep.repositories import commit, entries, repository
from tests.sweep.test_state import FILES, NAME, swept

ASKED = AskedTree(
    questions=((CONTENT, "app/shared.py"), (KIND, "app/config.py"), (NAMES, "lib")),
    loud=("app/a.py",),
    unread=("out/x.py",),
    read=50,
    words={".py": ("\0", "span", "yield")},
    max_size=40,
    has_one_kind=True,
)
TREE = KnownTree(
    {"app/a.py": "1", "app/plain.py": "2", "app/shared.py": "3", "lib/b.py": "4", "out/x.py": "5", "pages/a.json": "6"},
    ASKED,
    [[], [], "", 0, None, [], True],
    1,
)


@pytest.mark.parametrize(
    ("changed", "looked_at"),
    [
        ({}, []),
        ({"app/plain.py": "9"}, ["app/plain.py"]),
        ({"app/new.py": "9"}, ["app/new.py"]),
        ({"app/plain.py": ""}, []),
        ({"out/x.py": "9", "pages/a.json": "9", "pages/b.json": "9"}, []),
        ({"app/a.py": "9"}, None),  # holds something to judge
        ({"app/shared.py": "9"}, None),  # was read
        ({"app/config.py": "9"}, None),  # was asked for
        ({"app/config.py/a.py": "9"}, None),  # the same, as a folder
        ({"lib/new.py": "9"}, None),  # the folder was listed
        ({"lib/b.py": "9"}, ["lib/b.py"]),
        ({"lib/b.py": ""}, None),
    ],
)
def test_what_can_change_no_finding(changed: dict[str, str], looked_at: list[str] | None) -> None:
    files = {path: blob for path, blob in (TREE.files | changed).items() if blob}
    assert TREE.to_look_at(files) == looked_at


def test_numbers_and_settings_that_matter() -> None:
    grown = TREE.files | {f"app/new{number}.py": "9" for number in range(50)}
    assert TREE.to_look_at(grown) is None  # helpers are looked for in another way in 100 files and more
    others = TREE._replace(asked=ASKED._replace(has_one_kind=False))
    assert others.to_look_at(TREE.files | {"app/new.py": "9"}) is None
    assert others.to_look_at(TREE.files | {"app/plain.py": "9"}) == ["app/plain.py"]


@pytest.mark.parametrize(
    ("path", "content", "is_silent"),
    [
        ("a.py", b"x = 1\n", True),
        ("a.py", b"spanish = 1\n", False),
        ("a.py", b"yield 1\n", False),
        ("a.py", "é = 1\n".encode(), True),
        ("a.py", "é = 1\n".encode("latin-1"), False),
        ("a.py", "# coding: latin-1\né = 1\n".encode(), False),
        ("a.py", b"x" * 41, False),
        ("a.ts", b"x = 1\n", False),
    ],
)
def test_which_sources_are_silent(path: str, content: bytes, is_silent: bool) -> None:
    assert TREE.of_no_account(path, content) is is_silent


def test_a_word_counts_that_is_the_name_of_a_call() -> None:
    words = tuple(word.decode() for word in words_of_interest(".ts", Settings(frozenset({"SPN001"}))))
    known = TREE._replace(asked=ASKED._replace(words={".ts": words}, read=500, max_size=1000))
    assert known.of_no_account("a.ts", "start('€'); restarted()\n".encode())
    for name in ("startSpan", "startActiveSpan", "startObservation", "@opentelemetry/api", "spanlint: ignore"):
        assert not known.of_no_account("a.ts", f"'é'; {name}\n".encode()), name


def test_a_manifest_that_was_read_may_change_where_nothing_is_read_of_it() -> None:
    known = TREE._replace(
        files=TREE.files | {"package.json": "7", "lib/package.json": "8"},
        asked=ASKED._replace(questions=(*ASKED.questions, (CONTENT, "package.json"), (KIND, "lib/package.json"))),
    )
    assert known.to_look_at(known.files | {"package.json": "9", "lib/package.json": "9"}) == ["package.json"]
    gone = {path: blob for path, blob in known.files.items() if path != "package.json"}
    assert known.to_look_at(gone) is None
    assert known.of_no_account("package.json", b'{"version": "2"}', b'{"version": "1"}')
    assert not known.of_no_account("package.json", b'{"name": "b"}', b'{"name": "a"}')
    assert not known.of_no_account("package.json", b"{}"), "what it held before is not known"


def test_a_tree_is_the_same_once_it_is_unpacked() -> None:
    assert unpacked(TREE.packed()) == TREE
    for broken in (b"", b"no", TREE.packed()[:-3], TREE._replace(asked=()).packed()):  # type: ignore[arg-type]
        assert unpacked(broken) is None


@pytest.mark.program
def test_only_what_may_matter_is_checked_out(tmp_path: Path) -> None:
    oven = repository(tmp_path / NAME, FILES)
    swept(tmp_path)
    for files, attempts in (
        ({"README": "more\n", "app/plain.py": "x = 2\n", "app/new.py": "y = 2\n"}, 0),
        ({"app/plain.py": "x = 3\n", "web/view.vue": "<template/>\n"}, 0),
        ({"app/plain.py": 'x = "é"\n'}, 0),
        ({"app/plain.py": "y = tracer.start_span\n"}, 1),
        ({"app/plain.py": "y = 2\n"}, 1),
        ({"web/package.json": '{"name": "web", "version": "1"}\n'}, 1),
        ({"web/package.json": '{"name": "web", "version": "2"}\n'}, 0),
        ({"web/package.json": '{"name": "other", "version": "2"}\n'}, 1),
        ({"pyproject.toml": '[tool.spanlint]\nignore = ["SPN001"]\n'}, 1),
    ):
        commit(oven, files)
        swept(tmp_path)
        assert entries(tmp_path)[NAME]["attempts"] == attempts
    assert entries(tmp_path)[NAME]["reused"] + entries(tmp_path)[NAME]["judged"] == 3
    with closing(sqlite3.connect(tmp_path / "state" / "verdicts.db")) as base, base:
        base.execute("UPDATE trees SET data = x'00'")
    commit(oven, {"README": "still more\n"})
    swept(tmp_path)
    assert entries(tmp_path)[NAME]["attempts"] == 1
