"""Syntax trees: grammars, nodes and syntax errors."""
