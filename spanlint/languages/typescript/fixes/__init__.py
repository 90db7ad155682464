"""Writes a remedy into TypeScript or JavaScript: byte ranges of the tree, and nothing changed around them."""

from __future__ import annotations

from spanlint.apis import spellings
from spanlint.languages.typescript.fixes.expression import (
    Expression,
    expression,
    is_context,
    is_nullable,
    may_be_missing,
    or_active,
    wanted_for,
)
from spanlint.languages.typescript.fixes.hoist import named
from spanlint.languages.typescript.fixes.imports import sees
from spanlint.languages.typescript.fixes.layout import insertion, open_file
from spanlint.languages.typescript.fixes.modules import Wanted, wanted_from
from spanlint.languages.typescript.fixes.project_call import project_call
from spanlint.languages.typescript.fixes.slots import Site, declare_root, fill, move_context, site_of
from spanlint.languages.typescript.names.bindings import Kind
from spanlint.model.facts import Mistake
from spanlint.model.findings import CallRemedy, Give, MoveContext, PassParent, WrapSpan
from spanlint.model.settings import SessionContext
from spanlint.text.edits import Edit
from spanlint.text.source import Source


def edits(source: Source, remedy: CallRemedy, session: SessionContext | None) -> tuple[Edit, ...] | None:
    """Write a remedy as edits of the source; None where it cannot be proven right."""
    site = site_of(open_file(source), remedy.call)
    if site is None:
        return None
    if isinstance(remedy, WrapSpan):
        written = _wrap_span(site)
    elif isinstance(remedy, MoveContext):
        written = _move_context(site)
    else:
        written = _pass_parent(site, remedy, session)
    return tuple(sorted(set(written))) if written else None


def _pass_parent(site: Site, remedy: PassParent, session: SessionContext | None) -> list[Edit] | None:
    if remedy.give is Give.ROOT:
        return declare_root(site)
    if remedy.give is Give.CONFIGURED:
        return _configured(site, session) if session is not None else None
    if remedy.give is Give.PROVIDER:
        return _provider(site, remedy)
    if remedy.give is Give.PARAMETER:
        return _parameter(site, remedy.name)
    active = spellings("typescript").active
    return _filled(site, expression(site, active.expression, wanted_for(active)))


def _configured(site: Site, session: SessionContext) -> list[Edit] | None:
    own = project_call(site, session)
    wanted = wanted_from(session.imports, session.folder, site.file.source.path)
    if own is not None or wanted is None:
        return own
    text = session.expression
    if site.creator.callback and not is_context(text, wanted):
        text, wanted = or_active(text, wanted)
    return _filled(site, expression(site, text, wanted))


def _provider(site: Site, remedy: PassParent) -> list[Edit] | None:
    name = remedy.name.removesuffix("()")
    if not _is_same_provider(site, name):
        return None
    text, wanted = f"{name}()", tuple[Wanted, ...]()
    if remedy.fallback or site.creator.callback:
        text, wanted = or_active(text, wanted)
    return _filled(site, expression(site, text, wanted))


def _parameter(site: Site, name: str) -> list[Edit] | None:
    visible = site.file.scopes.visible(name, site.node)
    kinds = {each.kind for each in visible if each.name.start_byte < site.node.start_byte}
    if not visible or not kinds & {Kind.PARAMETER, Kind.VALUE}:
        return None
    text, wanted = name, tuple[Wanted, ...]()
    if is_nullable(site, name) and (site.creator.callback or "null" in _annotations(site, name)):
        text, wanted = or_active(text, wanted)
    return _filled(site, expression(site, text, wanted))


def _annotations(site: Site, name: str) -> str:
    tree = site.file.tree
    visible = site.file.scopes.visible(name, site.node)
    return " ".join(tree.text_of(each.annotation) for each in visible if each.annotation is not None)


def _is_same_provider(site: Site, name: str) -> bool:
    """Whether a provider means, at the call, what it means where the file passes what it gives without waiting."""
    tree = site.file.tree
    base = name.partition(".")[0]
    for leaf in tree.leaves(name.rpartition(".")[2]):
        above = tree.ancestors(leaf)
        called = next((each for each in above[:2] if each.type == "call_expression"), None)
        function = called.child_by_field_name("function") if called is not None else None
        if called is None or function is None or tree.text_of(function) != name:
            continue
        holder = tree.parent(called)
        there = site.file.scopes.visible(base, called)
        waits = holder is not None and holder.type == "await_expression"
        if there and not waits and all(sees(site.file, site.node, each.name) for each in there):
            return True
    return False


def _filled(site: Site, value: Expression | None) -> list[Edit] | None:
    if value is None:
        return None
    parent = named(site, value)
    placed = fill(site, parent.text)
    return None if placed is None else [*placed, *parent.edits]


def _wrap_span(site: Site) -> list[Edit] | None:
    """The span put into the active context; one that may be missing, only where it is there."""
    if len(site.values) <= site.slot or site.call.misplaced is None:
        return None
    known, own = spellings("typescript"), ("spanlintSpan",)
    setters = {Mistake.SPAN: known.span, Mistake.SPAN_CONTEXT: known.span_context}
    setter, value = setters.get(site.call.misplaced.mistake), site.values[site.slot]
    if setter is None:
        return None
    text = setter.expression.replace("{span}", own[0])
    if may_be_missing(site, value):
        if value.type != "identifier":
            return None
        text = f"{own[0]} ? {text} : {known.active.expression}"
    written = expression(site, text, wanted_for(setter), own)
    if written is None:
        return None
    before, _, after = written.text.rpartition(own[0])
    before = before.replace(own[0], site.file.tree.text_of(value))
    return [insertion(value.start_byte, before), insertion(value.end_byte, after), *written.edits]


def _move_context(site: Site) -> list[Edit] | None:
    misplaced = site.call.misplaced
    if misplaced is None or misplaced.mistake is not Mistake.CONTEXT_AS_OPTIONS:
        return None
    value = site.values[1] if len(site.values) > 1 else site.node
    if not (site.creator.callback and value.type == "identifier" and may_be_missing(site, value)):
        return move_context(site)
    name = site.file.tree.text_of(value)
    written = expression(site, *or_active(name, ()))
    moved = move_context(site, written.text.removeprefix(name)) if written else None
    return [*moved, *written.edits] if moved is not None and written is not None else None
