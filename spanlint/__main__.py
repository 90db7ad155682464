"""The entry point of the `spanlint` program and of `python -m spanlint`."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

_INTERRUPTED = 130  # as in spanlint.cli.exit_codes, which may not be imported yet


def main() -> NoReturn:
    """Run the program. An interrupt while it is still being imported ends it without a traceback."""
    try:
        from spanlint.lean.module_finder import install

        install()
        from spanlint.cli.main import entry

        entry()
    except KeyboardInterrupt:
        os._exit(_INTERRUPTED)


if __name__ == "__main__":
    main()
