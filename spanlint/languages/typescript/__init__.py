"""TypeScript and JavaScript: tree-sitter reads them."""

from spanlint.languages.typescript.reader import read

__all__ = ["read"]
