"""From a `Flow` to a graph: what may run after what.

It is built backwards, each part being given what comes after it; a `finally` is built once for each thing that may
come after it, as compilers do.
"""

from __future__ import annotations

from enum import Enum

from spanlint.lean.records import Record
from spanlint.model.flow import (
    Block,
    Both,
    Branch,
    Cases,
    Condition,
    Either,
    ExitKind,
    Flow,
    Jump,
    Loop,
    Not,
    Step,
    Test,
    Try,
)

_CATCH_ALL = frozenset({"Exception", "BaseException"})


class Edge(Enum):
    """Why control goes from one node to the next: as written, or since a call or an await in it throws."""

    NEXT = "next"
    CALL = "call"
    WAIT = "wait"


class FlowNode(Record):
    """A step, a jump, a condition, or (without a part) a place where paths meet or end.

    A condition has two edges, for true and for false; `arms` are what they lead to in the end. `last` says that it
    stands in a `finally`.
    """

    part: Step | Jump | Condition | None
    edges: list[tuple[Edge, int]]
    arms: tuple[Flow, ...] = ()
    last: bool = False


class Graph(Record):
    """The nodes by number, the first one to run, and the ends: where the function is left by falling off its end, by a
    return, and by an exception."""

    nodes: list[FlowNode]
    entry: int
    ends: dict[int, ExitKind]


class Targets(Record):
    """Where jumps go. An exception goes to the `handlers` around it, innermost first, with what they catch; past them
    to `thrown`. Only a label names one of the `blocks`. `last` says that a `finally` is being built."""

    leaving: int
    thrown: int
    handlers: tuple[tuple[frozenset[str], int], ...] = ()
    breaks: tuple[tuple[str, int], ...] = ()
    blocks: tuple[tuple[str, int], ...] = ()
    continues: tuple[tuple[str, int], ...] = ()
    last: bool = False


def graph(flow: Flow) -> Graph:
    """The graph of one function."""
    nodes: list[FlowNode] = []
    fallen, left, thrown = (_add(nodes, None) for _ in range(3))
    entry = _build(nodes, flow, fallen, Targets(left, thrown))
    return Graph(nodes, entry, {fallen: ExitKind.END, left: ExitKind.RETURN, thrown: ExitKind.THROW})


def _add(nodes: list[FlowNode], part: Step | Jump | None, *after: int) -> int:
    nodes.append(FlowNode(part, [(Edge.NEXT, each) for each in after]))
    return len(nodes) - 1


def _build(nodes: list[FlowNode], flow: Flow, after: int, targets: Targets) -> int:
    """The number of the node that a flow starts with, `after` being what comes when it is done."""
    if isinstance(flow, Step):
        return _step(nodes, flow, after, targets)
    if isinstance(flow, Jump):
        return _leave(nodes, flow, targets)
    if isinstance(flow, Branch):
        arms = (_build(nodes, flow.then, after, targets), _build(nodes, flow.otherwise, after, targets))
        return _test(nodes, flow.test, arms, (flow.then, flow.otherwise), targets.last)
    if isinstance(flow, Cases):
        return _cases(nodes, flow, after, targets)
    if isinstance(flow, Loop):
        return _loop(nodes, flow, after, targets)
    if isinstance(flow, Try):
        return _try(nodes, flow, after, targets)
    if flow.label:
        targets = targets._replace(blocks=(*targets.blocks, (flow.label, after)))
    for part in reversed(flow.parts):
        after = _build(nodes, part, after, targets)
    return after


def _step(nodes: list[FlowNode], step: Step, after: int, targets: Targets) -> int:
    if not step.calls and not step.may_wait:
        return _add(nodes, step, after)
    number = _add(nodes, step, after)
    edges = nodes[number].edges
    if targets.last:
        return number  # what a `finally` does before it comes to the end of something is bookkeeping
    if step.may_wait:
        edges += [(Edge.WAIT, each) for each in _catchers(targets, "")]
    if step.calls:
        edges += [(Edge.CALL, each) for _, each in targets.handlers]
    return number


def _catchers(targets: Targets, thrown: str) -> list[int]:
    """What may run for an exception: each handler up to one that surely takes it, else the way out as well."""
    found: list[int] = []
    for catches, handler in targets.handlers:
        if not catches or catches & _CATCH_ALL or thrown in catches:
            return [*found, handler]
        found.append(handler)
    return [*found, targets.thrown]


def _leave(nodes: list[FlowNode], leave: Jump, targets: Targets) -> int:
    if leave.kind is ExitKind.TERMINATES:
        return _add(nodes, leave)
    if leave.kind is ExitKind.THROW:
        caught = _catchers(targets, leave.is_thrown)
        return _add(nodes, leave, *(caught[:-1] if targets.handlers and caught[-1] == targets.thrown else caught))
    if leave.kind is ExitKind.RETURN:
        return _add(nodes, leave, targets.leaving)
    known = targets.breaks if leave.kind is ExitKind.BREAK else targets.continues
    if leave.label:
        known = tuple(each for each in (*known, *targets.blocks) if each[0] == leave.label)
    return _add(nodes, leave, *(to for _, to in known[-1:]))


def _test(nodes: list[FlowNode], test: Test, edges: tuple[int, int], arms: tuple[Flow, Flow], last: bool) -> int:
    yes, no = edges
    if isinstance(test, Not):
        return _test(nodes, test.of, (no, yes), (arms[1], arms[0]), last)
    if isinstance(test, Both):
        return _test(nodes, test.first, (_test(nodes, test.second, edges, arms, last), no), arms, last)
    if isinstance(test, Either):
        return _test(nodes, test.first, (yes, _test(nodes, test.second, edges, arms, last)), arms, last)
    nodes.append(FlowNode(test, [(Edge.NEXT, yes), (Edge.NEXT, no)], arms, last))
    return len(nodes) - 1


def _cases(nodes: list[FlowNode], cases: Cases, after: int, targets: Targets) -> int:
    entries = [] if cases.is_complete else [after]
    if cases.has_fallthrough:
        targets = targets._replace(breaks=(*targets.breaks, ("", after)))
    following = after
    for arm in reversed(cases.arms):
        following = _build(nodes, arm, following if cases.has_fallthrough else after, targets)
        entries.append(following)
    return _add(nodes, None, *entries)


def _loop(nodes: list[FlowNode], loop: Loop, after: int, targets: Targets) -> int:
    head = _add(nodes, None)
    inside = targets._replace(
        breaks=(*targets.breaks, (loop.label, after)), continues=(*targets.continues, (loop.label, head))
    )
    body = _build(nodes, loop.body, head, inside)
    done = () if loop.is_endless else (_build(nodes, loop.orelse, after, targets),)
    nodes[head].edges.extend((Edge.NEXT, each) for each in (body, *done))
    return body if loop.first else head


def _try(nodes: list[FlowNode], flow: Try, after: int, targets: Targets) -> int:
    outer = _through(nodes, flow.last, targets)
    done = _finally(nodes, flow.last, after, targets)
    handlers = tuple((each.catches, _build(nodes, each.body, done, outer)) for each in flow.handlers)
    orelse = _build(nodes, flow.orelse, done, outer)
    if not handlers:
        return _build(nodes, flow.body, orelse, outer)
    inner = outer._replace(handlers=(*handlers, *(outer.handlers if not _catches_all(handlers) else ())))
    return _build(nodes, flow.body, orelse, inner)


def _catches_all(handlers: tuple[tuple[frozenset[str], int], ...]) -> bool:
    return any(not catches or catches & _CATCH_ALL for catches, _ in handlers)


def _finally(nodes: list[FlowNode], last: Flow, after: int, targets: Targets) -> int:
    return after if last == Block(()) else _build(nodes, last, after, targets._replace(last=True))


def _through(nodes: list[FlowNode], last: Flow, targets: Targets) -> Targets:
    """The same targets, each reached by way of a `finally`."""
    if last == Block(()):
        return targets
    return Targets(
        _finally(nodes, last, targets.leaving, targets),
        _finally(nodes, last, targets.thrown, targets),
        tuple((catches, _finally(nodes, last, to, targets)) for catches, to in targets.handlers),
        tuple((label, _finally(nodes, last, to, targets)) for label, to in targets.breaks),
        tuple((label, _finally(nodes, last, to, targets)) for label, to in targets.blocks),
        tuple((label, _finally(nodes, last, to, targets)) for label, to in targets.continues),
        targets.last,
    )
