"""The file that an import specifier means: a relative path, or an alias of the nearest tsconfig.json."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from spanlint.languages.names.imports import ImportTarget, folders_above, repository_of, steps_of
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.names.tsconfig import aliases

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_SAYS_PARENT = re.compile(r"ctx|context|parent", re.IGNORECASE)
_SUFFIXES = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")
_CONFIGS = ("tsconfig.json", "jsconfig.json")
_COMPILED = {".js": (".ts", ".tsx"), ".jsx": (".tsx",), ".mjs": (".mts",), ".cjs": (".cts",)}


def locate(path: str, origin: str) -> Iterator[ImportTarget]:
    """Where the origin of an import in the file at `path` may be defined."""
    specifier, _, rest = origin.partition(":")
    steps = steps_of(rest)
    for base in _bases(path, specifier):
        file = next((each for each in _candidates(base) if os.path.isfile(each)), None)
        if file is not None:
            yield ImportTarget(file, steps or ("default",))


def _bases(path: str, specifier: str) -> Iterator[str]:
    if specifier.startswith("."):
        yield os.path.normpath(os.path.join(os.path.dirname(path), specifier))
        return
    for folder in folders_above(path):
        for config in (os.path.join(folder, name) for name in _CONFIGS):
            if os.path.isfile(config):
                yield from aliases(config, specifier, repository_of(path))
                return


def _candidates(base: str) -> Iterator[str]:
    """The files that a specifier without or with its compiled suffix stands for, in the compiler's order."""
    stem, suffix = os.path.splitext(base)
    for source in _COMPILED.get(suffix, ()):
        yield stem + source
    if suffix in _SUFFIXES:
        yield base
    for each in _SUFFIXES:
        yield base + each
    for each in _SUFFIXES:
        yield os.path.join(base, f"index{each}")


def takes_parent(tree: SyntaxTree, method: Node | None) -> bool:
    """Whether a method's third parameter says context, or it takes any; one that is not found may."""
    parameters = method.child_by_field_name("parameters") if method is not None else None
    if parameters is None:
        return True
    declared = [each for each in parameters.named_children if each.type != "comment"]
    if any("rest_pattern" in (child.type for child in each.children) for each in declared):
        return True
    return len(declared) > 2 and _SAYS_PARENT.search(tree.text_of(declared[2])) is not None
