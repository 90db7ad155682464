"""The calls of a TypeScript or JavaScript file that start spans, and what else names spans: all that finding the call
of a span needs."""

from __future__ import annotations

from functools import partial

from spanlint.languages.calls.call_sites import read_calls
from spanlint.languages.calls.span_names import naming_calls

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.languages.typescript.file import TypeScriptFile
    from spanlint.model.facts import Facts


def named_calls(file: TypeScriptFile) -> Facts:
    """Returns the facts of a TypeScript or JavaScript file, but for what only judging needs."""
    facts = read_calls(file, file.tables)
    return facts._replace(naming_calls=partial(naming_calls, file))
