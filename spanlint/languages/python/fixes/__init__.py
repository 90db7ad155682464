"""Remedies written as edits of a Python file; what cannot be proven right is not written."""

from __future__ import annotations

import re

from spanlint.apis import spellings
from spanlint.languages.python.fixes.call import with_value, with_wrapped
from spanlint.languages.python.fixes.edit import minimal
from spanlint.languages.python.fixes.expression import Spelled, spelled
from spanlint.languages.python.fixes.imports import import_edits
from spanlint.languages.python.fixes.names import Place, place
from spanlint.languages.python.fixes.provider import provided
from spanlint.languages.trees.tree import is_deeper, range_of
from spanlint.model.facts import Mistake, ParentState
from spanlint.model.findings import CallRemedy, Give, PassParent, WrapSpan
from spanlint.model.settings import SessionContext
from spanlint.text.edits import Edit
from spanlint.text.line_ends import as_on_disk
from spanlint.text.source import Source

_LONE_CR = re.compile(rb"\r(?!\n)")
_DEEPEST = 200  # nested nodes: libcst takes the square of the depth, and at some 1,500 overflows the stack and dies
_QUOTED = frozenset("'\"\\")


def edits(source: Source, remedy: CallRemedy, session: SessionContext | None) -> tuple[Edit, ...] | None:
    """The edits that carry out a remedy: one of the call's arguments, and those of the imports where names are lacking.

    None where they can't be proven right.
    """
    found = _place(source, remedy)
    value = _value(found, source.path, remedy, session) if found is not None else None
    if found is None or value is None or not _may_be_quoted(found, value.text):
        return None
    inserted, changed = import_edits(found, source.path, value.imports), _arguments(found, remedy, value.text)
    if inserted is None or changed is None:
        return None
    return (*inserted, changed) if _can_encode(source, (*inserted, changed)) else None


def _place(source: Source, remedy: CallRemedy) -> Place | None:
    """The call to rewrite. Not in a decorator, which is evaluated only once; not where `\\r` alone ends a line, which
    neither parser reads so."""
    if remedy.call.decorator or _LONE_CR.search(source.text):
        return None
    found = place(source, remedy.call.call)
    return None if found is None or any(above.type == "decorator" for above in found.around) else found


def _value(found: Place, path: str, remedy: CallRemedy, session: SessionContext | None) -> Spelled | None:
    """What is to be written: the parent, or the function to put a Span through."""
    if isinstance(remedy, PassParent):
        fillable = remedy.call.parent.state in (ParentState.ABSENT, ParentState.EMPTY)
        return _parent(found, path, remedy, session) if fillable and remedy.call.misplaced is None else None
    misplaced = remedy.call.misplaced
    if isinstance(remedy, WrapSpan) and misplaced is not None and misplaced.mistake is Mistake.SPAN:
        expression, imports = spellings("python").span
        function = expression.partition("(")[0]
        return spelled(found, path, function, imports, "") if remedy.call.creator.takes_context else None
    return None


def _parent(found: Place, path: str, remedy: PassParent, session: SessionContext | None) -> Spelled | None:
    if remedy.give is Give.PARAMETER:
        return Spelled(remedy.name) if found.is_bound(remedy.name) else None
    if remedy.give is Give.CONFIGURED:
        return spelled(found, path, *session[:3]) if session is not None else None
    if not remedy.call.creator.takes_context:
        return None
    if remedy.give is Give.PROVIDER:
        return _provider(found, path, remedy)
    known = spellings("python")
    written = known.active if remedy.give is Give.ACTIVE else known.root
    return spelled(found, path, *written, "") if written is not None else None


def _provider(found: Place, path: str, remedy: PassParent) -> Spelled | None:
    given = provided(found, remedy.name)
    if given is None or not remedy.fallback:
        return given
    active = spelled(found, path, *spellings("python").active, "")
    return None if active is None else Spelled(f"{given.text} or {active.text}", given.imports + active.imports)


def _arguments(found: Place, remedy: CallRemedy, value: str) -> Edit | None:
    passed = found.call.child_by_field_name("arguments")
    if passed is None or passed.type != "argument_list" or is_deeper(passed, _DEEPEST):
        return None
    before, slot = found.tree.text_of(passed), remedy.call.creator.parents[0]
    if isinstance(remedy, WrapSpan):
        after = with_wrapped(before, slot, value)
    else:
        after = with_value(before, slot, value, remedy.call.parent.state is ParentState.EMPTY)
    return None if after is None else minimal(range_of(passed), before, after)


def _may_be_quoted(found: Place, value: str) -> bool:
    """Whether a value can stand at the place: in an f-string, older versions allow neither quotes nor backslashes."""
    return not _QUOTED & set(value) or not any(above.type == "interpolation" for above in found.around)


def _can_encode(source: Source, made: tuple[Edit, ...]) -> bool:
    """Whether the file's encoding can hold the edits, and gives back all else as it is."""
    if source.encoding == "utf-8":
        return True
    try:
        for edit in made:
            edit.text.decode().encode(source.encoding)
        return as_on_disk(source, source.text).decode().encode(source.encoding) == source.original
    except ValueError:
        return False
