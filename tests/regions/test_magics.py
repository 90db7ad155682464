"""What IPython adds to Python in the cells of a notebook."""

from __future__ import annotations

import pytest

from spanlint.regions.magics import is_python_cell, without_magics


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("%matplotlib inline\nx = 1\n", "0                 \nx = 1\n"),
        ("!pip install a \\\n  b\nx = 1\n", "0               \n   \nx = 1\n"),
        ("! ls\n", "0   \n"),
        ("!!ls\n", "0   \n"),
        ("files = !ls -l\n", "files = 0     \n"),
        ("a, b.c = %time f()\n", "a, b.c = 0        \n"),
        ("if x:\n    !ls\n", "if x:\n    0  \n"),
        ("thing?\n%pinfo x", "0     \n0       "),
        ("?thing", "0     "),
        ("a.b*??\nx\n", "0     \nx\n"),
        ("%%time\nx = 1\n", "      \nx = 1\n"),
        ("\n%%capture out\nx = 1\n", "\n             \nx = 1\n"),
        ("%t é\r\nx\r\n", "0    \r\nx\r\n"),
    ],
)
def test_magics_become_blanks_of_the_same_length(code: str, expected: str) -> None:
    blank = without_magics(code.encode())
    assert len(blank) == len(code.encode())
    assert blank.decode() == expected


@pytest.mark.parametrize(
    "code",
    [
        "x = (1\n  % y)\n",
        "x = '''\n%s\n!ls\n'''\n",
        'x = """\n%s \\"""\n!ls\n"""\n',
        "x = '%s' % y\n",
        "x = 5 \\\n% y\n",
        "# what?\nx = 1  # why?\n",
        "print('!')\n",
        "x = ['a',\n!=\n]\n",
        "x = a % b if c != d else 'e?'\n",
    ],
)
def test_python_stays_as_it_is(code: str) -> None:
    assert without_magics(code.encode()).decode() == code


def test_a_string_that_is_not_closed_ends_with_the_cell() -> None:
    assert without_magics(b"x = '''\n!ls\n") == b"x = '''\n!ls\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [("%%bash\nls", False), ("%%sql\nselect 1", False), ("%%time\nx", True), ("%%python3\nx", True), ("x", True)],
)
def test_cells_of_other_languages(code: str, expected: bool) -> None:
    assert is_python_cell(code.encode()) is expected
