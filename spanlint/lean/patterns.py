"""Regular expressions that are compiled when they are first used.

The modules that judge files have a hundred of them. Most files need a fifth of these, and compiling all took 6 to 9 of
the 60 ms of a run over one file with one span. `tests/lean/test_patterns.py` and `tests/cli/test_imports.py` have the
tests.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from typing import Any, AnyStr

_ATTRIBUTES = ("finditer", "findall", "flags", "fullmatch", "groups", "match", "pattern", "search", "split", "sub")


class _LazyPattern:
    """Stands for a pattern; once it is compiled, its methods are those of the pattern."""

    def __init__(self, source: Any, flags: int) -> None:
        self._source = source, flags

    def __getattr__(self, name: str) -> Any:
        import re

        if name not in _ATTRIBUTES:
            raise AttributeError(name)
        compiled = re.compile(*self._source)
        for attribute in _ATTRIBUTES:
            setattr(self, attribute, getattr(compiled, attribute))
        return getattr(compiled, name)


def lazy_pattern(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Returns what can be used as `re.compile(source, flags)`, but for handing it to a function of `re`.

    A source that is no pattern raises re.error when it is first used.
    """
    return _LazyPattern(source, flags)  # type: ignore[return-value]
