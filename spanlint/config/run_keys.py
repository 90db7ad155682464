"""The configuration keys of a whole run, which are read only from the current folder's configuration."""

from __future__ import annotations

from spanlint.config import validation as checks
from spanlint.config import value_types as shapes
from spanlint.config.key import Key

OF_RUN = "Read only from the current folder's configuration."
"""What the description of such a key ends with."""

RUN_KEYS = (
    Key(
        "output-format",
        shapes.OUTPUT_FORMATS,
        None,
        "text",
        f"The format of the report; `--output-format` overrides it. {OF_RUN}",
        'output-format = "concise"',
    ),
    Key(
        "fail-on",
        shapes.SEVERITIES,
        None,
        "warning",
        f"The lowest severity that makes the exit code 1: error or warning. {OF_RUN}",
        'fail-on = "error"',
    ),
    Key(
        "force-exclude",
        shapes.SWITCH,
        None,
        False,
        f"Whether to leave out excluded files even if they are named, as pre-commit does. {OF_RUN}",
        "force-exclude = true",
    ),
    Key(
        "include-docs",
        shapes.SWITCH,
        None,
        False,
        "Whether to lint the code blocks of Markdown and MDX files, too. `SPN001`, `SPN006` and `SPN900` are off in "
        f"them unless their full code is selected, and every fix counts as unsafe. {OF_RUN}",
        "include-docs = true",
    ),
    Key(
        "baseline",
        shapes.STRING,
        checks.check_path,
        None,
        f"The baseline whose findings are not reported, as a path relative to this file. {OF_RUN}",
        'baseline = "spanlint-baseline.json"',
    ),
    Key(
        "jobs",
        shapes.COUNT,
        None,
        0,
        f"The number of processes; 0 means one per processor. `--jobs` overrides it. {OF_RUN}",
        "jobs = 4",
    ),
)
