"""TypeScript and JavaScript source to facts."""

from __future__ import annotations

from functools import partial

from spanlint.apis import ApiTables
from spanlint.languages.calls.call_sites import read_calls
from spanlint.languages.names.imports import Neighbours
from spanlint.languages.typescript.activations import activations
from spanlint.languages.typescript.file import TypeScriptFile
from spanlint.languages.typescript.spans.lifetimes import lifetimes
from spanlint.languages.typescript.usages import usages
from spanlint.lean.once import once
from spanlint.model.facts import Facts
from spanlint.text.source import Source


def read(source: Source, tables: ApiTables, neighbours: Neighbours | None = None) -> Facts:
    """The facts of a TypeScript or JavaScript file."""
    file = TypeScriptFile(source, tables, neighbours)
    facts = read_calls(file, tables)
    return facts._replace(
        lifetimes=once(partial(lifetimes, file, facts.calls)),
        activations=once(partial(activations, file, facts.calls)),
        usages=once(partial(usages, file, facts.calls)),
    )
