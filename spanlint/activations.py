"""What a file says about the contexts that its spans are made current on, and what happens while they are."""

from __future__ import annotations

from typing import NamedTuple


class Activations(NamedTuple):
    """What is made current, in order of place."""
