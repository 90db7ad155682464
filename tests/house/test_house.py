"""Lints the linter: sizes, names, and what a committed file may not contain."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]

MODULE_CEILING = 300
FUNCTION_CEILING = 40
CHECK_CEILING = 60
FORMAT_CEILING = 60
READER_CEILING = 90

NO_NAMES = {"utils", "util", "helpers", "helper", "base", "common", "misc"}

HOSTS = re.compile(r"registry\.npmjs\.org|registry\.yarnpkg\.com|pypi\.org|pythonhosted\.org")
MACHINE_PATHS = re.compile(r"(?<![\w.*~}>])/(?:home|Users|root|work|tmp)/\w")
RESOLVED = re.compile(r'"resolved": "https?:')


class Function(NamedTuple):
    """A function or method: `path:line name`, and its lines from `def` to its end."""

    where: str
    lines: int


@cache
def tracked() -> tuple[str, ...]:
    """What is in git or about to be: relative paths, of files that exist."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return tuple(sorted(path for path in set(listing.split("\0")) - {""} if (ROOT / path).is_file()))


def product() -> tuple[str, ...]:
    return tuple(path for path in tracked() if path.startswith("spanlint/") and path.endswith(".py"))


@cache
def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def tree(path: str) -> ast.Module:
    return ast.parse(text(path), path)


@cache
def nodes(path: str) -> tuple[ast.AST, ...]:
    """Every node of a module, from the top down."""
    return tuple(ast.walk(tree(path)))


def size(path: str) -> int:
    return len(text(path).splitlines())


def ceiling(path: str) -> int:
    if Path(path).parent in (Path("spanlint/checks"), Path("spanlint/trace/checks")):
        return CHECK_CEILING
    if Path(path).parent == Path("spanlint/trace/formats"):
        return READER_CEILING
    if path.startswith("spanlint/report/") and defines(path, "write"):
        return FORMAT_CEILING
    return MODULE_CEILING


def defines(path: str, name: str) -> bool:
    return any(isinstance(node, ast.FunctionDef) and node.name == name for node in tree(path).body)


def functions(path: str) -> Iterator[Function]:
    for node in nodes(path):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            assert node.end_lineno is not None
            yield Function(f"{path}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1)


def imported(path: str) -> Iterator[tuple[int, str]]:
    """Each imported module and each name taken from one, absolute, with its 1-based line."""
    package = Path(path).parent.parts
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join((*above, *([node.module] if node.module else [])))
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def test_these_tests_find_the_formats() -> None:
    formats = [path for path in product() if path.startswith("spanlint/report/") and ceiling(path) == FORMAT_CEILING]
    assert len(formats) >= 3, f"text, concise and json are formats, found {formats}"


def test_modules_are_small() -> None:
    over = [
        f"{path}: {size(path)} lines, more than {ceiling(path)}" for path in product() if size(path) > ceiling(path)
    ]
    assert not over


def test_functions_are_small() -> None:
    over = [each for path in product() for each in functions(path) if each.lines > FUNCTION_CEILING]
    assert not over, f"functions over {FUNCTION_CEILING} lines"


def test_a_loop_variable_is_the_singular_of_what_it_loops_over() -> None:
    bound = [
        f"{path}:{node.lineno}"
        for path in product()
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id == "each")
        or (isinstance(node, ast.arg) and node.arg == "each")
    ]
    assert not bound, "`each` says nothing"


def test_names_say_what_is_inside() -> None:
    sources = [path for path in tracked() if path.endswith((".py", ".ts", ".js", ".mjs", ".cjs"))]
    parts = {path: {part.lower().strip("_") for part in Path(path).with_suffix("").parts} for path in sources}
    vague = {path: NO_NAMES & names for path, names in parts.items() if NO_NAMES & names}
    assert not vague, "these could hold anything"


def test_records_are_quick_to_make() -> None:
    """`typing.NamedTuple` and dataclasses take ten times as long as `spanlint.lean.records`, and there are some 160.

    The records of the public API are dataclasses, and no run of the program imports them.
    """
    slow = [
        f"{path} imports {name}"
        for path in set(product()) - {"spanlint/lean/records.py", "spanlint/api/records.py"}
        for _, name in imported(path)
        if name.startswith("dataclasses") or name == "typing.NamedTuple"
    ]
    assert not slow
    records = [path for path in product() if "(Record)" in text(path)]
    evaluated = [path for path in records if "from __future__ import annotations" not in text(path)]
    assert not evaluated, "a Record is made of postponed annotations"


def test_annotations_cost_nothing_at_start_up() -> None:
    kinds = (ast.FunctionDef, ast.AnnAssign, ast.ClassDef)
    annotated = [path for path in product() if any(isinstance(node, kinds) for node in nodes(path))]
    evaluated = [path for path in annotated if all(name != "__future__.annotations" for _, name in imported(path))]
    assert not evaluated, "these evaluate their annotations"


def test_patterns_know_a_machine_path_from_a_project_path() -> None:
    hits = ["cd /home/me/spanlint", 'PYTHON="/tmp/x/bin/python"', "see /Users/me/x", "[/work/x](x)", "-C /root/x"]
    assert [line for line in hits if not MACHINE_PATHS.search(line)] == []
    clean = ["src/work/queue.ts", "${HOME}/tmp/x", "~/work/x", "**/tmp/*.py", "a home / work balance"]
    assert [line for line in clean if MACHINE_PATHS.search(line)] == []


def test_files_name_no_machine_and_no_registry() -> None:
    found = [
        f"{path}:{number} {hit.group()}"
        for path in tracked()
        for number, line in enumerate((ROOT / path).read_bytes().decode("utf-8", "replace").splitlines(), 1)
        for pattern in (HOSTS, RESOLVED, *(() if path.startswith("tests/") else (MACHINE_PATHS,)))
        if (hit := pattern.search(line))
    ]
    assert not found
