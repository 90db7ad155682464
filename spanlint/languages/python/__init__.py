"""Python: tree-sitter reads it."""

from spanlint.languages.python.reader import read

__all__ = ["read"]
