"""The packages that reading exports takes, of the extra `spanlint[trace]`."""

from __future__ import annotations

NEEDED = "spanlint trace: needs more packages: install them with `pip install 'spanlint[trace]'`"
"""What is said where one of them is not installed."""
