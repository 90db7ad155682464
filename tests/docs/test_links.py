"""Every relative link of the documentation leads to a file that is there, and to a heading in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
_LINK = re.compile(r"\[(?:[^\[\]]|\[[^\[\]]*\])*\]\(([^()\s]+)\)")


def prose(text: str) -> str:
    """The text without its blocks of code."""
    return re.sub(r"^ *```.*?^ *```$", "", text, flags=re.DOTALL | re.MULTILINE)


def anchors(text: str) -> set[str]:
    """What a `#` can lead to, as GitHub makes it of the headings."""
    headings = re.findall(r"^#+ (.+)$", prose(text), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links(page: Path) -> list[str]:
    text = re.sub(r"`[^`\n]+`", "code", prose(page.read_text(encoding="utf-8")))
    return [link for link in _LINK.findall(text) if "://" not in link]


def dead(page: Path, link: str) -> str | None:
    """What is wrong with a link, if anything."""
    name, _, anchor = link.partition("#")
    target = (page.parent / name).resolve() if name else page
    if not target.exists() or not target.is_relative_to(ROOT):
        return f"{link}: no such file"
    if anchor and anchor not in anchors(target.read_text(encoding="utf-8")):
        return f"{link}: no such heading"
    return None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    assert [wrong for link in links(page) if (wrong := dead(page, link))] == []


def test_dead_links_are_noticed() -> None:
    page = ROOT / "docs" / "README.md"
    assert dead(page, "gone.md") == "gone.md: no such file"
    assert dead(page, "../README.md#gone") == "../README.md#gone: no such heading"
    assert dead(page, "../../elsewhere") == "../../elsewhere: no such file"
    assert dead(page, "../README.md#suppressing-findings") is None
    assert len(links(page)) >= 8
    assert anchors("# `a.b`: the C-D_e\n```sh\n# no heading\n```\n") == {"ab-the-c-d_e"}


def test_the_index_lists_every_page() -> None:
    index = ROOT / "docs" / "README.md"
    listed = {(index.parent / link).resolve() for link in links(index)}
    pages = {page for page in (ROOT / "docs").glob("*.md") if page != index}
    assert pages <= listed
    assert (ROOT / "docs" / "rules" / "README.md") in listed
