"""A bound on the time that one file may take: code can be made so that judging it would take for ever."""

from __future__ import annotations

import signal
from collections.abc import Callable
from types import FrameType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn, ParamSpec, TypeVar

    _Given = ParamSpec("_Given")
    _Result = TypeVar("_Result")

_REPEAT_SECONDS = 0.5  # seconds until it is raised once more, should it have been lost in a destructor


class TimeLimitError(BaseException):
    """The time is over. No `Exception`: nothing on the way may take it for a failure of its own and go on."""


def run_within(
    seconds: int, function: Callable[_Given, _Result], *arguments: _Given.args, **options: _Given.kwargs
) -> _Result:
    """What a function gives. Raises OverTimeError after that many seconds of processor time; 0 is no bound.

    The clock is the processor's and not the one on the wall: how busy the machine is must not decide what is found.
    Unbounded where there is no such clock (Windows), and outside of the main thread, which gets no signals.
    """
    if not seconds or not hasattr(signal, "setitimer"):
        return function(*arguments, **options)
    try:
        before = signal.signal(signal.SIGPROF, _stop)
    except ValueError:
        return function(*arguments, **options)
    try:
        signal.setitimer(signal.ITIMER_PROF, seconds, _REPEAT_SECONDS)
        return function(*arguments, **options)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise TimeLimitError
