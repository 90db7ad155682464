"""The address of the documentation on the web, if the project has one."""

from __future__ import annotations

from spanlint.lean import prebuilt


def documentation() -> str:
    """Returns the address of the folder `docs/`, without a final slash. It is empty while the project has none.

    The build of a wheel reads it from `Documentation` in `[project.urls]` of pyproject.toml.
    """
    built = prebuilt.names()
    return "" if built is None else str(built.DOCUMENTATION)


def page_address(rule: str) -> str:
    """Returns the address of the page of a rule, given its name; empty if the documentation has none."""
    folder = documentation()
    return f"{folder}/rules/{rule}.md" if folder else ""
