"""The packages of a run: the folders that hold a manifest, and the calls of the files below each."""

from __future__ import annotations

import os

from spanlint.model.census import PackageTally

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from spanlint.model.census import ApiTally

_MANIFESTS = ("package.json", "pyproject.toml", "setup.py", "setup.cfg")


def package_tallies(files: Iterable[tuple[str, tuple[ApiTally, ...]]]) -> tuple[PackageTally, ...]:
    """Returns the sums for each package, by folder, of pairs of a path and the tallies of that file."""
    folders: dict[str, str] = {}
    sums: dict[str, tuple[int, int]] = {}
    for path, tallies in files:
        if not tallies:
            continue
        package = _package(os.path.dirname(path), folders)
        span_calls, with_parent = sums.get(package, (0, 0))
        span_calls += sum(tally.span_calls for tally in tallies)
        sums[package] = (span_calls, with_parent + sum(tally.with_parent for tally in tallies))
    return tuple(PackageTally(package, *counts) for package, counts in sorted(sums.items()))


def _package(folder: str, known: dict[str, str]) -> str:
    """Returns the nearest folder with a manifest, the top one if there is none. Fills `known` with what it finds."""
    passed = list[str]()
    while folder not in known:
        passed.append(folder)
        parent = os.path.dirname(folder)
        if parent == folder or any(os.path.exists(os.path.join(folder, name)) for name in _MANIFESTS):
            known[folder] = folder or "(this folder)"
        else:
            folder = parent
    known.update(dict.fromkeys(passed, known[folder]))
    return known[folder]
