"""Says of an error in writing a temporary file that it is one: it is no fault of the file that is being read."""

from __future__ import annotations

from contextlib import contextmanager

from spanlint.config.errors import ConfigError
from spanlint.disk.reading import reason_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def temporary_file() -> Iterator[None]:
    """Raises ConfigError where a temporary file cannot be written, as on a full disk."""
    try:
        yield
    except OSError as error:
        raise ConfigError(f"cannot write a temporary file: {reason_of(error)}") from error
