"""What a project forbids and requires in a file, by the path of the file."""

from __future__ import annotations

import os

from spanlint.config.model import Config, Patterns
from spanlint.disk.globs import any_matches
from spanlint.lean.lazy import memoized
from spanlint.model.settings import Forbidden, Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def project_rules(config: Config) -> Callable[[str, Settings], Settings]:
    """Returns a function from the path of a file and its settings to those with what `forbid` and `require` say of it.

    Files of which they say the same share one `Settings`.
    """
    relative_to = memoized(_relative_to)

    def is_in(patterns: tuple[str, ...], root: str, path: str) -> bool:
        return any_matches(patterns, relative_to(root)(path))

    def is_forbidden(row: Forbidden, path: str) -> bool:
        is_meant = not row.files or is_in(row.files, row.folder, path)
        return is_meant and not is_in(row.allowed_in, row.folder, path)

    def is_required(group: Patterns, path: str) -> bool:
        return is_in(group.patterns, group.root, path)

    def ruled(path: str, settings: Settings) -> Settings:
        rows = tuple(row for row in config.forbid if is_forbidden(row, path))
        return _with_rules(settings, rows, any(is_required(group, path) for group in config.require))

    return ruled


def _relative_to(root: str) -> Callable[[str], str]:
    top = os.path.realpath(root)
    folder_below = memoized(lambda folder: os.path.relpath(os.path.realpath(folder), top))

    def relative(path: str) -> str:
        folder, name = os.path.split(path)
        return os.path.normpath(os.path.join(folder_below(folder), name)).replace(os.sep, "/")

    return relative


@memoized
def _with_rules(settings: Settings, forbidden: tuple[Forbidden, ...], is_parent_required: bool) -> Settings:
    return settings._replace(forbidden=forbidden, is_parent_required=is_parent_required)
