"""What a project adds to the API tables: libraries on request, creators, openers, wrappers, session contexts."""

from __future__ import annotations

from pathlib import Path

import pytest

from spanlint.config.errors import ConfigError
from spanlint.config.files import load_config
from spanlint.config.model import Config
from spanlint.config.run_settings import settings_of
from spanlint.lint.diagnose import lint
from spanlint.text.decoding import decode
from spanlint.text.suffixes import language_of


def config_of(tmp_path: Path, text: str) -> Config:
    path = tmp_path / "spanlint.toml"
    path.write_text(text, encoding="utf-8")
    return load_config(str(path), lambda: ["SPN001"], lambda: ["sentry", "ddtrace", "opentelemetry"])


def lines(tmp_path: Path, toml: str, path: str, text: str) -> list[int]:
    settings = settings_of(config_of(tmp_path, toml), frozenset({"SPN001", "SPN003", "SPN004", "SPN006"}))
    language = language_of(path)
    assert language is not None
    return [each.start.line for each in lint(decode(path, language, text.encode()), settings).diagnostics]


SENTRY = "import * as Sentry from '@sentry/node';\nSentry.startInactiveSpan({ name: 'n' });\n"


def test_a_library_is_judged_on_request_and_not_before(tmp_path: Path) -> None:
    assert lines(tmp_path, "", "a.ts", SENTRY) == []
    assert lines(tmp_path, "[apis]\nsentry = true\n", "a.ts", SENTRY) == [2]


def test_a_library_is_left_out_on_request(tmp_path: Path) -> None:
    text = "from ddtrace import tracer\ntracer.start_span('n')\n"
    assert lines(tmp_path, "", "a.py", text) == [2]
    assert lines(tmp_path, "[apis]\nddtrace = false\n", "a.py", text) == []


def test_without_any_library_nothing_is_found(tmp_path: Path) -> None:
    text = "from opentelemetry import trace\ntrace.get_tracer('t').start_span('n')\n"
    assert lines(tmp_path, "[apis]\nopentelemetry = false\n", "a.py", text) == []


CREATORS = """
[[creators]]
language = "python"
method = "begin_step"
parent = { position = 1, keyword = "parent" }
"""


def test_a_creator_of_the_project_is_judged_and_the_others_still_are(tmp_path: Path) -> None:
    text = "recorder.begin_step('n')\nrecorder.begin_step('n', parent=p)\ntracer.start_span('n')\nbegin_step('n')\n"
    assert lines(tmp_path, CREATORS, "a.py", text) == [1, 3, 4]
    assert lines(tmp_path, "", "a.py", text) == [3]


WRAPPERS = """
[[wrappers]]
language = "typescript"
name = "startChild"
parent = { position = 2 }
"""


def test_calls_of_a_wrapper_are_call_sites_in_every_file(tmp_path: Path) -> None:
    calls = "startChild('n', {});\nstartChild('n', {}, ctx);\nstartChild('n', {}, undefined);\n"
    text = f"import {{ startChild }} from './spans';\n{calls}"
    assert lines(tmp_path, WRAPPERS, "a.ts", text) == [2, 4]
    assert lines(tmp_path, "", "a.ts", text) == []


OPENERS = """
[[openers]]
language = "typescript"
name = "inSession"
form = "callback"

[[openers]]
language = "python"
name = "in_session"
form = "with"
"""


def test_an_opener_of_the_project_opens_a_parent(tmp_path: Path) -> None:
    script = "inSession(s, () => tracer.startSpan('n'));\nout(s, () => tracer.startSpan('n'));\n"
    settings = settings_of(config_of(tmp_path, OPENERS), frozenset({"SPN001"}))
    assert [each.start.line for each in lint(decode("a.ts", "typescript", script.encode()), settings).diagnostics] == [
        2
    ]
    python = "with in_session(s):\n    tracer.start_span('n')\nwith out(s):\n    tracer.start_span('n')\n"
    assert [each.start.line for each in lint(decode("a.py", "python", python.encode()), settings).diagnostics] == [4]


def test_a_session_context_is_kept_with_its_folder(tmp_path: Path) -> None:
    text = """
[session-context.typescript]
expression = "getSessionContext()"
imports = ["import { getSessionContext } from './session'"]
helper = { call = "start({name})", returns = "{ span }" }
"""
    (tmp_path / "session.ts").write_text("", encoding="utf-8")
    ((language, session),) = settings_of(config_of(tmp_path, text), frozenset()).session_contexts
    assert (language, session.expression, session.folder) == ("typescript", "getSessionContext()", str(tmp_path))
    assert session.helper_call == "start({name})"


WRONG = [
    ("[[creators]]\nmethod = 'x'\nlanguage = 'python'\n", "creators[1]: missing key `parent`"),
    ("[[creators]]\nlanguage = 'perl'\n", "creators[1].language: expected one of python, typescript"),
    (
        "[[creators]]\nlanguage = 'python'\nmethod = 'x'\nparnt = {}\n",
        "creators[1].parnt: unknown key; did you mean `parent`?",
    ),
    (
        "[[wrappers]]\nlanguage = 'python'\nname = 'x'\nparent = { position = -1 }\n",
        "wrappers[1].parent.position: expected 0 or more",
    ),
    ("wrappers = 1\n", "wrappers: expected a list, got an integer"),
    (
        "[[openers]]\nlanguage = 'python'\nname = 1\nform = 'with'\n",
        "openers[1].name: expected a string, got an integer",
    ),
    ("[session-context.ruby]\nexpression = 'x'\n", "session-context.ruby: unknown key; known: python, typescript"),
    ("[session-context.python]\n", "session-context.python: missing key `expression`"),
]


@pytest.mark.parametrize(("text", "reason"), WRONG)
def test_a_wrong_entry_is_one_line_with_its_place(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(ConfigError) as error:
        config_of(tmp_path, text)
    assert str(error.value) == f"{tmp_path}/spanlint.toml: {reason}"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            f'{CREATORS}root = {{ keyword = "a b" }}',
            "creators[1].root.keyword: `a b` matches nothing: expected the name of",
        ),
        (f"{CREATORS}other-parents = [{{}}]", "creators[1].other-parents[1]: matches nothing without `position` or"),
        (
            f'{CREATORS}options = {{ key = "a" }}',
            "creators[1].options: matches nothing without `position` or `keyword`",
        ),
        (f'{CREATORS}help = " "', "creators[1].help: expected a text that is not empty"),
        (
            'forbid = [{ language = "python", method = "x", message = "" }]',
            "forbid[1].message: expected a text that is",
        ),
        ('trace.roots = [""]', "trace.roots[1]: expected a text that is not empty"),
        ('searched-folders = ["biuld"]', "`biuld` is not the name of a folder that is left out; did you mean `build`?"),
        ('searched-folders = ["src/build/"]', "folder that is left out; did you mean `build`?"),
        ('searched-folders = ["src"]', "searched-folders: `src` is not the name of a folder that is left out"),
        ('context-manager-decorators = ["@resource"]', "`@resource` is not the name of a decorator"),
        ('session-context.python = { expression = "f()", helper = {} }', "session-context.python.helper: unknown key"),
    ],
)
def test_what_would_do_nothing_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(ConfigError) as error:
        config_of(tmp_path, text)
    assert reason in str(error.value)
