"""Replacements for parts of the standard library that take longer to import than a clean run takes."""
