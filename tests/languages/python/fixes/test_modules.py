"""Python fixes: a configured relative module, as each file of the project writes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.languages.python.fixes.python_fixes import configured, fixed

BODY = "\n\ndef f(tracer):\n    tracer.start_span('n'{})\n"
PACKAGE = ("src/app/__init__.py", "src/app/session.py", "src/app/web/__init__.py", "src/app/web/deep/__init__.py")

CASES: dict[str, tuple[tuple[str, ...], str, str, str, str]] = {
    # files, the configured import, the fixed file, its header, the header after the fix
    "beside the module": (
        PACKAGE,
        "from .src.app.session import ctx",
        "src/app/a.py",
        "",
        "from .session import ctx\n",
    ),
    "one folder down": (
        PACKAGE,
        "from .src.app.session import ctx",
        "src/app/web/a.py",
        "",
        "from ..session import ctx\n",
    ),
    "two folders down": (
        PACKAGE,
        "from .src.app.session import ctx",
        "src/app/web/deep/a.py",
        "",
        "from ...session import ctx\n",
    ),
    "a package's own file": (
        PACKAGE,
        "from .src.app.session import ctx",
        "src/app/web/__init__.py",
        "",
        "from ..session import ctx\n",
    ),
    "a package as the module": (
        (*PACKAGE, "src/app/s/__init__.py"),
        "from .src.app.s import ctx",
        "src/app/web/a.py",
        "",
        "from ..s import ctx\n",
    ),
    "the package itself": (PACKAGE, "from .src.app import ctx", "src/app/web/a.py", "", "from .. import ctx\n"),
    "among relative imports": (
        PACKAGE,
        "from .src.app.session import ctx",
        "src/app/web/a.py",
        "from .. import z\nfrom ..zeta import y\nfrom .x import w\n",
        "from .. import z\nfrom ..session import ctx\nfrom ..zeta import y\nfrom .x import w\n",
    ),
    "a relative section": (
        PACKAGE,
        "from .src.app.session import ctx",
        "src/app/a.py",
        "import os\n\nfrom opentelemetry import trace\n",
        "import os\n\nfrom opentelemetry import trace\n\nfrom .session import ctx\n",
    ),
    "an import of the module that is there": (
        PACKAGE,
        "from .src.app.session import ctx",
        "src/app/a.py",
        "from .session import other\n",
        "from .session import ctx, other\n",
    ),
    "an absolute import of the module that is there": (
        PACKAGE,
        "from .src.app.session import ctx",
        "src/app/web/a.py",
        "from app.session import other\n",
        "from app.session import ctx, other\n",
    ),
    "a script that imports the package": (
        (*PACKAGE, "scripts/b.py"),
        "from .src.app.session import ctx",
        "scripts/a.py",
        "import app.start\n",
        "import app.start\nfrom app.session import ctx\n",
    ),
    "a script beside the package": (
        PACKAGE,
        "from .src.app.session import ctx",
        "src/a.py",
        "",
        "from app.session import ctx\n",
    ),
    "a package beside the package": (
        (*PACKAGE, "src/other/__init__.py"),
        "from .src.app.session import ctx",
        "src/other/a.py",
        "",
        "from app.session import ctx\n",
    ),
    "a folder of scripts": (("session.py",), "from .session import ctx", "a.py", "", "from session import ctx\n"),
    "a package without __init__.py that imports relatively": (
        ("app/session.py",),
        "from .app.session import ctx",
        "app/a.py",
        "from .b import c\n",
        "from .b import c\nfrom .session import ctx\n",
    ),
    "the configuration in a folder below": (
        PACKAGE,
        "from ..session import ctx",
        "src/app/a.py",
        "",
        "from .session import ctx\n",
    ),
    "absolute": (PACKAGE, "from app.session import ctx", "src/app/a.py", "", "from app.session import ctx\n"),
    "absolute, and a relative import that is there": (
        PACKAGE,
        "from app.session import ctx",
        "src/app/web/a.py",
        "from ..session import ctx as c\n",
        "from ..session import ctx as c\n",
    ),
}


def write(root: Path, files: tuple[str, ...]) -> None:
    for each in files:
        (root / each).parent.mkdir(parents=True, exist_ok=True)
        (root / each).touch()


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_relative_modules(tmp_path: Path, case: tuple[tuple[str, ...], str, str, str, str]) -> None:
    files, statement, path, before, after = case
    write(tmp_path, (*files, path))
    folder = tmp_path / "src/app/web" if statement.startswith("from ..") else tmp_path
    text = before + BODY.format("").lstrip("\n" if not before else "")
    name = "c" if " as c" in after else "ctx"
    cure = configured("ctx()", statement, folder=str(folder))
    assert fixed(text, cure, str(tmp_path / path)) == after + BODY.format(f", context={name}()")


def test_a_relative_path_is_of_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, (*PACKAGE, "src/app/web/a.py"))
    monkeypatch.chdir(tmp_path / "src")
    cure = configured("ctx()", "from .src.app.session import ctx", folder=str(tmp_path))
    assert fixed(BODY.format("").lstrip(), cure, "app/web/a.py") == "from ..session import ctx\n" + BODY.format(
        ", context=ctx()"
    )


def test_a_module_of_scripts_by_its_name(tmp_path: Path) -> None:
    write(tmp_path, ("session.py", "a.py"))
    cure = configured("session.ctx()", "from . import session", folder=str(tmp_path))
    wanted = "import session\n" + BODY.format(", context=session.ctx()")
    assert fixed(BODY.format("").lstrip(), cure, str(tmp_path / "a.py")) == wanted


def test_the_module_itself_imports_nothing(tmp_path: Path) -> None:
    write(tmp_path, PACKAGE)
    cure = configured("ctx()", "from .src.app.session import ctx", folder=str(tmp_path))
    text = "def ctx(): ..." + BODY
    assert fixed(text.format(""), cure, str(tmp_path / "src/app/session.py")) == text.format(", context=ctx()")
    assert fixed(BODY.format(""), cure, str(tmp_path / "src/app/session.py")) is None
    same = configured("ctx()", "from app.session import ctx", folder=str(tmp_path))
    assert fixed(text.format(""), same, str(tmp_path / "src/app/session.py")) == text.format(", context=ctx()")


NONE = {
    "the module is not there": (("src/app/__init__.py",), "from .src.app.session import ctx", "src/app/a.py"),
    "a script that nothing shows to see the package": (PACKAGE, "from .src.app.session import ctx", "scripts/a.py"),
    "a script in another folder": (("lib/session.py",), "from .lib.session import ctx", "bin/a.py"),
}


@pytest.mark.parametrize(("files", "statement", "path"), NONE.values(), ids=NONE)
def test_no_fix(tmp_path: Path, files: tuple[str, ...], statement: str, path: str) -> None:
    write(tmp_path, (*files, path))
    cure = configured("ctx()", statement, folder=str(tmp_path))
    assert fixed(BODY.format(""), cure, str(tmp_path / path)) is None
