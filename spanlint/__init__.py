"""A linter for the call sites that create spans."""

__version__ = "0.1.0"
