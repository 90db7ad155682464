"""The fenced code blocks of Markdown."""

from __future__ import annotations

import pytest

from spanlint.regions.reading import read_regions


def codes(text: str) -> list[tuple[str, str]]:
    """The suffix and the code of each block."""
    return [
        (source.suffix, "".join(source.text[slice(*region)].decode() for region in source.regions))
        for source in read_regions("a.md", text.encode())
    ]


@pytest.mark.parametrize(
    ("opening", "suffix"),
    [
        ("```python", ".py"),
        ("``` py", ".py"),
        ("```Python title='a.py'", ".py"),
        ("```{python}", ".py"),
        ("```{.python .numberLines}", ".py"),
        ("```ts{1,3}", ".ts"),
        ("```typescript twoslash", ".ts"),
        ("```tsx", ".tsx"),
        ("```js:a.js", ".js"),
        ("```jsx", ".jsx"),
        ("````js", ".js"),
        ("  ```js", ".js"),
        ("- ```js", ".js"),
        ("10. ```js", ".js"),
    ],
)
def test_the_languages_that_are_read(opening: str, suffix: str) -> None:
    assert codes(f"{opening}\na\n````\nb") == [(suffix, "a\n")]


@pytest.mark.parametrize(
    "opening", ["```", "```text", "```pycon", "```sh", "``js", "```js `x`", "    x ```js", "```pyx"]
)
def test_what_is_no_block_of_a_language(opening: str) -> None:
    assert codes(f"{opening}\na\n```\n") == []


def test_fences_close_those_of_their_kind_and_length() -> None:
    assert codes("~~~~py\na\n```\n~~~\n~~~~~\nb") == [(".py", "a\n```\n~~~\n")]
    assert codes("```py\na\n~~~\n```\n```js\nb\n```") == [(".py", "a\n~~~\n"), (".js", "b\n")]
    assert codes("````md\n```py\na\n```\n````\n```js\nb\n```") == [(".js", "b\n")]
    assert codes("```py\na\n``` b\n```") == [(".py", "a\n``` b\n")]


def test_a_block_that_is_not_closed_ends_with_the_file() -> None:
    assert codes("```py\na") == [(".py", "a")]
    assert codes("```py\n```") == codes("```py") == []


def test_a_quote_ends_its_block() -> None:
    assert codes("> ```py\n> a\n>b\nc\n```js\nd\n```") == [(".py", " a\nb\n"), (".js", "d\n")]
    assert codes("> > ```py\n> > a\n> b\n") == [(".py", " a\n")]


def test_line_ends_and_offsets_stay() -> None:
    text = "é\r\n  ```py\r\n  a\r\n  ```\r\nü".encode()
    (source,) = read_regions("a.md", text)
    assert source.whole == text
    assert source.text == b"  \r\n       \r\n  a\r\n     \r\n  "


def test_prose_is_not_taken_for_deep_code() -> None:
    prose = "".join(f"{'é' * depth}\n" for depth in range(400))
    assert codes(f"{prose}```py\na\n```\n") == [(".py", "a\n")]
