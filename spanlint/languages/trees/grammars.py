"""tree-sitter and its grammars: extension modules in packages of their own, loaded without the packages.

A package of a grammar imports importlib.resources, and with it tempfile, shutil and random, for query files that nobody
here asks for. That takes as long as all the modules that read a language. tree-sitter's own imports typing.
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
    """A parser of a language that the package of a grammar has. Raises ImportError when one is not installed."""
    binding = extension_of("tree_sitter")
    parser: Parser = binding.Parser(binding.Language(getattr(extension_of(package), language)()))
    return parser


@cache
def extension_of(package: str) -> Any:
    """The extension module of a package, or the package where it is laid out in another way.

    Raises ImportError when it is not installed.
    """
    found = PathFinder.find_spec(package)
    places = found.submodule_search_locations if found else None
    spec = PathFinder.find_spec(f"{package}._binding", places) if places else None
    module = spec.loader.create_module(spec) if spec and spec.loader else None
    if spec is None or spec.loader is None or module is None:
        return import_module(package)
    spec.loader.exec_module(module)
    return module
