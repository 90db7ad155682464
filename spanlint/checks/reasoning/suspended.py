"""Decides whether SPN102 reports what a generator holds across its yields."""

from __future__ import annotations

from spanlint.model.activations import HeldAcrossYield
from spanlint.model.settings import Settings


def leaks_into_caller(held: HeldAcrossYield, settings: Settings) -> bool:
    """Whether what is held is current for the caller. It is not where a context manager's driver runs the generator,
    known as such or named in the configuration, by its last name or its path."""
    decorators = settings.context_manager_decorators
    is_named = any(name in held.managers or _is_relative(name, held) for name in decorators)
    return not held.is_managed and not is_named


def _is_relative(name: str, held: HeldAcrossYield) -> bool:
    return any(manager.startswith(".") and f".{name}".endswith(f".{manager.lstrip('.')}") for manager in held.managers)
