"""An import from another member of a uv workspace leads to that member's source."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.languages.names.project_case import codes, repository
from tests.languages.python.names.test_imports import OWN, REAL

WORKSPACE = {"pyproject.toml": '[tool.uv.workspace]\nmembers = ["packages/*"]\nexclude = ["packages/old*"]\n'}
USE = "from opentelemetry import context\nfrom {} import tracer\n\n\ndef f():\n    return tracer.start_span('x')\n"

# The module that is imported, the file that defines the tracer, and the files between.
MEMBERS = {
    "in a src layout": ("acme_kit.tracing", "packages/kit/src/acme_kit/tracing.py", {}),
    "in a flat layout": ("acme_kit.tracing", "packages/kit/acme_kit/tracing.py", {}),
    "a module alone": ("acme_kit", "packages/kit/src/acme_kit.py", {}),
    "through the package's __init__": (
        "acme_kit",
        "packages/kit/src/acme_kit/core.py",
        {"packages/kit/src/acme_kit/__init__.py": "from .core import tracer\n"},
    ),
    "in a namespace that members share": (
        "acme.kit",
        "packages/kit/src/acme/kit/__init__.py",
        {
            "packages/app/src/acme/app/__init__.py": "",
            "packages/tool/pyproject.toml": "",
            "packages/tool/acme/x.py": "",
        },
    ),
}


def project(folder: Path, case: str, definition: str, root: dict[str, str]) -> Path:
    module, home, between = MEMBERS[case]
    members = {f"packages/{name}/pyproject.toml": "[project]\n" for name in ("kit", "app")}
    use = {"packages/app/src/acme_app/main.py": USE.format(module)}
    return repository(folder, {**root, **members, **between, home: definition, **use}) / next(iter(use))


@pytest.mark.parametrize("case", MEMBERS)
def test_the_projects_own_tracer_is_silent(case: str, tmp_path: Path) -> None:
    assert codes(project(tmp_path, case, OWN, WORKSPACE)) == []


@pytest.mark.parametrize("case", MEMBERS)
def test_opentelemetrys_tracer_is_judged(case: str, tmp_path: Path) -> None:
    assert codes(project(tmp_path, case, REAL, WORKSPACE)) == ["SPN001"]


@pytest.mark.parametrize("case", MEMBERS)
def test_a_package_of_no_workspace_is_not_looked_up(case: str, tmp_path: Path) -> None:
    assert codes(project(tmp_path, case, OWN, {})) == ["SPN001"]


def test_an_excluded_folder_is_no_member(tmp_path: Path) -> None:
    files = {"packages/old-kit/pyproject.toml": "", "packages/old-kit/src/acme_kit.py": OWN}
    folder = repository(tmp_path, {**WORKSPACE, **files, "packages/app/a.py": USE.format("acme_kit")})
    assert codes(folder / "packages/app/a.py") == ["SPN001"]


OPENER = "from contextlib import contextmanager\n\n\n@contextmanager\ndef entered(tracer):\n    {}:\n        yield\n"


@pytest.mark.parametrize(
    ("opening", "expected"),
    [("with tracer.start_as_current_span('x')", ["SPN003"]), ("if tracer", ["SPN001"])],
    ids=["opens", "opens nothing"],
)
def test_the_openers_of_a_member_are_known(opening: str, expected: list[str], tmp_path: Path) -> None:
    use = (
        "from opentelemetry import trace\nfrom acme_kit.spans import entered\n\ntracer = trace.get_tracer('x')\n\n\n"
        "def f():\n    with entered(tracer):\n        tracer.start_span('x')\n"
    )
    kit = {"packages/kit/pyproject.toml": "", "packages/kit/src/acme_kit/spans.py": OPENER.format(opening)}
    folder = repository(tmp_path, {**WORKSPACE, **kit, "packages/app/a.py": use})
    assert codes(folder / "packages/app/a.py") == expected


def without_repository(folder: Path) -> None:
    (folder / ".git" / "HEAD").unlink()
    for name in ("refs", "objects", ""):
        (folder / ".git" / name).rmdir()


def test_a_workspace_without_a_repository_is_found_from_a_member(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    main = project(tmp_path, "in a src layout", OWN, WORKSPACE)
    without_repository(tmp_path)
    monkeypatch.chdir(main.parent)
    assert codes(Path("main.py")) == []


@pytest.mark.parametrize(("manifest", "expected"), [("pyproject.toml", []), ("notes.txt", ["SPN001"])])
def test_the_src_of_a_project_without_a_repository_is_found_from_its_tests(
    manifest: str, expected: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {manifest: "", "src/acme_kit.py": OWN, "tests/a.py": USE.format("acme_kit")}
    folder = repository(tmp_path, files)
    without_repository(folder)
    monkeypatch.chdir(folder / "tests")
    assert codes(Path("a.py")) == expected
