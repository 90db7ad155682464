"""Fixing one call of a Python text: the remedies, and what every fix must keep."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from spanlint.apis import tables
from spanlint.languages import reader
from spanlint.model.facts import ParentState, SpanCall
from spanlint.model.findings import ParentSource, PassParent, Remedy, WrapSpan
from spanlint.model.settings import ApiChoices, SessionContext
from spanlint.text.decoding import decode
from spanlint.text.edits import Edit, apply
from spanlint.text.source import Source

EVERY = tables("python", ApiChoices(switched_on=frozenset({"ddtrace", "langfuse", "opentracing"})))


class Cure(NamedTuple):
    """A remedy of a call that is yet to be read, and the configuration that it needs."""

    remedy: Callable[[SpanCall], Remedy]
    session: SessionContext | None = None


ACTIVE = Cure(lambda call: PassParent(call, ParentSource.ACTIVE))
ROOT = Cure(lambda call: PassParent(call, ParentSource.ROOT))
WRAP = Cure(WrapSpan)


def parameter(name: str) -> Cure:
    return Cure(lambda call: PassParent(call, ParentSource.PARAMETER, name))


def provider(name: str, fallback: bool = False) -> Cure:
    return Cure(lambda call: PassParent(call, ParentSource.PROVIDER, name, fallback))


def configured(expression: str, *imports: str, folder: str = "") -> Cure:
    return Cure(lambda call: PassParent(call, ParentSource.CONFIGURED), SessionContext(expression, imports, folder))


def source_of(data: str | bytes, path: str = "app.py") -> Source:
    return decode(path, "python", data if isinstance(data, bytes) else data.encode())


def calls_of(source: Source) -> tuple[SpanCall, ...]:
    return reader("python").read(source, EVERY).calls


def open_call(source: Source) -> SpanCall:
    """The first call that lacks a proper parent."""
    lacking = (ParentState.ABSENT, ParentState.EMPTY)
    calls = calls_of(source)
    found = next((each for each in calls if each.parent.state in lacking or each.misplaced is not None), None)
    assert found or calls, "no creation call was read"
    return found or calls[0]


def edits_for(source: Source, cure: Cure) -> tuple[Edit, ...] | None:
    return reader("python").edits(source, cure.remedy(open_call(source)), cure.session)


def fixed(data: str | bytes, cure: Cure, path: str = "app.py") -> str | None:
    """The text after its one fix, None where there is none. Both texts compile, and the call now has its parent."""
    source = source_of(data, path)
    call = open_call(source)
    index = [each.at for each in calls_of(source)].index(call.at)
    made = edits_for(source, cure)
    compile(source.text.decode(), path, "exec", dont_inherit=True)
    if made is None:
        return None
    text = apply(source.text, made)
    compile(text.decode(), path, "exec", dont_inherit=True)
    again = calls_of(source._replace(text=text))[index]
    assert again.parent.state in (ParentState.PASSED, ParentState.ROOT)
    assert again.misplaced is None
    assert reader("python").edits(source._replace(text=text), cure.remedy(again), cure.session) is None
    return text.decode()
