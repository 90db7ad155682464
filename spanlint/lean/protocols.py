"""What type checkers know as `typing.Protocol`. Nothing is asked of it in a run, and nothing else of typing is needed
there, which takes as long to import as fifteen modules that read a language."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol
else:

    class Protocol:
        """To be derived from, as `typing.Protocol` is. No class can be asked whether it implements one."""


__all__ = ["Protocol"]
