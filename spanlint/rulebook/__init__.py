"""The rules, each with its text (`rules/`) and its check (`spanlint/checks/`)."""
