"""The progress bar of a run that takes its time: files done and findings so far, where a terminal is watched."""

from __future__ import annotations

import time

from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TextIO

    from rich.progress import Progress

    Update = Callable[[int, int], None]
    """`tell(done, found)`: the files done and the findings in them, so far."""


DELAY = 1.0
"""Seconds until the bar appears: a run that ends sooner has nothing to wait for."""
_INTERVAL = 0.1  # seconds between two drawings


class ProgressDisplay(Record):
    """A run that is watched: `tell` as files are done, `end` once in any case, before anything else is printed."""

    update: Update
    end: Callable[[], None]


def may_show_progress(quiet: bool, stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Whether somebody watches: a terminal that can draw, and neither `--quiet` nor CI.

    CI services set CI to `true` or `1`; empty, `0` and `false` are no CI.
    """
    if quiet or environ.get("CI", "").lower() not in ("", "0", "false"):
        return False
    return environ.get("TERM") not in ("dumb", "unknown") and stream.isatty()


def progress_display(
    total: int, stream: TextIO, color: bool, now: Callable[[], float] = time.monotonic
) -> ProgressDisplay:
    """A bar for `total` files on `stream`, which appears DELAY seconds from now and leaves no trace when it ends."""
    bar: Progress | None = None
    restore: Callable[[], None] | None = None
    due = now() + DELAY

    def tell(done: int, found: int) -> None:
        nonlocal bar, restore, due
        if now() < due:
            return
        text = f"{found} finding{'' if found == 1 else 's'}"
        if bar is None:
            bar = _bar(stream, color)
            bar.add_task("", total=total, completed=done, found=text)
            restore = _defer_sigterm()
            bar.start()
        bar.update(bar.task_ids[0], completed=done, found=text)
        bar.refresh()
        due = now() + _INTERVAL

    def end() -> None:
        if bar is not None:
            bar.stop()
        if restore is not None:
            restore()

    return ProgressDisplay(tell, end)


def _defer_sigterm() -> Callable[[], None] | None:
    """Let SIGTERM interrupt the run and no more: to die of it at once would leave the terminal without its cursor.

    What undoes that, and dies of it if it came; None where SIGTERM means something else already.
    """
    import os
    import signal

    here, came = os.getpid(), False

    def interrupt(_number: int, _frame: object) -> None:
        nonlocal came
        came = True
        if os.getpid() != here:  # a worker that has been forked since
            restore()
        raise KeyboardInterrupt

    def restore() -> None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        if came:
            os.kill(os.getpid(), signal.SIGTERM)

    try:
        if signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
            return None
        signal.signal(signal.SIGTERM, interrupt)
    except ValueError:  # outside of the main thread
        return None
    return restore


def _bar(stream: TextIO, color: bool) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (BarColumn(), TextColumn("{task.completed}/{task.total} files, {task.fields[found]}"))
    console = Console(file=stream, force_terminal=True, no_color=not color)
    # Without its own refresh there is no thread, which a later fork would leave behind in the middle of something.
    return Progress(*columns, console=console, transient=True, auto_refresh=False, redirect_stdout=False)
