"""Syntax trees: loading grammars, walking nodes, syntax errors."""
