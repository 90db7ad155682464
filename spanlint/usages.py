"""What a file says about calls whose result, or whose receiver, is not used as the library needs it."""

from __future__ import annotations

from typing import NamedTuple


class Usages(NamedTuple):
    """The odd uses of span and context functions, in order of place."""
