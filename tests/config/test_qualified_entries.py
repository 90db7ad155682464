"""The keys `module`, `class` and `receiver` of a project's own entries: which calls they mean, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from spanlint.config.errors import ConfigError
from tests.cli.program import run_spanlint, write
from tests.config.test_project_entries import config_of

OBS = """\
from opentelemetry import trace


class Obs:
    def begin(self, name, parent=None):
        return trace.get_tracer("t").start_span(name, context=parent)


class Quiet(Obs):
    pass


def begin(name, parent=None):
    return trace.get_tracer("t").start_span(name, context=parent)


def current() -> Obs:
    return Obs()


obs = Obs()
"""
CREATOR = '[[creators]]\nlanguage = "python"\nmethod = "begin"\nparent = { position = 1, keyword = "parent" }\n'
ENGINE = """\
from sqlalchemy import create_engine

engine = create_engine("x")


def write(conn, pool):
    with engine.begin() as conn:
        conn.begin("nested")
    pool.begin("tx")
"""


def findings(folder: Path, config: str, files: Mapping[str, str]) -> list[str]:
    """Returns the places of SPN001 and SPN002 as `file:line`."""
    write(folder, {"spanlint.toml": config, **files})
    run = run_spanlint(folder, "--select", "SPN001,SPN002", "--output-format", "concise", "-q")
    assert run.code in (0, 1), run.err
    return [":".join(line.split(":")[:2]) for line in run.out.splitlines()]


@pytest.mark.parametrize("key", ['class = "Obs"', 'module = "app.obs"', 'receiver = "obs"'])
def test_each_key_tells_a_creator_from_other_methods_of_its_name(tmp_path: Path, key: str) -> None:
    use = 'from app.obs import obs\n\n\ndef work(ctx):\n    obs.begin("a")\n    obs.begin("b", parent=ctx)\n'
    files = {"app/obs.py": OBS, "app/db.py": ENGINE, "app/use.py": use}
    assert findings(tmp_path, CREATOR + key + "\n", files) == ["app/use.py:5"]
    assert "app/db.py:7" in findings(tmp_path, CREATOR, files), "by its bare name, SQLAlchemy's is one, too"


CLASS_USES = {
    "the class": ("from app.obs import Obs", 'Obs().begin("a")'),
    "a class of that class": ("from app.obs import Quiet", 'Quiet().begin("a")'),
    "a typed parameter": ("from app.obs import Obs\ndef f(x: Obs):", '    x.begin("a")'),
    "an instance elsewhere": ("from app.obs import obs as o", 'o.begin("a")'),
    "what a function returns": ("from app.obs import current", 'current().begin("a")'),
    "a relative import": ("from .obs import Obs", 'Obs().begin("a")'),
    "its module": ("from app import obs", 'obs.Obs().begin("a")'),
    "a member": (
        "from app.obs import Obs\nclass W:\n    def __init__(self):\n        self.o = Obs()\n    def f(self):",
        '        self.o.begin("a")',
    ),
}


@pytest.mark.parametrize("use", CLASS_USES.values(), ids=CLASS_USES.keys())
@pytest.mark.parametrize("keys", ['class = "Obs"', 'class = "Obs"\nmodule = "app.obs"'])
def test_a_class_is_found_wherever_the_code_shows_it(tmp_path: Path, use: tuple[str, str], keys: str) -> None:
    head, call = use
    found = findings(tmp_path, f"{CREATOR}{keys}\n", {"app/obs.py": OBS, "app/use.py": f"{head}\n{call}\n"})
    assert found == [f"app/use.py:{head.count(chr(10)) + 2}"]


OTHERS = {
    "another class of that name": ("from other import Obs", 'Obs().begin("a")'),
    "an unknown object": ("def f(x):", '    x.begin("a")'),
    "a method of another class": ("class Db:\n    def begin(self, x): ...", 'Db().begin("a")'),
}


@pytest.mark.parametrize("use", OTHERS.values(), ids=OTHERS.keys())
def test_other_calls_of_the_name_are_none(tmp_path: Path, use: tuple[str, str]) -> None:
    keys = 'class = "Obs"\nmodule = "app.obs"\n'
    assert not findings(tmp_path, CREATOR + keys, {"app/obs.py": OBS, "app/use.py": "\n".join(use) + "\n"})


@pytest.mark.parametrize(
    ("use", "lines"),
    [
        ('from app.obs import begin\nbegin("a")\n', ["app/use.py:2"]),
        ('import app.obs as o\no.begin("a")\n', ["app/use.py:2"]),
        ('from .obs import begin as b\nb("a")\nbegin = b\nbegin("a")\n', ["app/use.py:4"]),
        ('from app.obs import obs\nobs.begin("a")\n', []),
        ('from other import begin\nbegin("a")\n', []),
        ('def begin(x): ...\nbegin("a")\n', []),
    ],
)
def test_a_function_of_a_module(tmp_path: Path, use: str, lines: list[str]) -> None:
    config = CREATOR + 'module = "app.obs"\nform = "function"\n'
    assert findings(tmp_path, config, {"app/obs.py": OBS, "app/use.py": use}) == lines


def test_a_function_without_a_module_is_any_function_of_the_name(tmp_path: Path) -> None:
    use = 'from x import begin, conn\nbegin("a")\nconn().begin("a")\n'
    assert findings(tmp_path, CREATOR + 'form = "function"\n', {"use.py": use}) == ["use.py:2"]


TYPESCRIPT = """\
import { trace, type Context } from '@opentelemetry/api';
const tracer = trace.getTracer('t');
export function begin(name: string, parent?: Context) { return tracer.startSpan(name, {}, parent); }
export class Obs { begin(name: string, parent?: Context) { return tracer.startSpan(name, {}, parent); } }
"""
WRAPPER = '[[wrappers]]\nlanguage = "typescript"\nname = "begin"\nparent = { position = 1 }\n'


@pytest.mark.parametrize(
    ("key", "use", "lines"),
    [
        ('module = "./src/obs"', "import { begin } from './obs';\nbegin('a');\n", ["src/use.ts:2"]),
        ('module = "./src/obs.ts"', "import { begin } from './obs.js';\nbegin('a');\n", ["src/use.ts:2"]),
        ('module = "./src"', "import { begin } from './obs';\nbegin('a');\n", ["src/use.ts:2"]),
        ('module = "@acme/obs"', "import { begin } from '@acme/obs';\nbegin('a');\n", ["src/use.ts:2"]),
        ('module = "@acme/obs"', "import { begin } from './obs';\nbegin('a');\n", []),
        ('module = "./src/obs"', "import { begin } from './db';\nbegin('a');\n", []),
        ('module = "./src/obs"', "import { begin } from 'obs';\nbegin('a');\n", []),
        ('module = "./obs"', "import { begin } from './obs';\nbegin('a');\n", []),
        ('class = "Obs"', "import { Obs } from './obs';\nnew Obs().begin('a');\n", ["src/use.ts:2"]),
        ('class = "Obs"', "import { Obs } from './obs';\nconst f = (o: Obs) => o.begin('a');\n", ["src/use.ts:2"]),
        ('class = "Obs"', "import { Db } from './db';\nnew Db().begin('a');\n", []),
        ('receiver = "obs"', "class A { f() { this.obs.begin('a'); this.jobs.begin('a'); } }\n", ["src/use.ts:1"]),
        ('receiver = "this.obs"', "class A { f() { this.obs.begin('a') } }\nobs.begin('a');\n", ["src/use.ts:1"]),
    ],
)
def test_typescript(tmp_path: Path, key: str, use: str, lines: list[str]) -> None:
    files = {
        "obs.ts": "",
        "src/obs.ts": TYPESCRIPT,
        "src/db.ts": "export class Db { begin() {} }\nexport const begin = 1;\n",
    }
    assert findings(tmp_path, f"{WRAPPER}{key}\n", {**files, "src/use.ts": use}) == lines


def test_a_name_with_dots_is_one_file(tmp_path: Path) -> None:
    files = {"obs.server.ts": TYPESCRIPT, "obs.client.ts": TYPESCRIPT}
    uses = {f"{side}.ts": f"import {{ begin }} from './obs.{side}';\nbegin('a');\n" for side in ("server", "client")}
    assert findings(tmp_path, WRAPPER + 'module = "./obs.server"\n', files | uses) == ["server.ts:2"]


def test_several_entries_of_one_name_each_have_their_own_parent(tmp_path: Path) -> None:
    config = WRAPPER + 'receiver = "obs"\n' + WRAPPER.replace("position = 1", "position = 0") + 'receiver = "log"\n'
    use = "obs.begin('a', ctx);\nobs.begin('a');\nlog.begin(ctx);\nlog.begin();\ndb.begin();\n"
    assert findings(tmp_path, config, {"use.ts": use}) == ["use.ts:2", "use.ts:4"]


def test_an_opener_has_a_class_too(tmp_path: Path) -> None:
    config = '[[openers]]\nlanguage = "python"\nname = "enter"\nform = "with"\nclass = "Session"\n'
    use = """\
from opentelemetry import trace
from app.session import Session
from db import Connection
tracer = trace.get_tracer("t")
with Session().enter():
    tracer.start_span("a")
with Connection().enter():
    tracer.start_span("b")
"""
    files = {"app/session.py": "class Session:\n    def enter(self): ...\n", "use.py": use}
    assert findings(tmp_path, config, files) == ["use.py:8"]
    assert findings(tmp_path, config.replace('class = "Session"\n', ""), files) == []


def test_a_module_is_relative_to_the_file_that_names_it(tmp_path: Path) -> None:
    files = {
        "src/obs.ts": TYPESCRIPT,
        "packages/a/spanlint.toml": 'extend = "../../spanlint.toml"\n',
        "packages/a/use.ts": "import { begin } from '../../src/obs';\nbegin('a');\n",
    }
    assert findings(tmp_path, WRAPPER + 'module = "./src/obs"\n', files) == ["packages/a/use.ts:2"]


PYTHON, SCRIPT = CREATOR.replace('method = "begin"\n', ""), WRAPPER.replace('name = "begin"\n', "")
REFUSED = [
    (
        PYTHON + 'method = "Obs.begin"\n',
        "creators[1].method: `Obs.begin` matches nothing: expected one name, as it is called; "
        'write `method = "begin"` and `class = "Obs"`',
    ),
    (
        SCRIPT + 'name = "Obs.begin"\n',
        "wrappers[1].name: `Obs.begin` matches nothing: expected one name, as it is called; "
        'write `name = "begin"` and `class = "Obs"`',
    ),
    (
        '[[openers]]\nlanguage = "python"\nform = "with"\nname = "self.obs.enter()"\n',
        "openers[1].name: `self.obs.enter()` matches nothing: expected one name, as it is called; "
        'write `name = "enter"` and `receiver = "self.obs"`',
    ),
    (
        PYTHON + 'method = "begin span"\n',
        "creators[1].method: `begin span` matches nothing: expected one name, as it is called",
    ),
    (PYTHON + 'method = ""\n', "creators[1].method: expected a text that is not empty"),
    (
        CREATOR + 'module = "./app/obs.py"\n',
        "creators[1].module: `./app/obs.py` matches nothing: expected a dotted module such as `app.tracing`",
    ),
    (CREATOR + 'class = "app.Obs"\n', "creators[1].class: `app.Obs` matches nothing: expected the name of a class"),
    (CREATOR + 'receiver = "f(x)"\n', "creators[1].receiver: `f(x)` matches nothing: expected a name such as `obs`"),
    (
        CREATOR + 'form = "methd"\n',
        "creators[1].form: expected one of method, function, either; did you mean `method`?",
    ),
    (CREATOR + 'modul = "x"\n', "creators[1].modul: unknown key; did you mean `module`?"),
    (WRAPPER + 'module = " "\n', "wrappers[1].module: expected a text that is not empty"),
    (
        WRAPPER.replace("position = 1", 'keyword = "x"'),
        "wrappers[1].parent: matches nothing without `position`",
    ),
    (
        CREATOR.replace('position = 1, keyword = "parent"', 'key = "x"'),
        "creators[1].parent: matches nothing without `position` or `keyword`",
    ),
]


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_what_can_match_nothing_is_refused_with_the_reason(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(ConfigError) as error:
        config_of(tmp_path, text)
    assert str(error.value) == f"{tmp_path}/spanlint.toml: {reason}"


def test_the_settings_of_a_file_show_what_an_entry_means(tmp_path: Path) -> None:
    config = CREATOR + 'class = "Obs"\nmodule = "app.obs"\n'
    write(tmp_path, {"spanlint.toml": config, "use.py": ""})
    assert 'creators = ["Obs.begin of app.obs"]\n' in run_spanlint(tmp_path, "--show-settings", "use.py").out


def test_a_file_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"wrappers\[1\].module: .*src/nope: no such file"):
        config_of(tmp_path, WRAPPER + 'module = "./src/nope"\n')
