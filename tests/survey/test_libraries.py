"""The libraries that a survey sees, by what files import."""

from __future__ import annotations

import pytest

from spanlint.model.settings import ApiChoices, Settings
from spanlint.survey.libraries import Libraries
from spanlint.survey.surveyed_files import SurveyedFile


def seen(language: str, text: str, choices: ApiChoices = ApiChoices()) -> dict[str, tuple[int, bool]]:  # noqa: B008
    libraries = Libraries()
    libraries.add(SurveyedFile("a", language, text.encode(), Settings(frozenset(), choices), is_test=False))
    return {library.api: (library.first.line, library.is_judged) for library in libraries.all()}


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("python", "import os\nfrom opentelemetry import trace\n", {"opentelemetry": (2, True)}),
        ("python", "import sentry_sdk\nimport sentry_sdk\n", {"sentry-transactions": (1, False)}),
        ("python", "from sentry_sdk.traces import start_span\n", {"sentry": (1, False)}),
        ("python", "# from opentelemetry import trace\nx = 'ddtrace'\nimport opentelemetrix\n", {}),
        ("typescript", "import { trace } from '@opentelemetry/api';\n", {"opentelemetry": (1, True)}),
        ("typescript", 'const s = require("@sentry/node");\n', {"sentry": (1, False)}),
        ("typescript", "import x from './@opentelemetry';\n", {}),
        ("typescript", "const code = `\nimport * as s from '@sentry/node';\n`;\n", {}),
        ("typescript", "const code = `a`;\nimport * as s from '@sentry/node';\n", {"sentry": (2, False)}),
        ("python", 'code = """\nimport sentry_sdk\n"""\n', {}),
        ("python", '"""Text."""\nimport sentry_sdk\n', {"sentry-transactions": (2, False)}),
    ],
)
def test_imports(language: str, text: str, expected: dict[str, tuple[int, bool]]) -> None:
    assert seen(language, text) == expected


def test_a_library_that_is_switched_on_is_checked() -> None:
    choices = ApiChoices(switched_on=frozenset({"sentry"}))
    assert seen("python", "import sentry_sdk.traces\n", choices) == {"sentry": (1, True)}
