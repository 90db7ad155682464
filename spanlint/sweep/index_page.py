"""Writes the page of a sweep, if what it needs is installed."""

from __future__ import annotations

from spanlint.cli.exit_codes import warn
from spanlint.report.page.rendering import NEEDED, can_render
from spanlint.sweep.output.former_findings import NEW, lines_of
from spanlint.sweep.output.output_folder import PAGE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from spanlint.sweep.output.journal import JournalEntry
    from spanlint.sweep.output.output_folder import OutputFolder


def write_page(
    folder: OutputFolder, entries: Sequence[JournalEntry], runs: Sequence[dict[str, Any]], is_quiet: bool
) -> None:
    """Write the page. Without Jinja2, one line says what to install, unless the sweep is to be quiet."""
    if can_render():
        from spanlint.sweep.page.document import document

        folder.write_text(PAGE, document(entries, runs, _new_findings(folder, entries)))
        return
    folder.remove_page()
    if not is_quiet:
        warn(f"{PAGE}: {NEEDED}")


def _new_findings(folder: OutputFolder, entries: Sequence[JournalEntry]) -> Iterator[dict[str, Any]]:
    """Yields the new findings by repository, errors first."""
    for entry in sorted(entries, key=lambda entry: entry.name):
        if entry.fields["new"]:
            found = [line for line in lines_of(folder.read(entry.name) or b"") if line["state"] == NEW]
            yield from sorted(found, key=lambda line: line["severity"] != "error")
