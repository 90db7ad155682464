"""The names of a Python file, and the origins of its expressions."""
