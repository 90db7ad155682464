"""A limit on the time that one file may take: hostile code could otherwise be judged forever."""

from __future__ import annotations

import signal
from collections.abc import Callable
from types import FrameType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn, ParamSpec, TypeVar

    _Parameters = ParamSpec("_Parameters")
    _Result = TypeVar("_Result")

_REPEAT_SECONDS = 0.5  # seconds until the error is raised again, as a destructor may swallow the first one


class TimeLimitError(BaseException):
    """The time is over. Not an `Exception`, so that no handler on the way mistakes it for its own failure."""


def run_within(
    seconds: int, function: Callable[_Parameters, _Result], *arguments: _Parameters.args, **options: _Parameters.kwargs
) -> _Result:
    """Returns the result of the function. Raises TimeLimitError after `seconds` of processor time; 0 means no limit.

    Processor time is measured, not wall time: the load of the machine must not decide what is found. There is no limit
    on systems without such a timer (Windows), or outside of the main thread, as other threads receive no signals.
    """
    if not seconds or not hasattr(signal, "setitimer"):
        return function(*arguments, **options)
    try:
        previous_handler = signal.signal(signal.SIGPROF, _stop)
    except ValueError:
        return function(*arguments, **options)
    try:
        signal.setitimer(signal.ITIMER_PROF, seconds, _REPEAT_SECONDS)
        return function(*arguments, **options)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, previous_handler)


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise TimeLimitError
