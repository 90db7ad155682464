"""Session contexts that can be written, apart from those with a mistake that no file could make up for."""

from __future__ import annotations

import os
from collections.abc import Iterator

from spanlint.config.errors import ConfigError
from spanlint.config.model import Config
from spanlint.languages import reader
from spanlint.model.settings import SessionContext


def with_usable_sessions(config: Config) -> Config:
    """Returns the configuration without the session contexts that cannot be written.

    A context is left out if its expression or an import is not code of its language, or if a relative module does not
    exist. Each configuration file that has such a context adds one line to `session_problems`. Its other values apply:
    a wrong session context costs fixes, not findings.
    """
    problems: dict[str, str] = {}
    usable, lost = [], []
    for language, context in config.session_context:
        problem = next(_problems(language, context), None)
        if problem is None:
            usable.append((language, context))
        else:
            problems.setdefault(context.source, problem)
            lost.append(language)
    return config._replace(
        session_context=tuple(usable), session_problems=tuple(problems.values()), lost_sessions=tuple(lost)
    )


def _problems(language: str, context: SessionContext) -> Iterator[str]:
    table = "tool.spanlint." if os.path.basename(context.source) == "pyproject.toml" else ""
    place = f"{context.source}: {table}session-context.{language}"
    for problem in reader(language).session_problems(context):
        yield str(ConfigError(f"{place}.{problem}"))  # what it quotes is made printable
