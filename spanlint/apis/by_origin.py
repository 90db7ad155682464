"""The library that an origin belongs to; `languages/names/origins.py` describes the notation of origins."""

from __future__ import annotations

from spanlint.lean.patterns import lazy_pattern
from spanlint.model.apis import Api

_OF_NO_PACKAGE = "="  # the first character of what a file defines itself
_PACKAGE_ENDS = lazy_pattern(r"[.:/(]|\Z")


class ApiByOrigin(dict[str, Api | None]):
    """Libraries by their packages, and by any origin: the one with the longest such package, as packages may be nested.

    What was looked up is kept: most calls have the same few origins.
    """

    def __missing__(self, origin: str) -> Api | None:
        ends = [] if origin.startswith(_OF_NO_PACKAGE) else [end.start() for end in _PACKAGE_ENDS.finditer(origin)]
        found = self[origin] = next((self[origin[:end]] for end in reversed(ends) if origin[:end] in self), None)
        return found
