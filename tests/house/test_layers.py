"""The layers of the package: which folder may import which, and that no imports form a circle.

Imports inside functions and imports for types count as any other.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import PurePosixPath

import pytest

from tests.house.test_house import nodes, product

LAYERS = (
    "flake8_plugin __main__",
    "api init mcp server sweep trace",
    "cli",
    "adoption memory survey",
    "run",
    "discovery",
    "config lint",
    "prefilter report languages suppression regions",
    "apis checks rulebook",
    "model",
    "disk text",
    "lean version",
)
"""From the top down. A module imports its own folder and lower layers; folders that share a layer stay apart."""

SHARED_ROOMS = ("spans", "calls", "contexts flow", "names", "trees")
"""The rooms of `languages/` that both languages use, from the top down."""

SPLIT = {
    "spanlint.languages.spans": (
        "statuses",
        "span_reader naming_decorators",
        "lifetimes",
        "current",
        "chained_calls handed_methods written_values",
    ),
    "spanlint.sweep": (
        "command",
        "shards",
        "run",
        "dry_run index_page",
        "jobs page",
        "history output",
        "owners state",
        "git",
        "processes",
        "options lists results",
        "learned repositories",
    ),
    "spanlint.trace": (
        "command",
        "reports run",
        "choices page",
        "findings",
        "checks judging sources",
        "options reading",
        "formats packages",
        "otlp storage",
        "model",
    ),
}
"""Folders that are split into rooms: what is in each, from the top down."""

LANGUAGE_ROOMS = ("__init__", "reader", "named_calls", "spans", "contexts fixes", "file", "evidence", "calls", "names")
"""The rooms of one language, from the top down."""

LANGUAGES = ("python", "typescript")


def module_of(path: str) -> str:
    """The dotted name of a module, `spanlint.lint.fix` for `spanlint/lint/fix.py`."""
    return ".".join(PurePosixPath(path).with_suffix("").parts).removesuffix(".__init__")


@cache
def modules() -> dict[str, str]:
    """The path of each module, by its dotted name."""
    return {module_of(path): path for path in product()}


@cache
def imports(module: str) -> frozenset[str]:
    """The modules of the package that a module imports, at any depth."""
    return frozenset(found for found in _imports(module) if found != module)


def _imports(module: str) -> Iterator[str]:
    for node in nodes(modules()[module]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules())
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                if inner in modules():
                    yield inner
                elif node.module in modules():
                    yield node.module


def rank(name: str, layers: tuple[str, ...]) -> int:
    """How far from the top a folder or module is. Fails for one that no layer names."""
    found = [number for number, names in enumerate(layers) if name in names.split()]
    assert found, f"{name} is in no layer"
    return found[0]


def folder(module: str) -> str:
    """The folder of the package that a module is in, or its own name where it is in none."""
    return module.split(".")[1]


def room(module: str) -> tuple[str, str]:
    """The language of a module of `languages/` and its room; no language for what both share."""
    parts = module.split(".")[2:]
    if parts and parts[0] in LANGUAGES:
        return parts[0], parts[1] if len(parts) > 1 else "__init__"
    return "", parts[0] if parts else "__init__"


def goes_up(importer: str, imported: str, layers: tuple[str, ...]) -> bool:
    """Whether an import from one folder to another leads up, or to a neighbour in the same layer."""
    return importer != imported and rank(importer, layers) >= rank(imported, layers)


def pairs() -> Iterator[tuple[str, str]]:
    for module in modules():
        if module != "spanlint":
            yield from ((module, found) for found in sorted(imports(module)) if found != "spanlint")


def test_folders_import_lower_layers_alone() -> None:
    wrong = [f"{a} imports {b}" for a, b in pairs() if goes_up(folder(a), folder(b), LAYERS)]
    assert not wrong


def test_rooms_of_languages_import_lower_rooms_alone() -> None:
    wrong = []
    inside = [(a, b) for a, b in pairs() if folder(a) == folder(b) == "languages"]
    for importer, imported in inside:
        (language, name), (other, target) = room(importer), room(imported)
        if importer == "spanlint.languages":
            continue
        if other and other != language:
            wrong.append(f"{importer} imports {imported}, of one language")
        elif language == other:
            rooms = LANGUAGE_ROOMS if language else SHARED_ROOMS
            if goes_up(name, target, rooms):
                wrong.append(f"{importer} imports {imported}")
    assert not wrong


def test_no_imports_form_a_circle() -> None:
    done: set[str] = set()

    def circle(module: str, path: tuple[str, ...]) -> tuple[str, ...] | None:
        if module in path:
            return (*path[path.index(module) :], module)
        if module in done:
            return None
        circles = (circle(imported, (*path, module)) for imported in sorted(imports(module)))
        first = next(filter(None, circles), None)
        done.add(module)
        return first

    assert [found for module in modules() if (found := circle(module, ())) is not None] == []


PARSERS = ("tree_sitter", "tree_sitter_python", "tree_sitter_typescript")
SEAMS = {
    "_ast": {"spanlint/prefilter/entered_calls.py"},
    "_collections": {"spanlint/lean/records.py"},
    "os.fork": {
        "spanlint/run/schedule.py",
        "spanlint/run/screening.py",
        "spanlint/run/workers.py",
        "spanlint/sweep/history/history_process.py",
        "spanlint/sweep/processes/fork_server.py",
        "spanlint/sweep/processes/served_process.py",
    },
    "os.pipe": {
        "spanlint/disk/git.py",
        "spanlint/run/screening.py",
        "spanlint/run/shared_queue.py",
        "spanlint/run/workers.py",
        "spanlint/sweep/processes/fork_server.py",
    },
    "os.preadv": {"spanlint/disk/batch_reading.py"},
    "os.posix_spawn": {"spanlint/disk/git.py"},
}
"""What a speed trick is made of, and the only modules that name it."""


@cache
def names_used(path: str) -> set[str]:
    """The modules that a file imports, and the members of `os` that it names."""
    found: set[str] = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os":
            found.add(f"os.{node.attr}")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "hasattr":
            names = [name.value for name in node.args[1:] if isinstance(name, ast.Constant)]
            found |= {f"os.{name}" for name in names if isinstance(name, str)}
    return found


def test_speed_tricks_are_behind_their_seams() -> None:
    users = {trick: {path for path in product() if trick in names_used(path)} for trick in SEAMS}
    assert users == SEAMS


@pytest.mark.parametrize("split", SPLIT)
def test_rooms_of_a_folder_import_lower_rooms_alone(split: str) -> None:
    rooms = {module: module[len(split) + 1 :].split(".")[0] for module in modules() if module.startswith(f"{split}.")}
    assert set(rooms.values()) == set(" ".join(SPLIT[split]).split())
    inside = [(a, b) for a, b in pairs() if a in rooms and b in rooms]
    assert not [f"{a} imports {b}" for a, b in inside if goes_up(rooms[a], rooms[b], SPLIT[split])]


def test_evidence_is_above_the_calls_that_it_stands_around() -> None:
    calls = "spanlint.languages.calls."
    evidence = f"{calls}evidence."
    assert any(a.startswith(evidence) for a, _ in pairs())
    below = [(a, b) for a, b in pairs() if a.startswith(calls) and not a.startswith(evidence)]
    assert not [f"{a} imports {b}" for a, b in below if b.startswith(evidence)]


def test_parsers_are_known_in_languages_alone() -> None:
    known = {path for path in product() if any(name.startswith(PARSERS) for name in names_used(path))}
    assert known
    assert {path for path in known if not path.startswith("spanlint/languages/")} == set()


def test_models_and_checks_know_little() -> None:
    allowed = {
        "spanlint.model": ("spanlint.model", "spanlint.text", "spanlint.lean"),
        "spanlint.checks": ("spanlint.checks", "spanlint.model", "spanlint.text", "spanlint.lean"),
    }
    wrong = [
        f"{importer} imports {imported}"
        for importer, imported in pairs()
        for place, known in allowed.items()
        if importer.startswith(f"{place}.") and not imported.startswith(known)
    ]
    assert not wrong


def test_class_names_are_unique() -> None:
    """But for the same class of both languages, and the records that the public API shows under the plain word."""
    homes: dict[str, list[str]] = {}
    for path in sorted(set(product()) - {"spanlint/api/records.py"}):
        for node in nodes(path):
            if isinstance(node, ast.ClassDef):
                homes.setdefault(node.name.lstrip("_"), []).append(path)
    pair = ["spanlint/languages/python/", "spanlint/languages/typescript/"]
    repeated = {name: paths for name, paths in homes.items() if len(paths) > 1}
    is_pair = {name: len(paths) == 2 and all(map(str.startswith, paths, pair)) for name, paths in repeated.items()}
    assert [(name, paths) for name, paths in repeated.items() if not is_pair[name]] == []
