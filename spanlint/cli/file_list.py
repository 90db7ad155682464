"""`--show-files`: the files that a run would read."""

from __future__ import annotations

import sys

from spanlint.cli.finish import report_problems
from spanlint.cli.lint_command import tasks_of_request
from spanlint.config.errors import ConfigError
from spanlint.config.run_settings import complete, run_config
from spanlint.report.escape import charset_of, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.model.request import Request


def show_files(request: Request) -> int:
    """Print a line a file, in order. Returns the exit code. Raises ConfigError and OSError."""
    if request.stdin_filename is not None or "-" in request.paths:
        raise ConfigError("--show-files: cannot be combined with standard input")
    config = run_config(request)
    discovery, tasks = tasks_of_request(complete(request, config), config)
    charset = charset_of(sys.stdout)
    sys.stdout.writelines(f"{visible(path, charset)}\n" for path in tasks.paths)
    sys.stdout.flush()
    return report_problems(discovery.problems)
