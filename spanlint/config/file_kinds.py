"""Which files are a project's tests, by their paths alone."""

from __future__ import annotations

import os

from spanlint.lean.lazy import lazy, memoized

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_TEST_FOLDERS = ("test", "tests", "__tests__", "e2e")
_TEST_FOLDER_ENDS = ("-tests", "_tests")
_IN_TEST_FOLDERS = ("test", "e2e")  # one of them is in the name of each


def is_test_name(name: str) -> bool:
    """Whether the name of a file alone says that it is a test."""
    if ".test." in name or ".spec." in name:
        return True
    return name.endswith("_test.py") or name == "conftest.py" or (name.startswith("test_") and name.endswith(".py"))


def is_test_below(root: str) -> Callable[[str], bool]:
    """Returns whether the file at a path is a test, by its name and by the folders between `root` and the file."""
    here = os.path.abspath(os.curdir)
    is_root_here = os.path.abspath(root) == here
    verdicts: dict[str, bool] = {}
    real_root, real_path = lazy(lambda: os.path.realpath(root)), memoized(os.path.realpath)

    def is_test_folder(folder: str) -> bool:
        if not any(part in folder or part in here for part in _IN_TEST_FOLDERS):
            return False
        if is_root_here and folder[:1] not in ("/", ".") and ".." not in folder:
            below = folder
        else:
            below = _path_from(real_root(), _resolved(folder, real_path))
        return any(part in _TEST_FOLDERS or part.endswith(_TEST_FOLDER_ENDS) for part in below.split("/"))

    def is_test_file(path: str) -> bool:
        end = path.rfind("/") + 1  # nothing is called that could be avoided: it is asked for each file of a run
        folder = path[:end]
        is_test = verdicts.get(folder)
        if is_test is None:  # there are far fewer folders than files
            is_test = verdicts[folder] = is_test_folder(folder)
        return is_test or (("test" in path or ".spec." in path) and is_test_name(path[end:]))

    return is_test_file


def _resolved(folder: str, real_path: Callable[[str], str]) -> str:
    """The path of a folder without symbolic links. The folder above it is resolved once for all that are in there."""
    above, _, name = folder.removesuffix("/").rpartition("/")
    if not above or name in ("", os.curdir, os.pardir):
        return os.path.realpath(folder or os.curdir)
    path = os.path.join(real_path(above), name)
    return os.path.realpath(path) if os.path.islink(path) else path


def _path_from(root: str, folder: str) -> str:
    """The `/`-separated path from one resolved folder to another, which is mostly below it."""
    below = folder.removeprefix(os.path.join(root, ""))
    return (below if below != folder else os.path.relpath(folder, root)).replace(os.sep, "/")
