"""tree-sitter and its grammars, whose extension modules are loaded without their packages.

A grammar's package imports importlib.resources, and with it tempfile, shutil and random, for query files that spanlint
does not use. That takes as long as importing all modules that read a language. tree-sitter's own package imports
typing.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.machinery import PathFinder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tree_sitter import Parser


def parser_of(package: str, language: str = "language") -> Parser:
    """A parser of a language in a grammar's package. Raises ImportError if tree-sitter or the grammar is missing."""
    binding = extension_of("tree_sitter")
    parser: Parser = binding.Parser(binding.Language(getattr(extension_of(package), language)()))
    return parser


@cache
def extension_of(package: str) -> Any:
    """The extension module of a package, or the package itself if it has another layout.

    Raises ImportError if the package is not installed.
    """
    package_spec = PathFinder.find_spec(package)
    places = package_spec.submodule_search_locations if package_spec else None
    spec = PathFinder.find_spec(f"{package}._binding", places) if places else None
    module = spec.loader.create_module(spec) if spec and spec.loader else None
    if spec is None or spec.loader is None or module is None:
        return import_module(package)
    spec.loader.exec_module(module)
    return module
