"""`--verbose`: what a run is about to do, and what it has known, a line each on standard error."""

from __future__ import annotations

from spanlint.disk.folders import folder_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.config.folder_configs import ConfigOf
    from spanlint.discovery.named_paths import Discovery


def run_lines(discovery: Discovery, config_of: ConfigOf, processes: int) -> list[str]:
    """Returns a line for each configuration with the number of its files, and one for the run."""
    counts: dict[str, int] = {}
    for file in discovery.files:
        source = config_of(folder_of(file).rstrip("/") or ".").source or "no configuration file"
        counts[source] = counts.get(source, 0) + 1
    lines = [f"{source}: {_amount(count)}" for source, count in sorted(counts.items())]
    most = "1 process" if processes == 1 else f"{processes} processes"
    return [*lines, f"{_amount(len(discovery.files))} to read, {discovery.skipped} skipped, at most {most}"]


def memory_line(known: int, judged: int, path: str) -> str:
    """Returns the line on how many files were judged, how many were known, and where what is known is kept."""
    return f"{_amount(judged)} judged, {_amount(known)} known from an earlier run ({path})"


def _amount(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"
