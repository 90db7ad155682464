"""The files that an import specifier may mean, by a relative path or an alias of the nearest tsconfig.json."""

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
    """Yields the files that may define the origin of an import in the file at `path`."""
    specifier, _, rest = origin.partition(":")
    steps = steps_of(rest)
    for base in _bases(path, specifier):
        file = next((candidate for candidate in _candidates(base) if os.path.isfile(candidate)), None)
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
    """Yields the files that a specifier may mean, with or without its compiled suffix, in the compiler's order."""
    stem, written_suffix = os.path.splitext(base)
    for source in _COMPILED.get(written_suffix, ()):
        yield stem + source
    if written_suffix in _SUFFIXES:
        yield base
    for suffix in _SUFFIXES:
        yield base + suffix
    for suffix in _SUFFIXES:
        yield os.path.join(base, f"index{suffix}")


def takes_parent(tree: SyntaxTree, method: Node | None) -> bool:
    """Whether the name or type of a method's third parameter suggests a context, or the method has a rest parameter.

    Also true if the method is not found.
    """
    parameters = method.child_by_field_name("parameters") if method is not None else None
    if parameters is None:
        return True
    declared_parameters = [parameter for parameter in parameters.named_children if parameter.type != "comment"]
    if any("rest_pattern" in (child.type for child in parameter.children) for parameter in declared_parameters):
        return True
    return len(declared_parameters) > 2 and _SAYS_PARENT.search(tree.text_of(declared_parameters[2])) is not None
