"""Decides whether SPN102 reports what a generator holds across its yields."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spanlint.model.activations import HeldAcrossYield
from spanlint.model.settings import Settings


def reported(activations: Sequence[HeldAcrossYield], settings: Settings) -> Iterator[tuple[HeldAcrossYield, str]]:
    """Yields what is reported, each with the name of what attaches a context that is current at the same yields.

    Such a context and a span in it are one mistake, which the span has.
    """
    leaking = [held for held in activations if leaks_into_caller(held, settings)] if activations else []
    attached = {held.yields: held.name for held in leaking if held.is_attach} if leaking else {}
    spans = {held.yields for held in leaking if not held.is_attach} if attached else set()
    for held in leaking:
        if not held.is_attach:
            yield held, attached.get(held.yields, "")
        elif held.yields not in spans:
            yield held, ""


def leaks_into_caller(held: HeldAcrossYield, settings: Settings) -> bool:
    """Whether what is held is current for the caller. It is not where a context manager's driver runs the generator,
    known as such or named in the configuration, by its last name or its path."""
    return not held.is_managed and not is_configured(held.managers, settings)


def is_configured(managers: frozenset[str], settings: Settings) -> bool:
    """Whether the configuration names one of a generator's managers as that of a context manager."""
    names = settings.context_manager_decorators
    return any(name in managers or _is_relative(name, managers) for name in names)


def _is_relative(name: str, managers: frozenset[str]) -> bool:
    return any(manager.startswith(".") and f".{name}".endswith(f".{manager.lstrip('.')}") for manager in managers)
