"""The details of a creation call and of the function around it: the facts that SPN002 weighs."""

from __future__ import annotations

from functools import partial
from itertools import chain

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.calls.evidence.caller_parents import CallerParents
from spanlint.languages.calls.evidence.consultations import Consultations
from spanlint.languages.calls.evidence.handed_on import Recipients, SpanUses
from spanlint.languages.calls.evidence.instrumentations import is_in_instrumentation
from spanlint.languages.calls.evidence.parent_values import is_local, names_of, parent_values
from spanlint.languages.calls.evidence.provider_runs import ProviderRuns
from spanlint.languages.calls.evidence.providers import Providers
from spanlint.languages.calls.evidence.unused_parents import UnusedParents
from spanlint.languages.calls.evidence.wrappers import Wrappers
from spanlint.languages.calls.function_text import assigns, without_values
from spanlint.languages.names.bindings import Kind
from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.values import Arguments, Member, Name, NamedValues, Nothing
from spanlint.languages.trees.tree import range_of
from spanlint.lean.lazy import lazy
from spanlint.model.apis import Creator, Slot
from spanlint.model.facts import Details
from spanlint.model.misplaced import Misplaced, Mistake
from spanlint.model.nearby_parents import CallerParent, NearbyParents
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_DEFAULT_KIND = "INTERNAL"


class DetailReader:
    """Reads the details of the calls of one file."""

    def __init__(
        self,
        grammar: PlaceGrammar,
        providers: Providers,
        wrappers: Wrappers,
        unused: UnusedParents,
        runs: ProviderRuns,
    ) -> None:
        self._grammar = grammar
        self._tree = grammar.tree
        self._providers = providers
        self._runs = runs
        self._visibility = providers.visibility
        self._span_uses = SpanUses(grammar, providers)
        self._texts: dict[int, bytes] = {}
        self._consultations = Consultations(grammar)
        self._unused = unused
        self._wrappers = wrappers
        self._callers = CallerParents(grammar, wrappers, providers.visibility)

    def details(self, callee: Callee, creator: Creator, misplaced: Misplaced | None) -> Details:
        """Returns the details of one call. A context in place of the options is meant as the parent."""
        call, grammar, arguments = callee.call, self._grammar, callee.arguments
        name, named = _name(arguments, creator), grammar.named_values(arguments, creator.options)
        meant = self._meant(misplaced)
        parents = meant or list(parent_values(grammar, arguments, creator))
        functions = [ancestor for ancestor in self._tree.ancestors(call) if ancestor.type in grammar.types.functions]
        around = functions[0] if functions else None
        recipients = lazy(partial(self._span_uses.recipients, call, around)) if around is not None else Recipients
        span_name = self._constant_text(name) if name is not None else ""
        return Details(
            kind=self._kind(named) if not meant else _DEFAULT_KIND,
            span_name=span_name,
            name_key=_name_key(span_name),
            has_links="links" in named.values,
            is_forwarding=self._forwards(arguments, name, named),
            providers=tuple(chain(*map(self._providers.of, parents))),
            parent_names=frozenset(chain(*(names_of(grammar, parent) for parent in parents))),
            is_parentless=bool(parents) and all(map(self._providers.held_values.has_no_parent, parents)),
            local_to=self._local_to(parents, functions),
            can_call=partial(self._visibility.can_call, call),
            runs_in=partial(self._runs.runs, call),
            runs_in_session=partial(self._runs.runs_in_session, call),
            closes_import_cycle=self._runs.closes_cycle,
            may_lack_session=self._runs.may_lack_session,
            becomes_parent=partial(self._span_uses.becomes_parent, call),
            is_kept=partial(self._span_uses.is_kept, call, around),
            is_given_back=partial(self._span_uses.is_given_back, call, around),
            is_named_root=partial(self._span_uses.is_named_root, call, around),
            is_in_instrumentation=partial(is_in_instrumentation, grammar, call, functions),
            is_passed_to=lambda home: home in recipients().homes,
            has_consulted=partial(self._consultations.consults, call),
            assigns=lambda names: assigns((self._text_of(around), *recipients().texts), recipients().holders, names),
            nearby=self._nearby(call, parents, functions),
            unused_local=partial(self._unused.local, functions, call),
            function=range_of(around) if around is not None else None,
            owner=range_of(owner) if (owner := grammar.class_around(call)) is not None else None,
            branches=tuple(reversed(list(grammar.branches(call)))),
        )

    def _meant(self, misplaced: Misplaced | None) -> list[Node]:
        if misplaced is None or misplaced.mistake is not Mistake.CONTEXT_AS_OPTIONS:
            return []
        value = self._tree.root.descendant_for_byte_range(*misplaced.at)
        return [value] if value is not None else []

    def _local_to(self, parents: list[Node], functions: list[Node]) -> ByteRange | None:
        own = (range_of(function) for function in functions if self._has_local(parents, function))
        return next(own, None) or self._visibility.captured_from(parents, functions)

    def _text_of(self, function: Node | None) -> bytes:
        """Returns the text of a function, the same object for all of its calls; empty for none."""
        if function is None:
            return b""
        known = self._texts.get(function.id)
        if known is None:
            known = self._texts[function.id] = self._tree.text[function.start_byte : function.end_byte]
        return known

    def _nearby(self, call: Node, parents: list[Node], functions: list[Node]) -> NearbyParents:
        if any(not isinstance(self._grammar.value(parent), Nothing) for parent in parents):
            resolved, resolved_at = self._callers.resolved(parents)
            return NearbyParents(
                functions=tuple(map(range_of, functions)),
                passed=tuple(self._callers.of(parents)),
                resolved=resolved,
                resolved_at=resolved_at,
                branches=lambda function: tuple(self._grammar.branches(call, function)),
            )
        return NearbyParents(
            functions=tuple(map(range_of, functions)),
            span=self._span_uses.assigned_name(call),
            unused=partial(self._unused.parameter, functions),
            can_read=partial(self._can_read, call, functions),
            can_repeat=partial(self._callers.can_repeat, call),
            holding=partial(self._callers.holding, call),
            unread_member=partial(self._callers.unread_member, call),
            branches=lambda function: tuple(self._grammar.branches(call, function)),
        )

    def _can_read(self, call: Node, functions: list[Node], parent: CallerParent) -> bool:
        name = parent.written.partition(".")[0]
        is_linked = bool(functions) and self._span_uses.is_used_with(call, functions[0], name)
        return self._callers.can_read(call, parent) and not is_linked

    def _kind(self, named: NamedValues) -> str:
        """Returns the kind that a call sets, by default INTERNAL; empty if it is not shown."""
        kind = named.values.get("kind")
        if kind is None:
            return "" if named.is_hidden else _DEFAULT_KIND
        value = self._grammar.value(self._grammar.sole_value(kind))
        return value.name if isinstance(value, Member) else ""

    def _constant_text(self, name: Node) -> str:
        """Returns the text of a span name that is the same everywhere: a literal, a template, a constant; else ''."""
        value = self._grammar.value(name)
        is_constant = isinstance(value, (Name, Member)) and self._grammar.last_name(value.node).isupper()
        return self._tree.text_of(value.node) if is_constant or self._grammar.is_text(value.node) else ""

    def _forwards(self, arguments: Arguments, name: Node | None, named: NamedValues) -> bool:
        passed = (node for node in (name, named.holder) if node is not None)
        return arguments.spread is not None or arguments.is_open or any(map(self._is_parameter, passed))

    def _is_parameter(self, node: Node) -> bool:
        value = self._grammar.value(node)
        visible = self._grammar.visible(value.node) if isinstance(value, Name) else []
        return any(binding.kind is Kind.PARAMETER for binding in visible)

    def _has_local(self, parents: list[Node], function: Node) -> bool:
        return any(is_local(self._grammar, parent, function) for parent in parents)


def _name(arguments: Arguments, creator: Creator) -> Node | None:
    """Returns the span's name. A helper of the project, whose slot is not known, takes it first, as tracers do."""
    if creator.name == Slot():
        return next(iter(arguments.positional), None)
    return arguments.at(creator.name)


def _name_key(span_name: str) -> str:
    is_literal = span_name[-1:] in ("'", '"', "`")
    return without_values(span_name.lstrip("rRfFbBuU").strip("'\"`")) if is_literal else span_name
