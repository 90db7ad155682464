"""The progress bar of a long run on a terminal: the files done and the findings so far."""

from __future__ import annotations

import time

from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TextIO

    from rich.progress import Progress

    Update = Callable[[int, int], None]
    """`update(done, findings)`: the number of files done and of the findings in them, so far."""


DELAY = 1.0
"""Seconds until the bar appears; a shorter run shows none."""
_INTERVAL = 0.1  # seconds between two drawings


class ProgressDisplay(Record):
    """A progress bar. Call `update` as files are done, and `end` exactly once, before anything else is printed."""

    update: Update
    end: Callable[[], None]


def may_show_progress(quiet: bool, stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Whether the stream is a terminal that can draw, without `--quiet` and outside of CI.

    CI services set CI to `true` or `1`; empty, `0` and `false` do not count as CI.
    """
    if quiet or environ.get("CI", "").lower() not in ("", "0", "false"):
        return False
    return environ.get("TERM") not in ("dumb", "unknown") and stream.isatty()


def progress_display(
    total: int, stream: TextIO, is_colored: bool, now: Callable[[], float] = time.monotonic
) -> ProgressDisplay:
    """Returns a bar for `total` files on `stream`. It appears DELAY seconds from now and disappears when it ends."""
    bar: Progress | None = None
    restore: Callable[[], None] | None = None
    next_drawing = now() + DELAY

    def update(done: int, findings: int) -> None:
        nonlocal bar, restore, next_drawing
        if now() < next_drawing:
            return
        text = f"{findings} finding{'' if findings == 1 else 's'}"
        if bar is None:
            bar = _rich_progress(stream, is_colored)
            bar.add_task("", total=total, completed=done, findings=text)
            restore = defer_sigterm()
            bar.start()
        bar.update(bar.task_ids[0], completed=done, findings=text)
        bar.refresh()
        next_drawing = now() + _INTERVAL

    def end() -> None:
        if bar is not None:
            bar.stop()
        if restore is not None:
            restore()

    return ProgressDisplay(update, end)


def defer_sigterm() -> Callable[[], None] | None:
    """Make SIGTERM interrupt the run only: dying of it at once would leave the terminal without its cursor, and the
    processes and the temporary files of a sweep behind.

    Returns a function that restores the default handler and sends SIGTERM again if one has arrived. Returns None if
    SIGTERM already has another handler.
    """
    import os
    import signal

    own_pid, has_arrived = os.getpid(), False

    def interrupt(_number: int, _frame: object) -> None:
        nonlocal has_arrived
        has_arrived = True
        if os.getpid() != own_pid:  # a worker that has been forked since
            restore()
        raise KeyboardInterrupt

    def restore() -> None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        if has_arrived:
            os.kill(os.getpid(), signal.SIGTERM)

    try:
        if signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
            return None
        signal.signal(signal.SIGTERM, interrupt)
    except ValueError:  # outside of the main thread
        return None
    return restore


def _rich_progress(stream: TextIO, is_colored: bool) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (BarColumn(), TextColumn("{task.completed}/{task.total} files, {task.fields[findings]}"))
    console = Console(file=stream, force_terminal=True, no_color=not is_colored)
    # Automatic refresh would start a thread, which a later fork could cut off while it holds a lock.
    return Progress(*columns, console=console, transient=True, auto_refresh=False, redirect_stdout=False)
