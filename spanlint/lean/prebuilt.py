"""The two modules that the build of a wheel generates from the TOML files (see setup.py and tools/prebuild.py).

They save 59 to 65 of the 75 ms of a run over one clean file: reading all the TOML takes longer than starting the
interpreter. A source tree does not contain them, so there the TOML files, which people edit, always apply.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def names() -> Any | None:
    """Returns the module with the data that every run needs; None in a source tree.

    It contains the `CODES` of the rules, the codes `PASSING` of rules that never report entered calls, the codes
    `QUIET` of rules that are quiet in test files, the codes `DOCS` of rules that are quiet in Markdown, the codes
    `HELPERS` of rules that report uses of the project's own helpers, the codes `STATUSES` of rules that report statuses
    and recorded exceptions, the `NAMES` of the libraries' calls, and the address of the `DOCUMENTATION`.
    """
    try:
        import spanlint.built_names as built_names  # type: ignore[import-not-found]
    except ImportError:
        return None
    return built_names


def tables() -> Any | None:
    """Returns the module with the parsed TOML of `RULES` and tracing libraries (`APIS`); None in a source tree."""
    try:
        import spanlint.built_tables as built_tables  # type: ignore[import-not-found]
    except ImportError:
        return None
    return built_tables
