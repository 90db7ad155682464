"""The history of a repository's findings: the commits that brought and that ended each of them."""
