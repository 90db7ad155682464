"""The extension of a relative module, where the importing file has to write one.

Node resolves an import of an ES module without trying extensions: https://nodejs.org/docs/latest-v20.x/api/esm.html,
"Mandatory file extensions". TypeScript writes the extension that the compiled file has, `./x.js` for `./x.ts`.
"""

from __future__ import annotations

import os
import re

from spanlint.languages.typescript.fixes.layout import File
from spanlint.languages.typescript.fixes.modules import Wanted, imports, nearest_package

_EXTENSION = re.compile(r"\.[cm]?[jt]sx?$")
_COMPILED = {".ts": ".js", ".tsx": ".js", ".jsx": ".jsx", ".mts": ".mjs", ".cts": ".cjs"}
_ON_DISK = (".mjs", ".js", ".cjs", ".mts", ".ts", ".tsx", ".jsx", ".cts")


def specifier(file: File, wanted: Wanted) -> str:
    """Returns a module as the file has to write it: with the extension of the file on the disk, if it needs one."""
    if not wanted.path or _EXTENSION.search(wanted.module) or not _writes_extensions(file):
        return wanted.module
    for module, path in ((wanted.module, wanted.path), (f"{wanted.module}/index", os.path.join(wanted.path, "index"))):
        found = next((extension for extension in _ON_DISK if os.path.isfile(path + extension)), None)
        if found is not None:
            is_as_on_disk = any(written.endswith("ts") for written in _written(file))
            return module + (found if is_as_on_disk else _COMPILED.get(found, found))
    return wanted.module


def _writes_extensions(file: File) -> bool:
    """Whether the file's relative imports have extensions, or Node runs it as an ES module."""
    path = file.source.path
    is_module = path.endswith(".js") and nearest_package(path).get("type") == "module"
    return bool(_written(file)) or path.endswith((".mjs", ".mts")) or is_module


def _written(file: File) -> list[str]:
    relative = (imported.module for imported in imports(file.tree) if imported.module.startswith("."))
    return [match[0] for match in map(_EXTENSION.search, relative) if match is not None]
