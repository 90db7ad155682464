"""Writes remedies as edits of a Python file, but only those that are provably correct."""

from __future__ import annotations

from spanlint.apis import spellings
from spanlint.languages.python.fixes.call import with_value, with_wrapped
from spanlint.languages.python.fixes.edit import minimal_edit
from spanlint.languages.python.fixes.expression import Spelled, spelled
from spanlint.languages.python.fixes.imports import import_edits
from spanlint.languages.python.fixes.names import InsertionPlace, insertion_place
from spanlint.languages.python.fixes.opened_file import opened
from spanlint.languages.python.fixes.provider import provider_call
from spanlint.languages.trees.tree import range_of
from spanlint.model.facts import ParentState
from spanlint.model.findings import CallRemedy, ParentSource, PassParent, WrapSpan
from spanlint.model.misplaced import Mistake
from spanlint.model.settings import SessionContext
from spanlint.text.edits import Edit
from spanlint.text.line_ends import as_on_disk
from spanlint.text.source import Source

_QUOTED = frozenset("'\"\\")


def edits(source: Source, remedy: CallRemedy, session: SessionContext | None) -> tuple[Edit, ...] | None:
    """The edits of a remedy: one of the call's arguments, and those that add the imports that are missing.

    None if they are not provably correct.
    """
    place = _place(source, remedy)
    value = _value(place, source.path, remedy, session) if place is not None else None
    if place is None or value is None or not _may_be_quoted(place, value.text):
        return None
    insertions, change = import_edits(place, source.path, value.imports), _arguments(place, remedy, value.text)
    if insertions is None or change is None:
        return None
    return (*insertions, change) if _can_encode(source, (*insertions, change)) else None


def _place(source: Source, remedy: CallRemedy) -> InsertionPlace | None:
    """The call to rewrite.

    None in a decorator, which is evaluated only once, and in a file where `\\r` alone ends a line, which neither
    parser supports.
    """
    if remedy.call.is_decorator or opened(source).has_lone_cr():
        return None
    place = insertion_place(source, remedy.call.call)
    return None if place is None or any(above.type == "decorator" for above in place.around) else place


def _value(place: InsertionPlace, path: str, remedy: CallRemedy, session: SessionContext | None) -> Spelled | None:
    """The expression to write: the parent, or the function that wraps a span."""
    if isinstance(remedy, PassParent):
        is_fillable = remedy.call.parent.state in (ParentState.ABSENT, ParentState.EMPTY)
        return _parent(place, path, remedy, session) if is_fillable and remedy.call.misplaced is None else None
    misplaced = remedy.call.misplaced
    if isinstance(remedy, WrapSpan) and misplaced is not None and misplaced.mistake is Mistake.SPAN:
        expression, imports = spellings("python").span
        function = expression.partition("(")[0]
        return spelled(place, path, function, imports, "") if remedy.call.creator.takes_context else None
    return None


def _parent(place: InsertionPlace, path: str, remedy: PassParent, session: SessionContext | None) -> Spelled | None:
    if remedy.source in (ParentSource.PARAMETER, ParentSource.LOCAL):
        return Spelled(remedy.name) if place.is_bound(remedy.name) else None
    if remedy.source is ParentSource.CONFIGURED:
        return _with_fallback(place, path, remedy, spelled(place, path, *session[:3])) if session is not None else None
    if remedy.source is ParentSource.SIBLING:
        return spelled(place, path, remedy.name, (), "")
    if not remedy.call.creator.takes_context:
        return None
    if remedy.source is ParentSource.PROVIDER:
        return _with_fallback(place, path, remedy, provider_call(place, remedy.name))
    if remedy.source is ParentSource.SHARED:
        return _with_fallback(place, path, remedy, spelled(place, path, remedy.name, (), ""))
    known = spellings("python")
    if remedy.source is ParentSource.SPAN:
        return spelled(place, path, known.span.expression.replace("{span}", remedy.name), known.span.imports, "")
    spelling = known.active if remedy.source is ParentSource.ACTIVE else known.root
    return spelled(place, path, *spelling, "") if spelling is not None else None


def _with_fallback(place: InsertionPlace, path: str, remedy: PassParent, value: Spelled | None) -> Spelled | None:
    if value is None or not remedy.has_fallback:
        return value
    active = spelled(place, path, *spellings("python").active, "")
    return None if active is None else Spelled(f"{value.text} or {active.text}", value.imports + active.imports)


def _arguments(place: InsertionPlace, remedy: CallRemedy, value: str) -> Edit | None:
    argument_list = place.call.child_by_field_name("arguments")
    if argument_list is None or argument_list.type != "argument_list":
        return None
    tree, slot = place.tree, remedy.call.creator.parents[0]
    if isinstance(remedy, WrapSpan):
        after = with_wrapped(tree, argument_list, slot, value, place.may_be_none)
    else:
        after = with_value(tree, argument_list, slot, value, remedy.call.parent.state is ParentState.EMPTY)
    return None if after is None else minimal_edit(range_of(argument_list), tree.text_of(argument_list), after)


def _may_be_quoted(place: InsertionPlace, value: str) -> bool:
    """Whether a value is allowed at the place: in f-strings, older Python versions forbid quotes and backslashes."""
    return not _QUOTED & set(value) or not any(above.type == "interpolation" for above in place.around)


def _can_encode(source: Source, changes: tuple[Edit, ...]) -> bool:
    """Whether the file's encoding can represent the edits and reproduces the original bytes."""
    if source.encoding == "utf-8":
        return True
    try:
        for edit in changes:
            edit.text.decode().encode(source.encoding)
        return as_on_disk(source, source.text).decode().encode(source.encoding) == source.original
    except ValueError:
        return False
