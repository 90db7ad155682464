"""The hash functions of the standard library, imported without hashlib, which loads OpenSSL.

That takes 4 ms of the 60 ms in which a small export is judged.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_MODULES = {"sha256": ("_sha2", "_sha256"), "sha1": ("_sha1",), "md5": ("_md5",), "blake2b": ("_blake2",)}
"""The extension modules that may have each function: its name differs before Python 3.12."""


@cache
def hash_function(name: str) -> Callable[..., Any]:
    """Returns the function of hashlib that has this name: one that Python was built with, or else OpenSSL's."""
    for module in _MODULES.get(name, ()):
        try:
            found: Callable[..., Any] = getattr(import_module(module), name)
            return found
        except ImportError:
            pass  # of another version, or left out of this build
    import hashlib

    return getattr(hashlib, name)  # type: ignore[no-any-return]
