"""The edits that apply a remedy to a TypeScript or JavaScript file. They only touch byte ranges of the tree's nodes."""

from __future__ import annotations

from spanlint.apis import spellings
from spanlint.languages.names.bindings import Kind
from spanlint.languages.typescript.fixes.expression import (
    Expression,
    expression,
    is_context,
    is_nullable,
    may_be_missing,
    or_active,
    wanted_for,
)
from spanlint.languages.typescript.fixes.hoist import hoist
from spanlint.languages.typescript.fixes.imports import is_visible
from spanlint.languages.typescript.fixes.layout import insertion, open_file
from spanlint.languages.typescript.fixes.modules import Wanted, wanted_from
from spanlint.languages.typescript.fixes.project_call import project_call
from spanlint.languages.typescript.fixes.slots import Site, declare_root, fill, move_context, site_of
from spanlint.model.findings import CallRemedy, MoveContext, ParentSource, PassParent, WrapSpan
from spanlint.model.misplaced import Mistake
from spanlint.model.settings import SessionContext
from spanlint.text.edits import Edit
from spanlint.text.source import Source


def edits(source: Source, remedy: CallRemedy, session: SessionContext | None) -> tuple[Edit, ...] | None:
    """Returns the edits of the source that apply a remedy; None if they cannot be proven right."""
    site = site_of(open_file(source), remedy.call)
    if site is None:
        return None
    if isinstance(remedy, WrapSpan):
        changes = _wrap_span(site)
    elif isinstance(remedy, MoveContext):
        changes = _move_context(site)
    else:
        changes = _pass_parent(site, remedy, session)
    return tuple(sorted(set(changes))) if changes else None


def _pass_parent(site: Site, remedy: PassParent, session: SessionContext | None) -> list[Edit] | None:
    if remedy.source is ParentSource.ROOT:
        return declare_root(site)
    if remedy.source is ParentSource.CONFIGURED:
        return _pass_configured(site, remedy, session) if session is not None else None
    if remedy.source is ParentSource.PROVIDER:
        return _pass_provider(site, remedy)
    if remedy.source is ParentSource.SHARED:
        text, wanted = or_active(remedy.name, ()) if remedy.has_fallback else (remedy.name, ())
        return _fill_parent(site, expression(site, text, wanted, has_this=True))
    if remedy.source in (ParentSource.PARAMETER, ParentSource.LOCAL) or (
        remedy.source is ParentSource.SIBLING and remedy.name.isidentifier()
    ):
        return _pass_parameter(site, remedy.name)
    if remedy.source is ParentSource.SIBLING:
        return _fill_in_place(site, expression(site, remedy.name, ()))
    if remedy.source is ParentSource.SPAN:
        setter = spellings("typescript").span
        text = setter.expression.replace("{span}", remedy.name)
        return _fill_in_place(site, expression(site, text, wanted_for(setter)))
    active = spellings("typescript").active
    return _fill_parent(site, expression(site, active.expression, wanted_for(active)))


def _pass_configured(site: Site, remedy: PassParent, session: SessionContext) -> list[Edit] | None:
    own_call = project_call(site, session)
    wanted = wanted_from(session.imports, session.folder, site.file.source.path)
    if own_call is not None or wanted is None:
        return own_call
    text = session.expression
    if remedy.has_fallback or (site.creator.callback and not is_context(text, wanted)):
        text, wanted = or_active(text, wanted)
    return _fill_parent(site, expression(site, text, wanted))


def _pass_provider(site: Site, remedy: PassParent) -> list[Edit] | None:
    name = remedy.name.removesuffix("()")
    if not _is_same_provider(site, name):
        return None
    text, wanted = f"{name}()", tuple[Wanted, ...]()
    if remedy.has_fallback or site.creator.callback:
        text, wanted = or_active(text, wanted)
    return _fill_parent(site, expression(site, text, wanted))


def _pass_parameter(site: Site, name: str) -> list[Edit] | None:
    visible = site.file.scopes.visible(name, site.node)
    kinds = {binding.kind for binding in visible if binding.name.start_byte < site.node.start_byte}
    if not visible or not kinds & {Kind.PARAMETER, Kind.VALUE}:
        return None
    text, wanted = name, tuple[Wanted, ...]()
    if is_nullable(site, name) and (site.creator.callback or "null" in _annotations(site, name)):
        text, wanted = or_active(text, wanted)
    return _fill_parent(site, expression(site, text, wanted))


def _annotations(site: Site, name: str) -> str:
    tree = site.file.tree
    visible = site.file.scopes.visible(name, site.node)
    return " ".join(tree.text_of(binding.annotation) for binding in visible if binding.annotation is not None)


def _is_same_provider(site: Site, name: str) -> bool:
    """Whether a provider name means the same at the call as where the file calls it without `await`."""
    tree = site.file.tree
    base = name.partition(".")[0]
    for leaf in tree.leaves(name.rpartition(".")[2]):
        ancestors = tree.ancestors(leaf)
        call = next((ancestor for ancestor in ancestors[:2] if ancestor.type == "call_expression"), None)
        function = call.child_by_field_name("function") if call is not None else None
        if call is None or function is None or tree.text_of(function) != name:
            continue
        holder = tree.parent(call)
        visible = site.file.scopes.visible(base, call)
        is_awaited = holder is not None and holder.type == "await_expression"
        if visible and not is_awaited and all(is_visible(site.file, site.node, binding.name) for binding in visible):
            return True
    return False


def _fill_parent(site: Site, value: Expression | None) -> list[Edit] | None:
    if value is None:
        return None
    return _fill_in_place(site, hoist(site, value))


def _fill_in_place(site: Site, value: Expression | None) -> list[Edit] | None:
    slot_edits = fill(site, value.text) if value is not None else None
    return None if slot_edits is None or value is None else [*slot_edits, *value.edits]


def _wrap_span(site: Site) -> list[Edit] | None:
    """Returns the edits that put the span into the active context, behind a condition if the span may be missing."""
    if len(site.values) <= site.slot or site.call.misplaced is None:
        return None
    known, placeholders = spellings("typescript"), ("spanlintSpan",)
    setters = {Mistake.SPAN: known.span, Mistake.SPAN_CONTEXT: known.span_context}
    setter, value = setters.get(site.call.misplaced.mistake), site.values[site.slot]
    if setter is None:
        return None
    text = setter.expression.replace("{span}", placeholders[0])
    if may_be_missing(site, value):
        if value.type != "identifier":
            return None
        text = f"{placeholders[0]} ? {text} : {known.active.expression}"
    wrapped = expression(site, text, wanted_for(setter), placeholders)
    if wrapped is None:
        return None
    before, _, after = wrapped.text.rpartition(placeholders[0])
    before = before.replace(placeholders[0], site.file.tree.text_of(value))
    return [insertion(value.start_byte, before), insertion(value.end_byte, after), *wrapped.edits]


def _move_context(site: Site) -> list[Edit] | None:
    misplaced = site.call.misplaced
    if misplaced is None or misplaced.mistake is not Mistake.CONTEXT_AS_OPTIONS:
        return None
    value = site.values[1] if len(site.values) > 1 else site.node
    if not (site.creator.callback and value.type == "identifier" and may_be_missing(site, value)):
        return move_context(site)
    name = site.file.tree.text_of(value)
    guarded = expression(site, *or_active(name, ()))
    moves = move_context(site, guarded.text.removeprefix(name)) if guarded else None
    return [*moves, *guarded.edits] if moves is not None and guarded is not None else None
