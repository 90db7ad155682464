"""Manifests of packages, as far as linting reads them: most commits that touch one change no more than a version.

`tests/sweep/test_manifests.py` holds that nothing reads the keys which are left out.
"""

from __future__ import annotations

import json

from spanlint.config.files import PYPROJECT
from spanlint.languages.names.uv_table import uv_table

_PACKAGE = "package.json"
_MAX_SIZE = 1_000_000  # bytes, beyond which nothing of a manifest is read
_OWN = b"spanlint"  # a pyproject.toml without it configures nothing
UNREAD_KEYS = frozenset(
    {
        "version",
        "description",
        "scripts",
        "engines",
        "packageManager",
        "dependencies",
        "devDependencies",
        "peerDependencies",
        "optionalDependencies",
        "resolutions",
        "overrides",
    }
)
"""Keys of a package.json that nothing asks for. Of all others, it is not known here what matters."""


def is_manifest(path: str) -> bool:
    """Whether a file is one that `says_the_same` knows."""
    return path.rpartition("/")[2] in (_PACKAGE, PYPROJECT)


def says_the_same(path: str, before: bytes, after: bytes) -> bool:
    """Whether linting reads the same in two contents of a manifest. False if that cannot be told."""
    if max(len(before), len(after)) > _MAX_SIZE:
        return False
    read = _read_of_pyproject if path.endswith(PYPROJECT) else _read_of_package
    try:
        return read(before) == read(after)
    except (ValueError, RecursionError):
        return False


def _read_of_package(data: bytes) -> str:
    """Returns what may be read of a package.json, as text: the order of its keys counts. Raises ValueError."""
    package = json.loads(data.decode("utf-8-sig"))
    if isinstance(package, dict):
        package = {key: value for key, value in package.items() if key not in UNREAD_KEYS}
    return json.dumps(package)


def _read_of_pyproject(data: bytes) -> object:
    """Returns what may be read of a pyproject.toml. Raises ValueError if it may be a configuration."""
    if _OWN in data:
        raise ValueError
    return uv_table(data.decode("utf-8-sig").replace("\r\n", "\n"))
