"""What a file says about how long its spans and attached contexts live: facts that a control-flow graph gives."""

from __future__ import annotations

from typing import NamedTuple


class Lifetimes(NamedTuple):
    """The spans that stay local to a function, and the attached contexts, in order of place."""
