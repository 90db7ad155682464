"""The README as an index shows it: links that lead somewhere, or none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from spanlint.version import __version__
from tools.index_page import index_page

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
GITHUB = "https://github.example.org/o/spanlint/blob/main/docs"


@pytest.mark.parametrize(
    ("text", "without", "with_address"),
    [
        ("see [the `a` page](docs/a.md#b).", "see the `a` page.", f"see [the `a` page]({GITHUB}/a.md#b)."),
        ("![a picture](docs/p/a.png)", "", f"![a picture]({GITHUB}/p/a.png?raw=true)"),
        ("[`x`](LICENSE)", "`x`", f"[`x`]({GITHUB.removesuffix('/docs')}/LICENSE)"),
        ("[up](#below)", "up", f"[up]({GITHUB.removesuffix('/docs')}/README.md#below)"),
        ("[out](https://example.org/a)", "[out](https://example.org/a)", "[out](https://example.org/a)"),
        ('`tracer[method]("n")` [a](b)', '`tracer[method]("n")` a', None),
        ("```ts\n[a](b)\n```\n", "```ts\n[a](b)\n```\n", "```ts\n[a](b)\n```\n"),
    ],
)
def test_a_link_becomes_absolute_or_its_words(text: str, without: str, with_address: str | None) -> None:
    assert index_page(text, "") == without
    if with_address is not None:
        assert index_page(text, GITHUB) == with_address


def test_an_address_that_says_nothing_of_the_files_above_it() -> None:
    page = index_page("[a](docs/a.md) [b](LICENSE) ![c](docs/c.png)", "https://spanlint.example.org")
    assert page == "[a](https://spanlint.example.org/a.md) b ![c](https://spanlint.example.org/c.png)"


def test_all_that_the_readme_says_is_left() -> None:
    def words(text: str) -> list[str]:
        return re.findall(r"\w+", re.sub(r"!\[[^\]]*\]\([^)]*\)|\]\([^)\s]*\)", "", text))

    assert words(index_page(README, "")) == words(README)
    relative = re.findall(r"\]\((?!https?:)\S+\)", README)
    assert index_page(README, GITHUB).count("github.example.org") == len(relative) - README.count('[method]("n")')


def test_the_changelog_has_a_dated_section_of_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    sections = re.findall(r"^## \[([^\]]+)\](?: - (\d{4}-\d\d-\d\d))?$", changelog, flags=re.MULTILINE)
    assert sections[0] == ("Unreleased", "")
    assert sections[1][0] == __version__
    assert all(date for _, date in sections[1:])
