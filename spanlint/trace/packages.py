"""The packages that `spanlint trace` needs, which are in the extra `spanlint[trace]`."""

from __future__ import annotations

import sys

NEEDED = "spanlint trace: needs more packages: install them with `pip install 'spanlint[trace]'`"
"""What is said where one of them is not installed."""
_EXTENSIONS = "typing_extensions"


def can_decode() -> bool:
    """Whether msgspec is installed. It is then imported.

    msgspec imports `typing_extensions` if it finds it, and does without it if not. That takes 11 of 26 ms, a tenth of
    an audit of a small file: so it does not find it.
    """
    is_hidden = _EXTENSIONS not in sys.modules
    if is_hidden:
        sys.modules[_EXTENSIONS] = None  # type: ignore[assignment]  # what makes an import fail
    try:
        import msgspec  # noqa: F401
    except ImportError:
        return False
    finally:
        if is_hidden:
            del sys.modules[_EXTENSIONS]
    return True
