"""The module of a file, as the key `module` of a configuration names it."""

from __future__ import annotations

import os

_PROJECT_FILES = ("pyproject.toml", "setup.py", "setup.cfg", ".git")
_SOURCES = ("src", "lib")


def module_of(path: str, language: str, folder: str) -> str:
    """Returns the module of a file for a configuration in a folder; empty for a file outside of it."""
    inner = os.path.relpath(os.path.realpath(path), os.path.realpath(folder))
    if inner.startswith(os.pardir):
        return ""
    stem = os.path.splitext(inner)[0].replace(os.sep, "/")
    if language == "typescript":
        return f"./{stem}"
    top = _import_root(os.path.dirname(os.path.realpath(path)), os.path.realpath(folder))
    dotted = os.path.splitext(os.path.relpath(os.path.realpath(path), top))[0].replace(os.sep, ".")
    return dotted.removesuffix(".__init__")


def _import_root(folder: str, last: str) -> str:
    """Returns the folder that imports of a file in `folder` start from: the root of a project above, or its `src`.

    Without one up to the `last` folder, it is the one that contains the outermost package.
    """
    package = folder
    while package != last and os.path.isfile(os.path.join(package, "__init__.py")):
        package = os.path.dirname(package)
    root = package
    while True:
        is_project = any(os.path.exists(os.path.join(root, name)) for name in _PROJECT_FILES)
        if is_project or os.path.basename(root) in _SOURCES:
            return root
        if root == last or not os.path.basename(root).isidentifier():
            return package
        root = os.path.dirname(root)
