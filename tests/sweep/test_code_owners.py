"""Whom a CODEOWNERS file names for a path, as GitHub and as GitLab read it."""

from __future__ import annotations

from pathlib import Path

import pytest

from spanlint.sweep.owners.code_owners import GITHUB, GITLAB, MAX_RULES, Dialect, parse
from spanlint.sweep.owners.ownership import parsed
from tests.discovery.repositories import git

_WIDE = "*" + "a*" * 2000

SHARED_WITH_GIT = [
    ("*", ["a.py", "src/a.py", "src/deep/a.py"], []),
    ("*.py", ["a.py", "src/a.py", ".py"], ["a.pyi", "src/a.ts"]),
    ("app", ["app", "app/a.py", "src/app/a.py"], ["apps/a.py", "app.py"]),
    ("app/", ["app/a.py", "src/app/deep/a.py"], ["app", "src/app"]),
    ("/app", ["app", "app/deep/a.py"], ["src/app/a.py", "apps"]),
    ("/app/", ["app/a.py"], ["app", "src/app/a.py"]),
    ("app/web", ["app/web/a.py", "app/web"], ["src/app/web/a.py", "app/website"]),
    ("app/*.py", ["app/a.py"], ["app/deep/a.py", "src/app/a.py"]),
    ("app/*/a.py", ["app/b/a.py"], ["app/a.py", "app/b/c/a.py"]),
    ("**/app/a.py", ["app/a.py", "src/app/a.py"], ["app/b/a.py"]),
    ("app/**", ["app/a.py", "app/b/a.py"], ["app", "src/app/a.py"]),
    ("app/**/a.py", ["app/a.py", "app/b/c/a.py"], ["src/app/a.py", "app/b/c/a.pyi"]),
    ("a?.py", ["ab.py", "src/ab.py"], ["a.py", "abc.py", "a/.py"]),
    ("/a\\ b.py", ["a b.py"], ["a", "src/a b.py"]),
    ("a\\*.py", ["a*.py"], ["ab.py"]),
]


def owned(pattern: str, path: str, dialect: Dialect = GITHUB) -> bool:
    return parse(f"{pattern} @owner\n", dialect).of(path) == ("@owner",)


@pytest.mark.parametrize(("pattern", "inside", "outside"), SHARED_WITH_GIT)
def test_github_matches_as_a_gitignore_does(pattern: str, inside: list[str], outside: list[str]) -> None:
    assert [path for path in (*inside, *outside) if owned(pattern, path)] == inside


@pytest.mark.program
@pytest.mark.parametrize(("pattern", "inside", "outside"), SHARED_WITH_GIT)
def test_git_says_the_same_of_these_patterns(
    tmp_path: Path, pattern: str, inside: list[str], outside: list[str]
) -> None:
    git(tmp_path, "init", "--quiet")
    (tmp_path / ".gitignore").write_text(f"{pattern}\n")
    said = git(tmp_path, "check-ignore", "--no-index", "--verbose", "--non-matching", *inside, *outside)
    ignored = [line.split("\t")[1] for line in said.splitlines() if line.startswith(".gitignore:")]
    assert ignored == inside


def test_github_stops_where_a_star_does() -> None:
    assert [path for path in ("docs/a.md", "docs/deep/a.md", "src/docs/a.md") if owned("docs/*", path)] == ["docs/a.md"]
    assert [path for path in ("a.md", "docs/a.md") if owned("/*", path)] == ["a.md"]


def test_of_github_the_last_match_wins_and_may_name_nobody() -> None:
    owners = parse("* @all  # everything\n*.py @python @web a.b@example.org\n/apps/ @apps\n/apps/github\n", GITHUB)
    assert owners.of("README") == ("@all",)
    assert owners.of("src/a.py") == ("@python", "@web", "a.b@example.org")
    assert owners.of("apps/a.py") == ("@apps",)
    assert owners.of("apps/github/a.py") == ()


@pytest.mark.parametrize(
    "line", ["!a.py @me", "[ab].py @me", "\\#a.py @me", "a***.py @me", "/ @me", "a.py me", "a.py @"]
)
def test_a_line_that_github_takes_for_an_error_is_skipped(line: str) -> None:
    owners = parse(f"* @all\n{line}\n", GITHUB)
    assert {owners.of(path) for path in ("a.py", "b.py", "#a.py")} == {("@all",)}


@pytest.mark.parametrize(
    ("pattern", "inside", "outside"),
    [
        ("*", ["a.py", "src/.hidden/a.py"], []),
        ("README.md", ["README.md", "docs/api/README.md"], ["README.md/a.py"]),
        ("docs", ["docs", "src/docs"], ["docs/a.md"]),
        ("docs/", ["docs/a.md", "src/docs/deep/a.md"], ["docs"]),
        ("internal/README.md", ["internal/README.md", "docs/internal/README.md"], ["README.md"]),
        ("/docs/*", ["docs/a.md", "docs/.a"], ["docs/deep/a.md"]),
        ("/docs/**", ["docs/a.md"], ["docs/deep/a.md"]),
        ("/docs/**/index.md", ["docs/index.md", "docs/a/b/index.md"], ["src/docs/index.md"]),
        ("/docs/*spec*", ["docs/qa_specs.rb", "docs/spec"], ["docs/a/spec"]),
        ("/[ab].py", ["a.py"], ["c.py", "src/a.py"]),
        ("\\#a.py", ["#a.py", "src/#a.py"], ["a.py"]),
        ("a\\ b/", ["a b/c.py"], ["a/c.py"]),
    ],
)
def test_gitlab_matches_whole_paths(pattern: str, inside: list[str], outside: list[str]) -> None:
    assert [path for path in (*inside, *outside) if owned(pattern, path, GITLAB)] == inside


def test_each_section_of_gitlab_names_its_owners() -> None:
    text = """\
* @admin
[README Owners]
README.md @user1 @user2
internal/README.md @user4

^[Docs][2] @docs @writers
docs/
docs/api/ @api  # and no @comment is told apart

[readme owners] @rest
*.rst
"""
    owners = parsed(text.encode())
    assert owners.of("README.md") == ("@admin", "@user1", "@user2")
    assert owners.of("internal/README.md") == ("@admin", "@user4")
    assert owners.of("docs/a.md") == ("@admin", "@docs", "@writers")
    assert owners.of("docs/api/a.md") == ("@admin", "@api", "@comment")
    assert owners.of("a.rst") == ("@admin", "@rest")


def test_an_exclusion_takes_a_path_out_of_its_section_for_good() -> None:
    owners = parse("* @all\n!*.rb\n/special/*.rb @ruby\n[Ruby]\n*.rb @ruby-team\n!/config/**/*.rb\n", GITLAB)
    assert owners.of("a.py") == ("@all",)
    assert owners.of("special/a.rb") == ("@ruby-team",)
    assert owners.of("config/deep/a.rb") == ()


def test_a_pattern_that_comes_again_gets_its_last_owners() -> None:
    assert parse("*.py @one\n*.py @two\n", GITLAB).of("a.py") == ("@two",)
    assert parse("* @one\n*.py @two\n* @three\n", GITLAB).of("a.py") == ("@two",)
    assert parse("* @one\n*.py @two\n* @three\n", GITHUB).of("a.py") == ("@three",)


@pytest.mark.parametrize("dialect", [GITHUB, GITLAB])
@pytest.mark.parametrize("pattern", [_WIDE, "**/" * 1000 + "b", "/" + "*?" * 1500 + "[", "a" * 200_000, "\\" * 99_999])
def test_no_pattern_takes_long(dialect: Dialect, pattern: str) -> None:
    """With a matcher that tries every way, these would outlast the machine."""
    path = "a/" * 1000 + "a" * 1000
    assert parse(f"{pattern} @owner\n", dialect).of(path) in ((), ("@owner",))


def test_long_lines_and_many_are_bounded() -> None:
    assert parse(f"a.py {'x' * 500_000}\n[{'[' * 100_000}\n", GITLAB).of("a.py") == ()
    assert parse(f"a.py{' ' * 500_000}@me\n", GITHUB).of("a.py") == ("@me",)
    with pytest.raises(ValueError, match="more than 20,000 rules"):
        parse("a.py @me\n" * (MAX_RULES + 1), GITHUB)


def test_bytes_that_are_not_utf_8_match_themselves() -> None:
    owners = parsed(b"\xef\xbb\xbfcaf\xe9.py @me\n* @all\ncaf\xe9.py @me\n")
    assert owners.of("caf\udce9.py") == ("@me",)
    assert owners.of("café.py") == ("@all",)
