"""Lints the tree of a commit with a memory: only what nothing is known of is fetched, laid down and judged.

A file that the memory says has nothing to judge in it lies there by its name alone, for imports that probe for it. If
its content is asked for all the same, it is added; if it has to be fetched for that, the tree is linted again.
"""

from __future__ import annotations

import os
import re

from spanlint.lean.records import Record
from spanlint.memory.verdict_keys import program_digest
from spanlint.sweep.git.blob_contents import EMPTY_BLOBS
from spanlint.sweep.git.clones import complete
from spanlint.sweep.git.work_trees import fill_empty, lay_down, make_index, write_empty
from spanlint.sweep.jobs.remembering import LintTask, Remembered, read_answer, write_task
from spanlint.sweep.state.verdict_store import StateError, VerdictReader
from spanlint.text.suffixes import SUFFIXES, suffix_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Set

    from spanlint.sweep.git.clones import Objects
    from spanlint.sweep.git.git_commands import Bounds
    from spanlint.sweep.git.tree_files import TreeFile
    from spanlint.sweep.git.tree_listing import TreeListing
    from spanlint.sweep.processes.lint_process import Linted
    from spanlint.sweep.repositories import Repository

    Lint = Callable[[str], tuple[int, Linted]]
    """Lints the tree in a process that is told of a task file; without one if that is empty. Returns how many processes
    were started."""

_TASK = "task.json"
_MAX_ROUNDS = 4  # lints of one tree; the last one has all of its content
_READ_BY_NAME = re.compile(r"(package|[tj]sconfig[^/]*)\.json")


class TreeLint(Record):
    """What linting a tree came to. `missing` are files whose content the repository does not have."""

    attempts: int
    linted: Linted
    missing: tuple[str, ...]
    remembered: Remembered = Remembered()


def lint_whole(objects: Objects, listing: TreeListing, top: str, lint: Lint, bounds: Bounds) -> TreeLint:
    """Lint a tree, laid down as a whole in the folder `top`, which is empty. Raises GitError and OSError."""
    missing, pointers = lay_down(objects, complete(objects, list(listing.files), bounds), top, bounds)
    _make_index(objects, listing, set(missing), top)
    attempts, linted = lint("")
    return TreeLint(attempts, _telling_of(pointers, linted), missing)


def lint_known(
    objects: Objects, listing: TreeListing, top: str, lint: Lint, bounds: Bounds, repository: Repository, state: str
) -> TreeLint:
    """Lint a tree with the memory in the folder `state`. Raises GitError and OSError."""
    known = _hollow(listing.files, repository.name, state)
    files = complete(objects, [file for file in listing.files if file.path not in known], bounds)
    empty = [file for file in listing.files if file.path in known]
    laid_down = lay_down(objects, files, top, bounds)
    missing, pointers = set(laid_down.missing), laid_down.pointers
    write_empty(empty, top)
    if repository.subdir:  # else the process knows what git would list
        _make_index(objects, listing, missing, top)
    total, task = 0, os.path.join(os.path.dirname(top), _TASK)
    for round_number in range(1, _MAX_ROUNDS + 1):
        blobs = {file.path: file.blob for file in listing.files if file.path not in missing}
        hollow = tuple(file.path for file in empty if file.blob not in EMPTY_BLOBS)
        write_task(task, LintTask(blobs, hollow, objects.git_folder, state, program_digest()))
        attempts, linted = lint(task)
        total += attempts
        remembered = Remembered() if linted.died else read_answer(task)
        if not remembered.asked:
            break
        asked = set(remembered.asked)
        wanted = [file for file in empty if file.path in asked or round_number == _MAX_ROUNDS - 1]
        missing.update(fill_empty(objects, complete(objects, wanted, bounds), top, bounds).missing)
        filled = {file.path for file in wanted}
        empty = [file for file in empty if file.path not in filled]
    known = {file.blob for file in files if file.path in set(pointers)}
    remembered = _without(remembered, known, pointers)
    return TreeLint(total, _telling_of(pointers, linted), tuple(sorted(missing)), remembered)


def _telling_of(pointers: tuple[str, ...], linted: Linted) -> Linted:
    """Returns what was linted with a line about the sources that Git LFS keeps elsewhere."""
    if not pointers:
        return linted
    said = f"sources that Git LFS keeps elsewhere: {len(pointers):,}, such as {min(pointers)}"
    return linted._replace(warnings=(*linted.warnings, said))


def _without(remembered: Remembered, blobs: Set[str], pointers: tuple[str, ...]) -> Remembered:
    """Returns what was learned of a tree without the blobs of pointers: each lint has to count these again."""
    if not blobs:
        return remembered
    learned, tree = remembered.learned, remembered.tree
    nothing = tuple(row for row in learned.nothing if row[0] not in blobs)
    tree = None if tree is None else tree._replace(loud=(*tree.loud, *pointers))
    return remembered._replace(learned=learned._replace(nothing=nothing), tree=tree)


def _make_index(objects: Objects, listing: TreeListing, missing: Set[str], top: str) -> None:
    make_index((file for file in listing.files if file.path not in missing), top, objects.commit)


def _hollow(files: tuple[TreeFile, ...], name: str, state: str) -> Set[str]:
    """Returns the paths of files that should have nothing to judge in them. If one has, the lint says so."""
    plain = {
        file.path
        for file in files
        if file.path.endswith(".json") and _READ_BY_NAME.fullmatch(file.path.rpartition("/")[2]) is None
    }
    try:
        reader = VerdictReader(state)
    except StateError:
        return plain
    try:
        known = set[str]().union(*reader.nothing_in(file.blob for file in files).values())
        wanted = reader.wanted(name)
    except StateError:
        return plain
    finally:
        reader.close()
    plain.update(file.path for file in files if file.blob in known and suffix_of(file.path) in SUFFIXES)
    return plain - wanted
