"""What one file shows of a project's own tracing code: its helpers, its providers, and its functions for tracers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from spanlint.languages.calls.call_sites import CallGrammar, read_calls
from spanlint.languages.calls.declared_results import may_return_nothing
from spanlint.languages.calls.function_text import dotted_names_in
from spanlint.languages.calls.owners import is_tracer
from spanlint.languages.names.imports import ImportFollower
from spanlint.languages.names.origins import last_name
from spanlint.languages.trees.tree import mentions, range_of
from spanlint.lean.protocols import Protocol
from spanlint.lean.records import Record
from spanlint.model.apis import ApiTables, Creator, Slot
from spanlint.model.facts import ParentState, Provider, SpanCall

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tree_sitter import Node

_SAYS_TRACER = re.compile(rb"[\w$]*[tT]racer[\w$]*")


class OwnFunction(Record):
    """A function or method of a project: its name, the class around a method, and the 1-based line of it."""

    name: str
    owner: str
    line: int


class HelperUse(Record):
    """A span call in a helper of the project.

    `slot` is where the helper's own calls may pass the parent. It is None if they pass none, and if they cannot omit
    it. `takes_parent` tells these apart. `is_conditional` is whether another parameter decides if there is a span.
    """

    helper: OwnFunction
    creator: Creator
    slot: Slot | None
    takes_parent: bool
    is_conditional: bool = False


class ProviderUse(Record):
    """A provider in a parent slot, on a 1-based line.

    `path` is the file of its definition, empty if that is not known; `definition` is None then. `is_importable` is
    whether another file can import and call it. `may_be_empty` is whether the active context has to stand in for what
    it returns: the slot says so, or the definition.
    """

    line: int
    provider: Provider
    path: str = ""
    definition: OwnFunction | None = None
    is_importable: bool = False
    may_be_empty: bool = False


class LooseCall(Record):
    """A call of a method on a 1-based line, whose `receiver` (the last name of it) may be of any class."""

    method: str
    receiver: str
    line: int


class FileSurvey(Record):
    """What one file shows. `tracers` are the functions that return a tracer."""

    calls: tuple[SpanCall, ...]
    helpers: tuple[HelperUse, ...]
    providers: tuple[ProviderUse, ...]
    tracers: tuple[OwnFunction, ...]


class SurveyGrammar(CallGrammar, Protocol):
    """One file in one language, as its reader's `view` returns it."""

    path: str
    tables: ApiTables
    follower: ImportFollower
    providers: Any

    def evaluate(self, steps: tuple[str, ...]) -> frozenset[str]:
        """The origins of a top-level name and the steps that follow it."""


def survey(file: SurveyGrammar) -> FileSurvey:
    """Returns what a file shows."""
    calls = read_calls(file, file.tables).calls
    helpers = tuple(use for call in calls for use in _helper_uses(file, call))
    providers = tuple(use for call in calls for use in _provider_uses(file, call))
    return FileSurvey(calls, helpers, providers, tuple(_tracer_functions(file)))


def loose_calls(file: SurveyGrammar, methods: Iterable[str]) -> Iterator[LooseCall]:
    """Yields the calls of methods of these names on objects of which the code shows nothing."""
    for method in methods:
        for leaf in file.tree.leaves(method):
            callee = file.callee(leaf) if file.is_mention(leaf) else None
            receiver = callee.receiver if callee is not None else None
            is_unknown = receiver is not None and not file.grammar.is_self(receiver) and not any(file.origins(receiver))
            if receiver is not None and is_unknown:
                yield LooseCall(method, file.last_name(receiver), _line(file, leaf.start_byte))


def _helper_uses(file: SurveyGrammar, call: SpanCall) -> Iterator[HelperUse]:
    """Yields the helper around a span call: what passes a parameter on as its parent, or else as its name."""
    leaf = file.tree.leaf_at(call.at)
    callee = file.callee(leaf) if leaf is not None else None
    if callee is None or call.is_decorator:
        return
    takes_parent = call.parent.state is ParentState.PASSED and call.parent.at is not None
    value = file.tree.root.descendant_for_byte_range(*call.parent.at) if takes_parent and call.parent.at else None
    reach = file.reach(value) if value is not None else None
    if reach is None and call.parent.state is not ParentState.ABSENT:
        return
    name = callee.arguments.at(call.creator.name)
    reach = reach or (file.reach(name) if name is not None else None)
    if reach is None or not reach.name or reach.function not in file.functions_around(callee.call):
        return
    slot = reach.slot if takes_parent else None
    is_conditional = _depends_on_parameters(file, callee.call, reach.function, call.parent.text)
    yield HelperUse(_own_function(file, reach.function, reach.name), call.creator, slot, takes_parent, is_conditional)


def _depends_on_parameters(file: SurveyGrammar, call: Node, function: Node, parent: str) -> bool:
    """Whether a decision around a call reads parameters of a function, and none that is in the parent."""
    text = file.tree.text_of
    parameters = {text(parameter.name) for parameter in file.grammar.declared_names(function)}
    own = dotted_names_in(parent.encode())
    arms = (arm for arm in file.grammar.branches(call, range_of(function)) if not own & arm.decides)
    return any(not parameters.isdisjoint(arm.decides) for arm in arms)


def _own_function(file: SurveyGrammar, function: Node, name: str) -> OwnFunction:
    around = file.grammar.class_around(function)
    inner = next(file.functions_around(function), None)
    is_method = around is not None and (inner is None or inner.start_byte < around.start_byte)
    owner = around.child_by_field_name("name") if around is not None and is_method else None
    return OwnFunction(name, file.tree.text_of(owner) if owner is not None else "", _line(file, function.start_byte))


def _line(file: SurveyGrammar, offset: int) -> int:
    return file.tree.text.count(b"\n", 0, offset) + 1


def _provider_uses(file: SurveyGrammar, call: SpanCall) -> Iterator[ProviderUse]:
    if call.parent.state is not ParentState.PASSED:
        return
    for provider in call.details().providers:
        function = file.providers.expression(provider) if provider.is_function else None
        if function is not None:
            use = ProviderUse(_line(file, call.at.start), provider, may_be_empty=provider.has_fallback)
            yield _placed(file, use, function)


def _placed(file: SurveyGrammar, use: ProviderUse, function: Node) -> ProviderUse:
    """Returns the use of a provider with the place of its definition."""
    own, origins = file.grammar.own_definition(function), file.origins(function)
    found = (file, own) if own is not None else None
    for origin in origins if own is None else ():
        found = found or file.follower.definition(origin)
    if found is None:
        return use
    view, node = found
    definition = _own_function(view, node, view.grammar.function_name(node) or use.provider.function)
    is_top = not definition.owner and next(view.functions_around(node), None) is None
    is_imported = any("()" not in origin and last_name(origin) == definition.name for origin in origins)
    is_known = is_imported if own is None else file.tables.language == "python"  # a module exports all of its names
    may_be_empty = use.may_be_empty or may_return_nothing(node)
    return use._replace(
        path=view.path, definition=definition, is_importable=is_top and is_known, may_be_empty=may_be_empty
    )


def _tracer_functions(file: SurveyGrammar) -> Iterator[OwnFunction]:
    """Yields the functions at the top of a file, and the methods, that return a tracer."""
    seen: set[tuple[int, int]] = set()
    for place in mentions(file.tree.text, _SAYS_TRACER):
        leaf = file.tree.leaf_at(place)
        function = next(file.functions_around(leaf), None) if leaf is not None else None
        name = file.grammar.function_name(function) if function is not None else ""
        if function is None or not name or range_of(function) in seen:
            continue
        seen.add(range_of(function))
        own = _own_function(file, function, name)
        steps = (own.owner, "()", name, "()") if own.owner else (name, "()")
        is_top = own.owner or next(file.functions_around(function), None) is None
        origins = file.evaluate(steps) if is_top else frozenset[str]()
        if origins and is_tracer(file.tables, origins):
            yield own
