"""Reading a tsconfig.json: comments, trailing commas, and text that nothing closes."""

from __future__ import annotations

from pathlib import Path

import pytest

from spanlint.languages.typescript.names.tsconfig import aliases

COMMENTED = """\
{ // "compilerOptions": {}
  /* "baseUrl": "wrong" */
  "compilerOptions": { "paths": { "@app/*": ["./src/*", "./a//b/*",], "x": ["./\\"/*y*/"] }, },
}
"""


def targets(folder: Path, text: str, specifier: str) -> list[str]:
    (folder / "tsconfig.json").write_text(text)
    found = aliases(str(folder / "tsconfig.json"), specifier, str(folder))
    return [path.removeprefix(f"{folder}/") for path in found]


def test_comments_and_trailing_commas(tmp_path: Path) -> None:
    assert targets(tmp_path, COMMENTED, "@app/tele") == ["src/tele", "a/b/tele"]


# A search to the end for each of these characters would take hours.
@pytest.mark.parametrize("text", ['"' + '\\"' * 490_000, "/*" * 490_000, '"\\' * 490_000, "/* " + '"' * 900_000])
def test_text_that_nothing_closes_is_read_in_one_pass(tmp_path: Path, text: str) -> None:
    assert targets(tmp_path, text, "@app/tele") == []


def test_a_huge_file_counts_as_none(tmp_path: Path) -> None:
    with open(tmp_path / "tsconfig.json", "wb") as file:
        file.truncate(1 << 32)
    assert list(aliases(str(tmp_path / "tsconfig.json"), "@app/tele", str(tmp_path))) == []
