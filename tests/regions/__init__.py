"""Code in files that are not only code."""
