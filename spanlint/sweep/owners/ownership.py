"""The owners of findings: of the file in CODEOWNERS, or else of the repository in the list."""

from __future__ import annotations

from spanlint.sweep.git.git_commands import GitError
from spanlint.sweep.git.work_trees import contents_of
from spanlint.sweep.owners.code_owners import DIALECTS, GITHUB, GITLAB, CodeOwners, Dialect, has_sections, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from spanlint.sweep.git.clones import Objects
    from spanlint.sweep.git.git_commands import Bounds
    from spanlint.sweep.git.tree_listing import TreeListing
    from spanlint.sweep.repositories import Repository

    Findings = tuple[dict[str, Any], ...]

AUTO, OFF, FILE = "auto", "off", "file"
"""A repository's own CODEOWNERS counts, or none, or one file for all repositories."""


def with_owners(findings: Findings, owners_of: Callable[[str], Iterable[str]], owner: str) -> Findings:
    """Returns findings with the owners of their paths; with `owner` where there are none."""
    known: dict[str, list[str]] = {}
    for path in {finding["path"] for finding in findings}:
        known[path] = list(owners_of(path)) or ([owner] if owner else [])
    return tuple({**finding, "owners": known[finding["path"]]} for finding in findings)


def owners_in_commit(
    repository: Repository, objects: Objects, listing: TreeListing, bounds: Bounds
) -> Callable[[str], tuple[str, ...]]:
    """Returns what says who owns a path, by the CODEOWNERS of a commit.

    It raises GitError once the time is up; so does this if the file cannot be read.
    """
    rules = _rules_of(repository, objects, listing, bounds)

    def owners_of(path: str) -> tuple[str, ...]:
        if bounds.is_over():
            raise GitError("finding the owners takes too long (--timeout)")
        return rules.of(path)

    return owners_of


def parsed(data: bytes, dialect: Dialect | None = None) -> CodeOwners:
    """Returns the rules of a file, of GitLab's dialect if it has sections and none is named. Raises ValueError."""
    text = data.decode("utf-8-sig", "surrogateescape")
    return parse(text, dialect or (GITLAB if has_sections(text) else GITHUB))


def _rules_of(repository: Repository, objects: Objects, listing: TreeListing, bounds: Bounds) -> CodeOwners:
    dialect = next((one for one in DIALECTS if one.name in repository.host()), None)
    files = {file.path: file for file in listing.files}
    places = dict.fromkeys(place for one in ([dialect] if dialect else DIALECTS) for place in one.places)
    file = next((files[place] for place in places if place in files), None)
    if file is None:
        return CodeOwners(())
    own = next((one for one in DIALECTS if file.path.startswith(f".{one.name}/")), dialect)
    data = dict(contents_of(objects, [file.blob], bounds)).get(file.blob)
    if data is None:
        raise GitError(f"{file.path} is missing in the repository, or too large")
    if len(data) > (own or GITHUB).max_size:
        return CodeOwners(())
    try:
        return parsed(data, own)
    except ValueError as error:
        raise GitError(f"{file.path} {error}") from error
