"""The facts that nobody has read of a file: none. Each kind of them is imported when it is asked for.

Who looks for the names of spans asks for none of them, and these records are a thirtieth of what that imports.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.model.activations import Activations
    from spanlint.model.current_spans import CurrentSpans
    from spanlint.model.lifetimes import Lifetimes
    from spanlint.model.statuses import Statuses
    from spanlint.model.usages import Usages


def no_activations() -> Activations:
    """Returns no facts."""
    from spanlint.model.activations import Activations

    return Activations()


def no_current_spans() -> CurrentSpans:
    """Returns no facts."""
    from spanlint.model.current_spans import CurrentSpans

    return CurrentSpans()


def no_lifetimes() -> Lifetimes:
    """Returns no facts."""
    from spanlint.model.lifetimes import Lifetimes

    return Lifetimes()


def no_statuses() -> Statuses:
    """Returns no facts."""
    from spanlint.model.statuses import Statuses

    return Statuses()


def no_usages() -> Usages:
    """Returns no facts."""
    from spanlint.model.usages import Usages

    return Usages()
