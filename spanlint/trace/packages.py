"""The packages that `spanlint trace` needs, which are in the extra `spanlint[trace]`.

msgspec imports more than decoding takes: `typing_extensions`, which it does without where that is not installed, the
types of values that no export has, and its own parts that describe types or read other formats. The program imports it
without them, which saves 18 of 44 ms, a fifth of an audit of a small file. Other programs get all of it.
"""

from __future__ import annotations

import sys

from spanlint.lean.module_finder import ModuleFinder

NEEDED = "spanlint trace: needs more packages: install them with `pip install 'spanlint[trace]'`"
"""What is said where one of them is not installed."""
_MISSING = "typing_extensions"
_UNUSED = ("uuid", "decimal", "msgspec.inspect", "msgspec._json_schema", "msgspec.toml", "msgspec.yaml")


class _StandIn(type(sys)):  # type: ignore[misc]  # the class of modules
    """A module, whatever is imported from which is a class without any instances."""

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {"unknown": None})  # of `uuid.SafeUUID`


def can_decode() -> bool:
    """Whether msgspec is installed. It is then imported."""
    is_program = ModuleFinder in sys.meta_path
    try:
        if "msgspec" in sys.modules or not (is_program and _is_imported_without_unused()):
            import msgspec  # noqa: F401
    except ImportError:
        return False
    return True


def _is_imported_without_unused() -> bool:
    """Import msgspec without what is not used of it. Returns whether that worked: a later version may need more."""
    hidden = {name: _StandIn(name) for name in _UNUSED} | {_MISSING: None}  # None makes an import fail
    hidden = {name: module for name, module in hidden.items() if name not in sys.modules}
    sys.modules.update(hidden)  # type: ignore[arg-type]  # None
    try:
        import msgspec  # noqa: F401
    except Exception:
        return False
    finally:
        for name in hidden:
            del sys.modules[name]
    return True
