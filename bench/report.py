"""The figures as text: a table and a chart in the terminal, and the tables of the documentation."""

from __future__ import annotations

from collections.abc import Sequence

from bench.figures import Figure

BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"
_HEADER = ("measured on", "command", "against", "seconds", "ratio", "spread", "peak MB")
_WIDTH = 50
_SHORT = (
    ("saleor/saleor", "ast-grep"),
    ("google-gemini/gemini-cli", "ast-grep"),
    ("open-telemetry/opentelemetry-python-contrib", "ast-grep"),
    ("open-telemetry/opentelemetry-python-contrib", "ruff --select F"),
    ("one file without a span call", "python -I -c pass"),
)  # what the README shows: the beginning of what was measured, and against what


def rows(figures: Sequence[Figure]) -> list[tuple[str, ...]]:
    """Returns the cells of the header and of each figure's line."""
    return [_HEADER, *map(_row, figures)]


def table(figures: Sequence[Figure]) -> str:
    """Returns the table in aligned columns, text to the left and numbers to the right."""
    cells = rows(figures)
    widths = [max(len(row[column]) for row in cells) for column in range(len(_HEADER))]
    texts = len(_HEADER) - 4
    lines = (
        "  ".join(
            cell.ljust(width) if column < texts else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in cells
    )
    return "".join(f"{line.rstrip()}\n" for line in lines)


def chart(figures: Sequence[Figure]) -> str:
    """Returns a bar for each command, grouped by the measured files, in proportion to its time."""
    times: dict[str, dict[str, float]] = {}
    for figure in figures:
        times.setdefault(figure.what, {}).update(
            {figure.measured: figure.seconds, figure.against: figure.against_seconds}
        )
    lines = []
    for what, bars in times.items():
        longest, name_width = max(bars.values()), max(map(len, bars))
        lines.append(what)
        for name, seconds in bars.items():
            bar = "█" * max(1, round(_WIDTH * seconds / longest))
            lines.append(f"  {name:<{name_width}}  {bar} {seconds:.3f} s")
    return "".join(f"{line}\n" for line in lines)


def markdown(figures: Sequence[Figure]) -> str:
    """Returns the table in Markdown."""
    header, *body = rows(figures)
    rule = ("---",) * 3 + ("--:",) * (len(header) - 3)
    return "".join(f"| {' | '.join(row)} |\n" for row in (header, rule, *body))


def in_page(page: str, figures: Sequence[Figure]) -> str:
    """Returns a page with the table between its two markers. Raises ValueError if one is missing."""
    begin, end = page.index(BEGIN) + len(BEGIN), page.index(END)
    return f"{page[:begin]}\n{markdown(figures)}{page[end:]}"


def shortened(figures: Sequence[Figure]) -> list[Figure]:
    """Returns the figures that the README shows."""
    return [
        figure
        for figure in figures
        if any(figure.what.startswith(what) and figure.against == against for what, against in _SHORT)
    ]


def _row(figure: Figure) -> tuple[str, ...]:
    middle, least, most = figure.ratio
    return (
        figure.what,
        figure.measured,
        figure.against,
        f"{figure.seconds:.3f}",
        f"{middle:.2f}",
        f"{least:.2f} to {most:.2f}",
        f"{figure.peak / 1e6:.0f}",
    )
