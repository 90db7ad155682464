"""The packages that `spanlint trace` needs, which are in the extra `spanlint[trace]`."""

from __future__ import annotations

import sys

from spanlint.lean.module_finder import ModuleFinder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

NEEDED = "spanlint trace: needs more packages: install them with `pip install 'spanlint[trace]'`"
"""What is said where one of them is not installed."""
_EXTENSIONS = "typing_extensions"
_CLASSES = {"uuid": ("UUID", "SafeUUID"), "decimal": ("Decimal",)}
_Module = type(sys)


def can_decode() -> bool:
    """Whether msgspec is installed. It is then imported.

    msgspec imports `typing_extensions` if it finds it, and does without it if not. That takes 11 of 26 ms, a tenth of
    an audit of a small file: so it does not find it. In the program, it does not find what no audit needs, either,
    which is a third of the rest: its schemas, and `uuid`, of which it asks whether a value is a UUID. In the process
    of another program, whose own code may need these, it does.
    """
    stand_ins: list[tuple[str, object]] = [] if _EXTENSIONS in sys.modules else [(_EXTENSIONS, None)]
    if ModuleFinder in sys.meta_path and "msgspec" not in sys.modules:
        stand_ins += _of_program()
    sys.modules.update(stand_ins)  # type: ignore[arg-type]  # None makes an import fail
    try:
        import msgspec  # noqa: F401
    except ImportError:
        return False
    finally:
        for name, _ in stand_ins:
            del sys.modules[name]
    return True


def _of_program() -> Iterable[tuple[str, object]]:
    """Yields what msgspec finds in place of modules that are slow to import."""
    for name in ("msgspec.inspect", "msgspec.toml", "msgspec.yaml"):
        yield name, _Module(name)
    schemas = _Module("msgspec._json_schema")
    schemas.schema = schemas.schema_components = None  # type: ignore[attr-defined]
    yield schemas.__name__, schemas
    for name, classes in _CLASSES.items():
        if name not in sys.modules:
            module = _Module(name)
            vars(module).update({class_: type(class_, (), {"unknown": None}) for class_ in classes})
            yield name, module
    if "datetime" not in sys.modules and sys.implementation.name == "cpython":
        # What `datetime` takes all of its classes from, once it has made them in Python.
        yield "datetime", __import__("_datetime")
