"""One before and after of a fix in TypeScript or JavaScript, and how it is made."""

from __future__ import annotations

from typing import NamedTuple

from spanlint.apis import tables
from spanlint.languages import reader
from spanlint.model.facts import SpanCall
from spanlint.model.findings import MoveContext, ParentSource, PassParent, Remedy, WrapSpan
from spanlint.model.settings import SessionContext
from spanlint.text.edits import Edit, apply
from spanlint.text.source import Source

PARAMETER, ACTIVE, ROOT = "parameter ctx", "active", "root"
PROVIDER, PROVIDER_ALONE = "provider getSessionContext", "provider-alone getSessionContext"
CONFIGURED, WRAP, MOVE = "configured", "wrap", "move"
SESSION = SessionContext("getSessionContext() ?? context.active()", (
    "import { getSessionContext } from './session';",
    "import { context } from '@opentelemetry/api';",
))  # fmt: skip


class Case(NamedTuple):
    """A text, what to do with its call of index `which`, and the text after it: None where there is to be no fix.

    `path` lies below the folder that relative modules of the configuration are relative to.
    """

    name: str
    before: str
    remedy: str
    after: str | None
    session: SessionContext = SESSION
    path: str = "app.ts"
    which: int = 0

    @property
    def source(self) -> Source:
        """The text before, as if it were read from disk."""
        return source_of(self.path, self.before)


def source_of(path: str, text: str) -> Source:
    return Source(path, "typescript", text.encode(), text.encode())


def calls(source: Source) -> tuple[SpanCall, ...]:
    return reader("typescript").read(source, tables("typescript")).calls


def remedy_of(words: str, call: SpanCall) -> Remedy:
    give, _, name = words.partition(" ")
    if give == WRAP:
        return WrapSpan(call)
    if give == MOVE:
        return MoveContext(call)
    source = ParentSource(give.removesuffix("-alone"))
    return PassParent(call, source, name, has_fallback=source.value == give and source is not ParentSource.CONFIGURED)


def edits_of(case: Case, source: Source) -> tuple[Edit, ...] | None:
    found = calls(source)
    if len(found) <= case.which:
        return None
    return reader("typescript").edits(source, remedy_of(case.remedy, found[case.which]), case.session)


def fixed(case: Case) -> str | None:
    source = case.source
    edits = edits_of(case, source)
    return None if edits is None else apply(source.text, edits).decode()
