"""The patterns of `include` and `per-file-ignores`."""

from __future__ import annotations

import pytest

from spanlint.disk.globs import matches

MATCHING = [
    ("a.py", "a.py"), ("a.py", "x/y/a.py"), ("*.py", "x/a.py"), ("x/*.py", "x/a.py"), ("x/*.py", "x/y/a.py"),
    ("x/", "x/a.py"), ("x/", "x/y/a.py"), ("/x/", "x/a.py"), ("/a.py", "a.py"), ("./a.py", "a.py"),
    ("**/a.py", "a.py"), ("**/a.py", "x/y/a.py"), ("x/**/a.py", "x/a.py"), ("x/**/a.py", "x/y/z/a.py"),
    ("x/**", "x/y/a.py"), ("**/x/**", "x/a.py"), ("a?.py", "ab.py"), ("[ab].py", "b.py"), ("[!ab].py", "c.py"),
    ("[^].py", "^.py"), ("[]].py", "].py"), ("*.{py,ts}", "x/a.ts"), ("{x,y}/{a,b}.py", "y/a.py"), ("{a,b{c,d}}", "bd"),
    (r"\*.py", "*.py"), ("a,b.py", "a,b.py"), ("[slug].ts", "g.ts"), (r"\[slug\].ts", "[slug].ts"), ("a.py", "x/a.py"),
    ("[.py", "[.py"), ("a.py", "x\n/a.py"),
]  # fmt: skip
OTHERS = [
    ("a.py", "ba.py"), ("a.py", "a.pyi"), ("/a.py", "x/a.py"), ("x/*.py", "z/x/a.py"), ("x/", "x"), ("x/", "z/x/a.py"),
    ("/x/", "z/x/a.py"), ("**/a.py", "ba.py"), ("x/**/a.py", "xa.py"), ("a?.py", "a.py"), ("[!ab].py", "a.py"),
    ("*.{py,ts}", "a.js"), (r"\*.py", "a.py"), ("a.b", "acb"), ("[slug].ts", "[slug].ts"),
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "path"), MATCHING)
def test_a_pattern_is_about_a_path(pattern: str, path: str) -> None:
    assert matches(pattern, path)


@pytest.mark.parametrize(("pattern", "path"), OTHERS)
def test_a_pattern_is_not_about_another(pattern: str, path: str) -> None:
    assert not matches(pattern, path)


@pytest.mark.parametrize("pattern", ["", "/", "./", "{a", "a}", "}{", "[z-a]"])
def test_what_is_no_pattern(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        matches(pattern, "a")


@pytest.mark.parametrize(("pattern", "reason"), [("a" * 5000, "more than 4096 characters"), ("{a,b}" * 30, "braces")])
def test_a_pattern_that_is_out_of_all_proportion_is_said_to_be(pattern: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        matches(pattern, "a")


def test_a_pattern_of_ordinary_size_is_not() -> None:
    assert matches("src/{a,b,c,d}/{e,f,g}/**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}", "src/d/e/x/y.cjs")
    assert matches("x/" * 120 + "*.py", "x/" * 120 + "a.py")
