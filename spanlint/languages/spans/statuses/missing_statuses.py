"""The exceptions that are recorded on a span which is then ended without a status, in any language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.flow.sequels import THROWN, Sequel
from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.names.roles import Alone, Argument, Managed, Owner, Role
from spanlint.languages.names.runs import RunKind
from spanlint.languages.names.values import Call, Name, Nothing, ValueGrammar, role_of_value
from spanlint.languages.spans.chained_calls import before_chain
from spanlint.languages.spans.handed_methods import handed_methods, receiving_parameter
from spanlint.languages.spans.lifetimes.endings import Ending, SpanUse
from spanlint.languages.spans.span_reader import SpanReader
from spanlint.languages.spans.statuses.recorded_twice import ExceptionAnswers
from spanlint.languages.spans.statuses.status_events import Status, status_of_call
from spanlint.languages.trees.tree import range_of
from spanlint.lean.lazy import lazy
from spanlint.lean.patterns import lazy_pattern
from spanlint.lean.records import Record
from spanlint.model.apis import CALLBACK, Creator
from spanlint.model.statuses import MissingStatus
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_SAYS_STATUS = lazy_pattern(r"status|error|exception|fail|end|finish|close|complete|outcome|result", re.IGNORECASE)
_SAYS_ANSWER = lazy_pattern(r"reject|callback|^cb$|done|next|on_?error", re.IGNORECASE)
_BLOCKS = frozenset({"block", "statement_block"})
_STATEMENT = "expression_statement"  # of both grammars
_DEPTH = 3  # functions of the project that hand a span on


class _StatusUses(Record):
    """What a function does with one span: the calls that set a status, which are known at once, and `further`: those
    that end it, and the other mentions from which something may set its status."""

    setting: list[Node]
    further: Callable[[], tuple[list[Node], list[Node]]]


def missing_statuses(answers: ExceptionAnswers, recording: Iterable[Callee]) -> Iterator[MissingStatus]:
    """Yields those of the calls of `bare_recordings` on whose spans no status is set, in order."""
    reader, known = answers.reader, dict[int, _StatusUses]()
    for callee in recording:
        binding = _started(answers, callee)
        if binding is None or reader.is_tested(callee.call):
            continue
        uses = known.get(binding.name.id)
        if uses is None:
            uses = known[binding.name.id] = _uses_of(reader, binding)
        found = _missing(answers, callee, uses)
        if found is not None:
            yield found


def bare_recordings(reader: SpanReader, recording: Iterable[Callee]) -> Iterator[Callee]:
    """Yields the calls that record an exception without those that stand beside a status of the span."""
    return (callee for callee in recording if not _has_status_beside(reader, callee))


def _has_status_beside(reader: SpanReader, callee: Callee) -> bool:
    """Whether the statement before or after a call sets a status on the same span, as most do: the text tells."""
    statement, tree = reader.tree.parent(callee.call), reader.tree
    if callee.receiver is None or statement is None or statement.type != _STATEMENT:
        return False
    receiver = tree.text_of(callee.receiver)
    setting = tuple(f"{receiver}.{name}(".encode() for name in reader.tables.statuses.setting)
    beside = (statement.next_named_sibling, statement.prev_named_sibling)
    starts = [node.start_byte for node in beside if node is not None and node.type == _STATEMENT]
    return any(tree.text.startswith(setting, start) for start in starts)


def first_error(reader: SpanReader, setting: Iterable[tuple[Status, Callee]]) -> ByteRange | None:
    """The name in the first of the calls of `status_calls` that sets ERROR."""
    for status, callee in setting:
        if status is Status.ERROR and not reader.is_tested(callee.call):
            return range_of(callee.name)
    return None


def _started(answers: ExceptionAnswers, callee: Callee) -> Binding | None:
    """What binds the name of a span that a function of the file starts and has to end, without a manager."""
    grammar = answers.grammar
    value = grammar.value(callee.receiver) if callee.receiver is not None else None
    bindings = grammar.visible(value.node) if isinstance(value, Name) else []
    bound = [binding for binding in bindings if not _is_nothing(grammar, binding)]
    if len(bound) != 1:
        return None
    creator = _creator_of(answers, bound[0])
    is_bare = creator is not None and creator.ends and creator.takes_context
    return bound[0] if is_bare else None


def _is_nothing(grammar: ValueGrammar, binding: Binding) -> bool:
    """Whether a binding declares a variable, without a span."""
    is_declared = binding.kind is Kind.VALUE
    return is_declared and (binding.value is None or isinstance(grammar.value(binding.value), Nothing))


def _creator_of(answers: ExceptionAnswers, binding: Binding) -> Creator | None:
    """What starts the span of a binding: a call that is assigned, or one that passes it to its callback."""
    grammar, reader = answers.grammar, answers.reader
    if binding.kind in (Kind.VALUE, Kind.ASSIGNED) and binding.value is not None:
        call = before_chain(grammar, binding.value)
        started = reader.creator(call) or reader.returned(call) if isinstance(call, Call) else None
        is_told = isinstance(call, Call) and _is_told(answers, call)
        return started if started is not None and started.activates != CALLBACK and not is_told else None
    if binding.kind is not Kind.PARAMETER or grammar.parameters(binding.scope)[:1] != [binding.name]:
        return None
    opening = grammar.argument_of(binding.scope)
    creator = reader.creator(opening) if opening is not None else None
    return creator if creator is not None and creator.activates == CALLBACK else None


def _is_told(answers: ExceptionAnswers, call: Call) -> bool:
    """Whether a creation call says what an exception does to its status."""
    manager = answers.grammar.tables.statuses.managers.get(call.name)
    return manager is not None and manager.sets is not None and call.arguments.at(manager.sets) is not None


def _uses_of(reader: SpanReader, binding: Binding) -> _StatusUses:
    grammar, text = reader.grammar, reader.tree.text_of(binding.name)
    home = reader.function_of(binding.name) or binding.scope
    home = binding.scope if binding.kind is Kind.PARAMETER else home
    setting: list[Node] = []
    further: list[tuple[Role, Node]] = []
    for mention in grammar.mentions(text, home):
        if mention == binding.name or all(seen.name != binding.name for seen in grammar.visible(mention)):
            continue
        role = role_of_value(grammar, mention)
        if isinstance(role, Owner) and role.call is not None and role.name in reader.tables.statuses.setting:
            setting.append(role.call)
        else:
            further.append((role, mention))
    return _StatusUses(setting, lazy(partial(_further_uses, reader, further)))


def _further_uses(reader: SpanReader, uses: list[tuple[Role, Node]]) -> tuple[list[Node], list[Node]]:
    ending: list[Node] = []
    others: list[Node] = []
    for role, mention in uses:
        call = role.call if isinstance(role, Owner | Argument) else None
        if call is not None and _only_ends(reader, role, mention):
            ending.append(call)
        elif not _is_clear(reader, role, mention):
            others.append(mention)
    return ending, others


def _only_ends(reader: SpanReader, role: Role, mention: Node) -> bool:
    """Whether a call ends a span, itself or in a function of the project that sets no status on it."""
    tables = reader.tables
    if isinstance(role, Owner):
        return role.name in tables.shapes.span_ends
    handed = handed_methods(reader.grammar, mention)
    if handed is None or tables.shapes.span_ends.isdisjoint(handed.names):
        return False
    return handed.names.isdisjoint(tables.statuses.setting)


def _is_clear(reader: SpanReader, role: Role, mention: Node, depth: int = _DEPTH) -> bool:
    """Whether a mention certainly sets no status and hands the span to nothing that might."""
    if isinstance(role, Managed):
        return False
    if isinstance(role, Argument):
        call = reader.grammar.value(role.call)
        return isinstance(call, Call) and _keeps_status(reader, call, mention, depth)
    ending = Ending(min(reader.tables.shapes.span_ends, default=""), others=reader.tables.shapes.span_ends)
    return reader.use(mention, ending) not in (SpanUse.ESCAPES, SpanUse.LENT, SpanUse.PARTLY)


def _keeps_status(reader: SpanReader, call: Call, span: Node, depth: int) -> bool:
    """Whether a function that gets a span sets no status on it."""
    tables = reader.tables
    managers = tables.statuses.managers.get(call.name)
    if managers is not None and managers.span is not None:
        return False
    if call.name in tables.contexts.setters or call.name in tables.roots.setters or call.name in tables.creators:
        return True
    view, function = reader.grammar.definition(call) or (None, None)
    home = reader.beside(view) if view is not None else reader
    parameter = receiving_parameter(home.grammar, function, call, span) if function is not None else None
    if function is None or parameter is None or not depth or not isinstance(home, SpanReader):
        return not _SAYS_STATUS.search(call.name)
    for mention in home.grammar.mentions(home.tree.text_of(parameter), function):
        role = role_of_value(home.grammar, mention)
        if mention == parameter:
            continue
        if isinstance(role, Owner) and role.name in (*tables.statuses.setting, *tables.shapes.span_ends):
            return False
        if not _is_clear(home, role, mention, depth - 1):
            return False
    return True


def _missing(answers: ExceptionAnswers, callee: Callee, uses: _StatusUses) -> MissingStatus | None:
    reader, function = answers.reader, answers.reader.function_of(callee.call)
    if function is None or any(_may_be_set(reader, place, callee.call) for place in uses.setting):
        return None
    ending, others = uses.further()
    if not ending or any(_may_be_set(reader, place, callee.call) for place in others):
        return None
    ended = _end_after(reader, callee.call, function, ending)
    call = answers.grammar.value(callee.call)
    exception = call.arguments.at(reader.tables.statuses.recording[call.name]) if isinstance(call, Call) else None
    if ended is None or exception is None or _is_handed_over(reader, exception, function):
        return None
    around = reader.tree.ancestors(callee.call)[:2]
    is_statement = isinstance(reader.grammar.role(callee.call), Alone) and around[1].type in _BLOCKS
    goes_on = Sequel(reader.graph(function), frozenset(), lambda _: True).ends_normally(callee.call.start_byte)
    is_handled = goes_on and not _is_passed_on(answers, exception, function)
    text = reader.tree.text_of
    return MissingStatus(
        range_of(callee.name),
        text(callee.name),
        text(callee.receiver) if callee.receiver is not None else "",
        range_of(callee.call),
        range_of(ended),
        is_statement,
        is_handled,
    )


def _may_be_set(reader: SpanReader, setting: Node, recording: Node) -> bool:
    """Whether a status may be set before or after an exception is recorded, on one path."""
    home, function = reader.function_of(setting), reader.function_of(recording)
    if home is None or function is None:
        return True
    if home != function:
        runs = reader.run(home), reader.run(function)
        kinds = [run.kind if run is not None else None for run in runs]
        is_good = _is_good(reader, setting)
        return kinds != [RunKind.FULFILLED, RunKind.REJECTED] or not is_good
    sequel = Sequel(reader.graph(function), frozenset(), lambda _: True)
    here, there = frozenset({recording.start_byte}), frozenset({setting.start_byte})
    return sequel.reaches(recording.start_byte, there, THROWN) or sequel.reaches_after(setting.start_byte, here, THROWN)


def _is_good(reader: SpanReader, setting: Node) -> bool:
    """Whether a node is a call that sets OK."""
    call = reader.grammar.value(setting)
    is_setting = isinstance(call, Call) and call.name in reader.tables.statuses.setting
    return is_setting and status_of_call(reader.grammar, setting) is Status.OK


def _end_after(reader: SpanReader, recording: Node, function: Node, ending: list[Node]) -> Node | None:
    """The first end of the span that may run after an exception is recorded; one in another function may."""
    sequel = Sequel(reader.graph(function), frozenset(), lambda _: True)
    here = (end for end in ending if reader.function_of(end) == function)
    reached = (end for end in here if sequel.reaches(recording.start_byte, frozenset({end.start_byte})))
    elsewhere = (end for end in ending if reader.function_of(end) != function)
    return next(chain(reached, elsewhere), None)


def _is_handed_over(reader: SpanReader, exception: Node, function: Node) -> bool:
    """Whether a function of the project gets the exception that by its name may set the status of the active span."""
    value = reader.grammar.value(exception)
    for mention in reader.grammar.mentions(value.text, function) if isinstance(value, Name) else ():
        role = role_of_value(reader.grammar, mention)
        call = reader.grammar.value(role.call) if isinstance(role, Argument) else None
        if not isinstance(call, Call) or call.node == reader.tree.parent(exception):
            continue
        is_own = call.receiver is None or reader.grammar.is_self(call.receiver)
        if is_own and _SAYS_STATUS.search(call.name) and call.name not in _BUILT_IN:
            return True
    return False


_BUILT_IN = frozenset({"Error", "isinstance", "String"})


def _is_passed_on(answers: ExceptionAnswers, exception: Node, function: Node) -> bool:
    """Whether a function passes an exception to one that it was passed itself, such as `reject` or `callback`."""
    grammar = answers.grammar
    value = grammar.value(exception)
    for mention in grammar.mentions(value.text, function) if isinstance(value, Name) else ():
        role = role_of_value(grammar, mention)
        call = grammar.value(role.call) if isinstance(role, Argument) else None
        callee = grammar.value(call.callee) if isinstance(call, Call) else None
        bindings = grammar.visible(callee.node) if isinstance(callee, Name) else []
        is_passed = bool(bindings) and all(binding.kind is Kind.PARAMETER for binding in bindings)
        if is_passed and isinstance(callee, Name) and _SAYS_ANSWER.search(callee.text):
            return True
    return False
