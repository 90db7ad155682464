"""How far imports are followed, and what a neighbour that cannot be read, or must not be, does to a run: nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from spanlint.languages.names.imports import MAX_HOPS
from tests.languages.names.project_case import codes, repository, run_over
from tests.languages.python.names.test_imports import OWN

JUDGED = ["SPN001"]  # what a receiver gets that is not known
USE = "from opentelemetry import context\nfrom {} import tracer\n\n\ndef f():\n    return tracer.start_span('x')\n"
USE_TS = (
    'import {{ context }} from "@opentelemetry/api";\nimport {{ tracer }} from "{}";\n'
    'export const f = () => tracer.startSpan("x");\n'
)
OWN_TS = "class T {\n  startSpan(name: string, fn: () => void) {}\n}\nexport const tracer = new T();\n"


def chain(length: int) -> dict[str, str]:
    """Modules of which each imports the tracer from the next; it is defined in the last."""
    files = {f"m{number}.py": f"from .m{number + 1} import tracer\n" for number in range(1, length)}
    return {"a.py": USE.format(".m1"), **files, f"m{length}.py": OWN}


@pytest.mark.parametrize(("length", "expected"), [(1, []), (MAX_HOPS, []), (MAX_HOPS + 1, JUDGED)])
def test_a_few_imports_are_followed_and_no_more(length: int, expected: list[str], tmp_path: Path) -> None:
    assert codes(repository(tmp_path, chain(length)) / "a.py") == expected


CYCLES = {
    "two modules": {"b.py": "from .c import tracer\n", "c.py": "from .b import tracer\n"},
    "the module itself": {"b.py": "from .b import tracer\n"},
    "the one that is judged": {"b.py": "from .a import tracer\n"},
    "everything of each other": {"b.py": "from .c import *\n", "c.py": "from .b import *\n"},
    "a class that is its own base": {"b.py": "class T(T):\n    pass\n\n\ntracer = T()\n"},
    "bases of each other": {
        "b.py": "from .c import C\n\n\nclass B(C):\n    pass\n\n\ntracer = B()\n",
        "c.py": "from .b import B\n\n\nclass C(B):\n    pass\n",
    },
}


@pytest.mark.parametrize("case", CYCLES)
def test_a_cycle_ends(case: str, tmp_path: Path) -> None:
    outcome = run_over(repository(tmp_path, {"a.py": USE.format(".b"), **CYCLES[case]}) / "a.py")
    assert outcome.problems == []
    assert [each.code for each in outcome.diagnostics] in (JUDGED, [])


def test_a_cycle_of_modules_that_export_everything_ends(tmp_path: Path) -> None:
    files = {"a.ts": USE_TS.format("./b"), "b.ts": 'export * from "./c";\n', "c.ts": 'export * from "./b";\n'}
    assert codes(repository(tmp_path, files) / "a.ts") == JUDGED


NEIGHBOURS = {
    "missing": None,
    "empty": b"",
    "binary": OWN.encode() + b"\0",
    "huge": OWN.encode() + b"# filler\n" * 200_000,
    "of another encoding": OWN.encode() + b"# \xff\n",
    "broken": b"class Tracer(:\n",
}


@pytest.mark.parametrize("case", NEIGHBOURS)
def test_a_neighbour_that_says_nothing_leaves_the_call_judged(case: str, tmp_path: Path) -> None:
    folder, data = repository(tmp_path, {"a.py": USE.format(".b")}), NEIGHBOURS[case]
    if data is not None:
        (folder / "b.py").write_bytes(data)
    assert codes(folder / "a.py") == JUDGED


def test_a_folder_is_no_module(tmp_path: Path) -> None:
    folder = repository(tmp_path, {"a.py": USE.format(".b")})
    (folder / "b.py").mkdir()
    assert codes(folder / "a.py") == JUDGED


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    folder = repository(tmp_path, {"a.py": USE.format(".b"), "a.ts": USE_TS.format("@lib/b")})
    os.mkfifo(folder / "b.py")
    os.mkfifo(folder / "tsconfig.json")
    assert codes(folder / "a.py") == JUDGED
    assert codes(folder / "a.ts") == JUDGED


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_neighbour_is_passed_over(tmp_path: Path) -> None:
    folder = repository(tmp_path, {"a.py": USE.format(".b"), "b.py": OWN})
    (folder / "b.py").chmod(0)
    assert codes(folder / "a.py") == JUDGED


CONFIGURATIONS = {
    "no JSON": "{",
    "a list": "[]",
    "paths that are no object": '{"compilerOptions": {"paths": ["@lib/*"]}}',
    "targets that are no list": '{"compilerOptions": {"paths": {"@lib/*": "./lib/*"}}}',
    "targets that are no texts": '{"compilerOptions": {"paths": {"@lib/*": [1, null, {}]}}}',
    "a base that is no text": '{"compilerOptions": {"baseUrl": 1}}',
    "extends itself": '{"extends": "./tsconfig.json"}',
    "refers to itself": '{"references": [{"path": "."}, {"path": 1}, 2]}',
    "nested too deep": "[" * 100_000,
    "extends a package": '{"extends": "@tsconfig/node20/tsconfig.json"}',
    "no UTF-8": "\udcff",
}


@pytest.mark.parametrize("case", CONFIGURATIONS)
def test_a_bad_tsconfig_is_none(case: str, tmp_path: Path) -> None:
    folder = repository(tmp_path, {"a.ts": USE_TS.format("@lib/b"), "lib/b.ts": OWN_TS})
    (folder / "tsconfig.json").write_bytes(CONFIGURATIONS[case].encode("utf-8", "surrogateescape"))
    assert codes(folder / "a.ts") == JUDGED


def test_a_symbolic_link_inside_the_repository_is_followed(tmp_path: Path) -> None:
    folder = repository(tmp_path, {"a.py": USE.format(".b"), "lib/b.py": OWN})
    (folder / "b.py").symlink_to(folder / "lib/b.py")
    assert codes(folder / "a.py") == []


def outside(tmp_path: Path) -> Path:
    """A folder beside the repository that defines the tracer: a call that it silences has been looked up there."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "b.py").write_text(OWN)
    (folder / "b.ts").write_text(OWN_TS)
    (folder / "tsconfig.json").write_text('{"compilerOptions": {"paths": {"@lib/*": ["../repo/lib/*"]}}}')
    return folder


def test_a_link_out_of_the_repository_is_not_followed(tmp_path: Path) -> None:
    away = outside(tmp_path)
    folder = repository(tmp_path / "repo", {"a.py": USE.format(".b"), "c.py": USE.format(".linked.b")})
    (folder / "b.py").symlink_to(away / "b.py")
    (folder / "linked").symlink_to(away, target_is_directory=True)
    assert codes(folder / "a.py") == JUDGED
    assert codes(folder / "c.py") == JUDGED


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.py", USE.format("..outside.b")),
        ("deep/a.py", USE.format("...outside.b")),
        ("a.py", USE.format("outside.b")),
        ("a.ts", USE_TS.format("../outside/b")),
    ],
)
def test_an_import_out_of_the_repository_is_not_followed(name: str, text: str, tmp_path: Path) -> None:
    outside(tmp_path)
    assert codes(repository(tmp_path / "repo", {name: text}) / name) == JUDGED


def test_an_alias_out_of_the_repository_is_not_followed(tmp_path: Path) -> None:
    outside(tmp_path)
    config = '{"compilerOptions": {"paths": {"@lib/*": ["../outside/*"]}}}'
    folder = repository(tmp_path / "repo", {"a.ts": USE_TS.format("@lib/b"), "tsconfig.json": config})
    assert codes(folder / "a.ts") == JUDGED


@pytest.mark.parametrize("linked", [False, True], ids=["extended", "linked"])
def test_a_configuration_outside_is_not_read(linked: bool, tmp_path: Path) -> None:
    away = outside(tmp_path)
    folder = repository(tmp_path / "repo", {"a.ts": USE_TS.format("@lib/b"), "lib/b.ts": OWN_TS})
    if linked:
        (folder / "tsconfig.json").symlink_to(away / "tsconfig.json")
    else:
        (folder / "tsconfig.json").write_text('{"extends": "../outside/tsconfig.json"}')
    assert codes(folder / "a.ts") == JUDGED


def test_a_configuration_linked_inside_is_read(tmp_path: Path) -> None:
    config = '{"compilerOptions": {"paths": {"@lib/*": ["./lib/*"]}}}'
    folder = repository(tmp_path, {"a.ts": USE_TS.format("@lib/b"), "lib/b.ts": OWN_TS, "shared.json": config})
    (folder / "tsconfig.json").symlink_to(folder / "shared.json")
    assert codes(folder / "a.ts") == []


def test_without_a_repository_only_the_current_directory_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "plain"
    (folder / "shop" / "web").mkdir(parents=True)
    (folder / "shop" / "b.py").write_text(OWN)
    (folder / "shop" / "web" / "a.py").write_text(USE.format("..b"))
    monkeypatch.chdir(folder)
    assert codes(Path("shop/web/a.py")) == []
    monkeypatch.chdir(folder / "shop" / "web")
    assert codes(Path("a.py")) == JUDGED
    assert codes(Path("../web/a.py")) == JUDGED


def test_paths_below_the_current_directory_lead_to_the_same_neighbours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = repository(tmp_path, {"shop/a.py": USE.format(".b"), "shop/b.py": OWN})
    monkeypatch.chdir(folder / "shop")
    assert codes(Path("a.py")) == []
    monkeypatch.chdir(folder)
    assert codes(Path("shop/a.py")) == []


def test_each_folder_has_modules_of_its_own(tmp_path: Path) -> None:
    library = "from opentelemetry import trace\ntracer = trace.get_tracer('x')\n"
    files = {"a/a.py": USE.format(".m"), "a/m.py": library, "b/b.py": USE.format(".m"), "b/m.py": OWN}
    typescript = {"a/a.ts": USE_TS.format("./m"), "a/m.ts": OWN_TS, "b/b.ts": USE_TS.format("./m")}
    folder = repository(tmp_path, files | typescript)
    outcome = run_over(*(folder / name for name in ("a/a.py", "b/b.py", "a/a.ts", "b/b.ts")))
    found = [(Path(each.path).name, each.code) for each in outcome.diagnostics]
    assert found == [("a.py", "SPN001"), ("b.ts", "SPN001")]
