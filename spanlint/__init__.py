"""spanlint: a linter for span-creation call sites."""

__version__ = "0.1.0"
