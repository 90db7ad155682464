"""What the main thread is asked to do. The limit on the time of a file is a signal, which no other thread receives.

The messages of a client are read by another thread meanwhile, so that a request can be cancelled before its turn.
"""

from __future__ import annotations

from concurrent.futures import Future
from queue import SimpleQueue

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import ParamSpec, TypeVar

    _Arguments = ParamSpec("_Arguments")
    _Result = TypeVar("_Result")


class JudgeQueue:
    """Calls in the order in which they were asked for."""

    def __init__(self) -> None:
        self._calls: SimpleQueue[Callable[[], None] | None] = SimpleQueue()

    def submit(
        self, function: Callable[_Arguments, _Result], *arguments: _Arguments.args, **options: _Arguments.kwargs
    ) -> Future[_Result]:
        """Returns what will be the result. A future that is cancelled before its turn is passed over."""
        future: Future[_Result] = Future()

        def call() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                result = function(*arguments, **options)
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # what a call raises is for whoever has asked for it
                future.set_exception(error)
            else:
                future.set_result(result)

        self._calls.put(call)
        return future

    def close(self) -> None:
        """Let `run` return after the calls that were submitted before."""
        self._calls.put(None)

    def run(self) -> None:
        """Make the calls, until the queue is closed."""
        while (call := self._calls.get()) is not None:
            call()
