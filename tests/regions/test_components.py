"""The scripts of Vue, Svelte and Astro components."""

from __future__ import annotations

import pytest

from spanlint.regions.reading import read_regions
from spanlint.text.decoding import UndecodableError
from spanlint.text.source import Source


def codes(path: str, text: str) -> list[list[str]]:
    """The code of each region of each source in a component."""
    sources = read_regions(path, text.encode())
    assert all(len(source.text) == len(source.whole) == len(text.encode()) for source in sources)
    assert all(source.text.count(b"\n") == text.count("\n") for source in sources)
    return [[source.text[slice(*region)].decode() for region in source.regions] for source in sources]


def only(path: str, text: str) -> Source:
    (source,) = read_regions(path, text.encode())
    return source


@pytest.mark.parametrize(
    ("tag", "suffix"),
    [
        ("<script>", ".js"),
        ("<script setup lang='ts'>", ".ts"),
        ('<SCRIPT LANG="tsx">', ".tsx"),
        ("<script lang=jsx>", ".jsx"),
        ('<script type="module">', ".js"),
        ('<script lang="ts" generics="T extends Record<string, X>">', ".ts"),
        ("<script\n  setup\n  lang='ts'\n>", ".ts"),
    ],
)
def test_the_dialect_of_a_script(tag: str, suffix: str) -> None:
    source = only("a.vue", f"<b>é</b>{tag}let a;</script>\n<i/>")
    assert (source.language, source.suffix) == ("typescript", suffix)
    assert source.text.split() == [b"let", b"a;"]


@pytest.mark.parametrize(
    "text",
    [
        "<!-- <script>a</script> -->",
        "<!-- <script>a</script>",
        "<script src='./a.js'></script>",
        "<script src='./a.js' />",
        "<script lang='coffee'>a</script>",
        "<script type='application/ld+json'>{}</script>",
        "<template><div><template #b/><template #a>x</template><script>a</script></div></template>",
        "<style>a { b: '<script>' }</style>",
        "<scripts>a</scripts>",
        "",
    ],
)
def test_what_is_no_script(text: str) -> None:
    assert codes("a.vue", text) == []


def test_the_scripts_of_vue_and_svelte_are_one_module() -> None:
    text = "<script>a</script>\n<script setup>b</script>"
    assert codes("a.vue", text) == codes("a.svelte", text) == [["a", "b"]]


def test_each_part_of_astro_is_a_module() -> None:
    assert codes("a.astro", "---\na\n---\n<b/>\n<script>b</script><script is:inline>c</script>") == [
        ["\na\n"],
        ["b"],
        ["c"],
    ]
    assert [source.suffix for source in read_regions("a.astro", b"---\na\n---\n<script>b</script>")] == [".ts", ".ts"]
    assert codes("a.astro", "---\na\n<b/>") == codes("a.astro", "<b/>\n---\na\n---\n") == []


def test_a_tag_that_cannot_go_on_hides_no_script() -> None:
    for tag in ("<script a='", '<script a="', "<script {"):
        assert codes("a.vue", f"{tag}\n<script>\na\n</script>") == [["\na\n"]]
    assert codes("a.vue", f"<script {'a ' * 100_000}>b</script><script>a</script>") == [["a"]]
    assert codes("a.svelte", "<script a='>' b={c > d} lang=\"ts\">a</script>") == [["a"]]


def test_a_script_that_is_not_closed_ends_with_the_file() -> None:
    assert codes("a.vue", "<script>\na\n<b>") == [["\na\n<b>"]]


def test_the_template_around_a_script_that_follows() -> None:
    assert codes("a.vue", "<template><template/><p/></template><script>a</script>") == [["a"]]
    assert codes("a.vue", "<template src='x' /><script>a</script>") == [["a"]]


@pytest.mark.parametrize(
    "piece",
    [
        *('<script a="', "<script a='", "<script {", "<script {}", "<script ", "<script><"),
        *("<!--", "<template>", "<template ", "---\n"),
    ],
)
@pytest.mark.parametrize("start", ["", "<template>", "---\n---\n"])
def test_hostile_text_is_read_in_one_go(piece: str, start: str) -> None:
    """A search to the end for each of these pieces would take many minutes."""
    for path in ("a.vue", "a.astro"):
        assert len(read_regions(path, (start + piece * 100_000).encode())) <= 2


def test_thousands_of_modules_in_one_file_are_read_in_one_go() -> None:
    assert len(read_regions("a.astro", b"<script>a</script>" * 5000)) == 5000
    with pytest.raises(UndecodableError, match="100,000 pieces of code are too many"):
        read_regions("a.astro", b"<script>a</script>" * 100_000)
