"""Joins the words of a rule (`rules/`) with its check (`spanlint/checks/`)."""
