"""Suppressions written for all present findings: clean afterwards, once, and nothing else changes."""

from __future__ import annotations

import pytest

from spanlint.adoption.add_ignores import add_ignores
from spanlint.lint.fix import UnprovenFixError
from spanlint.lint.judge import judge
from spanlint.model.settings import Settings
from spanlint.text.source import Source
from tests.linting import EVERY_CODE
from tests.suppression.cases import HEADS, PYTHON, source

SETTINGS = Settings(EVERY_CODE)
NEW = "spanlint: ignore[SPN001] later"


def added(path: str, body: str, reason: str = "later") -> str:
    """The body afterwards, which lints clean and stays as it is the next time."""
    given = source(path, body)
    done = add_ignores(given, SETTINGS, reason)
    assert judge(done, SETTINGS).findings == ()
    assert add_ignores(done, SETTINGS, "other") == done
    return done.original.decode()[len(HEADS[path]) :]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = 1\n", "x = 1\n"),
        ("tracer.start_span('n')\n", f"tracer.start_span('n')  # {NEW}\n"),
        ("tracer.start_span('n')", f"tracer.start_span('n')  # {NEW}"),
        ("tracer.start_span('n')\r\n\tx = 1\r\n", f"tracer.start_span('n')  # {NEW}\r\n\tx = 1\r\n"),
        ("tracer.start_span('n')  # type: ignore\n", f"tracer.start_span('n')  # type: ignore  # {NEW}\n"),
        ("(\n    tracer\n    .start_span('n')\n)\n", f"(\n    tracer\n    .start_span('n')  # {NEW}\n)\n"),
        ("if x:\n    y = 1, \\\r\n        tracer.start_span('n'), \\\r\n        2\r\n",
         f"if x:\n    # {NEW}\r\n    y = 1, \\\r\n        tracer.start_span('n'), \\\r\n        2\r\n"),
        ("y = f'''\n{tracer.start_span('n')}\n'''\n", f"# {NEW}\ny = f'''\n{{tracer.start_span('n')}}\n'''\n"),
        ("y = tracer.start_span('''\nn''')\n", f"# {NEW}\ny = tracer.start_span('''\nn''')\n"),
        ("tracer.start_span('n'); tracer.start_span('m', context=None)\n",
         "tracer.start_span('n'); tracer.start_span('m', context=None)  # spanlint: ignore[SPN001, SPN004] later\n"),
        ("tracer.start_span('n'); tracer.start_span('m', context=None)  # spanlint: ignore[SPN004 ] old\n",
         "tracer.start_span('n'); tracer.start_span('m', context=None)  # spanlint: ignore[SPN004, SPN001 ] old\n"),
        ("# spanlint: ignore[SPN004] old\ntracer.start_span('n'), tracer.start_span('m', context=None)\n",
         "# spanlint: ignore[SPN004, SPN001] old\ntracer.start_span('n'), tracer.start_span('m', context=None)\n"),
    ],
)  # fmt: skip
def test_python(before: str, after: str) -> None:
    assert added("a.py", before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("tracer.startSpan('n');\n", f"tracer.startSpan('n'); // {NEW}\n"),
        ("tracer.startSpan('n')\r\n;[1]\r\n", f"tracer.startSpan('n') // {NEW}\r\n;[1]\r\n"),
        ("const y = `\n${tracer.startSpan('n')}\n`;\n", f"// {NEW}\nconst y = `\n${{tracer.startSpan('n')}}\n`;\n"),
        ("{\n  tracer.startSpan('n'); // eslint-disable-line\n}\n",
         f"{{\n  // {NEW}\n  tracer.startSpan('n'); // eslint-disable-line\n}}\n"),
        ("// @ts-expect-error\ntracer.startSpan('n'); // x\n",
         f"// {NEW}\n// @ts-expect-error\ntracer.startSpan('n'); // x\n"),
        ("const j = <p>\n  <b>{tracer.startSpan('n')}</b>\n</p>;\n",
         f"const j = <p>\n  {{/* {NEW} */}}\n  <b>{{tracer.startSpan('n')}}</b>\n</p>;\n"),
        ("const j = <p>{\n  tracer.startSpan('n')\n}</p>;\n",
         f"const j = <p>{{\n  tracer.startSpan('n') // {NEW}\n}}</p>;\n"),
    ],
)  # fmt: skip
def test_typescript(before: str, after: str) -> None:
    assert added("a.tsx", before) == after


def test_the_reason_becomes_one_line_and_closes_no_comment() -> None:
    assert added("a.py", "tracer.start_span('n')\n", " a\n  b ").endswith("# spanlint: ignore[SPN001] a b\n")
    assert added("a.py", "tracer.start_span('n')\n", "").endswith("# spanlint: ignore[SPN001]\n")
    text = added("a.tsx", "const j = <p>\n  <b>{tracer.startSpan('n')}</b>\n</p>;\n", "a */ b")
    assert "{/* spanlint: ignore[SPN001] a * / b */}" in text


def test_one_awkward_line_does_not_keep_the_others_from_theirs() -> None:
    text = added("a.py", "tracer.start_span('a')\ny = 1, \\\n  tracer.start_span('b')\ntracer.start_span('c')\n")
    assert text == (
        f"tracer.start_span('a')  # {NEW}\ny = 1, \\\n  tracer.start_span('b')  # {NEW}\n"
        f"tracer.start_span('c')  # {NEW}\n"
    )


def test_encodings_and_marks_stay() -> None:
    latin = source("a.py", "")._replace(encoding="latin-1")
    body = PYTHON + "x = 'ü'\ntracer.start_span('n')\n"
    given = latin._replace(text=body.encode(), original=body.encode("latin-1"))
    done = add_ignores(given, SETTINGS, "später")
    assert done.original == (body[:-1] + "  # spanlint: ignore[SPN001] später\n").encode("latin-1")
    with pytest.raises(UnprovenFixError):
        add_ignores(given, SETTINGS, "später → nie")
    marked = Source("a.py", "python", PYTHON.encode(), b"\xef\xbb\xbf" + PYTHON.encode(), bom=b"\xef\xbb\xbf")
    text = marked.text + b"tracer.start_span('n')\n"
    assert add_ignores(marked._replace(text=text), SETTINGS, "").original.startswith(b"\xef\xbb\xbffrom")
