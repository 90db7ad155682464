"""What the build of a wheel works out ahead (see setup.py). In a source tree it is worked out at each run, from TOML.

Reading all the TOML takes longer than starting the interpreter does. A source tree holds none of the two modules, so
that what it does always follows from the files that people edit.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def names() -> Any | None:
    """What every run needs: `CODES` of the rules, those of them that are PASSING over entered calls, and `NAMES` of the
    libraries' calls; None in a source tree."""
    try:
        from spanlint import built_names  # type: ignore[attr-defined]
    except ImportError:
        return None
    return built_names


def tables() -> Any | None:
    """The parsed TOML of the rules (`RULES`) and of the tracing libraries (`APIS`); None in a source tree."""
    try:
        from spanlint import built_tables  # type: ignore[attr-defined]
    except ImportError:
        return None
    return built_tables
