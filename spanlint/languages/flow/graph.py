"""Turns a `Flow` into a graph of what may run after what.

The graph is built backwards: each part gets the node that follows it. A `finally` is built once for each node that may
follow it, as compilers do.
"""

from __future__ import annotations

from enum import Enum

from spanlint.languages.flow.handlers import catches_all, reachable_handlers
from spanlint.languages.flow.places import Places, has_between
from spanlint.languages.flow.tail import Conditions, Tail
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
    Handler,
    Jump,
    Loop,
    Not,
    Step,
    Test,
    Try,
)
from spanlint.text.source import ByteRange


class Edge(Enum):
    """Why control goes from one node to the next: NEXT as written, CALL or WAIT because a call or an await throws,
    CANCEL because the task is cancelled at an await, CLOSE because a generator is closed at a yield."""

    NEXT = "next"
    CALL = "call"
    WAIT = "wait"
    CANCEL = "cancel"
    CLOSE = "close"


class FlowArm(Record):
    """A part that a condition, a loop or a selection leads to; its nodes have the numbers from `first` up to `end`."""

    flow: Flow
    first: int
    end: int

    def has_any(self, numbers: list[int]) -> bool:
        """Whether one of the nodes with these numbers, which are in order, belongs to the part."""
        return has_between(numbers, self.first, self.end)


class FlowNode(Record):
    """A step, a jump or a condition; without a part, a place where paths meet or end.

    A condition has two edges, for true and for false; `arms` are the flows that they lead to. A loop (`is_loop`) and a
    selection have arms too. `is_in_finally` says that a condition belongs to a `finally`. `handler` is the clause that
    begins at the node.
    """

    part: Step | Jump | Condition | None
    edges: list[tuple[Edge, int]]
    arms: tuple[FlowArm, ...] = ()
    is_in_finally: bool = False
    handler: ByteRange | None = None
    is_loop: bool = False


class Graph(Record):
    """The nodes by number, the number of the first to run, and the ends: the nodes where the function is left by
    falling off its end, by a return, and by an exception.

    `kinds` are the edges that it has, `places` the numbers of its steps and jumps by what they cover. `repeated` are
    the conditions that it has several times, `reached` the numbers of the nodes that a path from the entry leads to.
    What follows is filled when it is first asked for: `before` and `answers` (see `beginnings`), `around` (see
    `loops`), and `leaving`, the nodes from which a path as written leads to the end of the function or to a return, the
    `tails` by the edges that they follow, the `conditions`, and the `firsts` (see `paths`). `searched` counts states.
    """

    nodes: list[FlowNode]
    entry: int
    ends: dict[int, ExitKind]
    kinds: frozenset[Edge]
    places: Places
    repeated: frozenset[str]
    reached: frozenset[int]
    before: dict[int, list[int]]
    answers: dict[int, list[frozenset[tuple[str, bool]]]]
    around: list[int]
    leaving: set[int]
    tails: dict[frozenset[Edge], dict[int, Tail]]
    conditions: list[Conditions]
    firsts: dict[object, int]
    searched: list[int]


class Targets(Record):
    """The nodes that jumps lead to.

    A return leads to `returned`. An exception leads to the `handlers` around it, innermost first; past them it leads
    to `thrown`. `blocks` can only be reached by their labels. `is_in_finally` says that a `finally` is being built.
    """

    returned: int
    thrown: int
    handlers: tuple[tuple[Handler, int], ...] = ()
    breaks: tuple[tuple[str, int], ...] = ()
    blocks: tuple[tuple[str, int], ...] = ()
    continues: tuple[tuple[str, int], ...] = ()
    is_in_finally: bool = False


def graph(flow: Flow) -> Graph:
    """The graph of one function."""
    nodes: list[FlowNode] = []
    end, returned, thrown = (_add_node(nodes, None) for _ in range(3))
    entry = _build(nodes, flow, end, Targets(returned, thrown))
    kinds = frozenset(why for node in nodes for why, _ in node.edges)
    ends = {end: ExitKind.END, returned: ExitKind.RETURN, thrown: ExitKind.THROW}
    parts = ((node.part, number) for number, node in enumerate(nodes))
    places = Places((part.at, number) for part, number in parts if isinstance(part, Step | Jump))
    repeated, reached = _repeated_conditions(nodes), reachable(nodes, entry)
    return Graph(nodes, entry, ends, kinds, places, repeated, reached, {}, {}, [], set(), {}, [], {}, [0])


def _repeated_conditions(nodes: list[FlowNode]) -> frozenset[str]:
    places: dict[str, set[ByteRange]] = {}
    for node in nodes:
        if isinstance(node.part, Condition):
            places.setdefault(node.part.text, set()).add(node.part.at)
    return frozenset(text for text, occurrences in places.items() if len(occurrences) > 1)


def reachable(nodes: list[FlowNode], entry: int) -> frozenset[int]:
    """The numbers of the nodes that a path from a node leads to, itself among them."""
    pending, reached = [entry], {entry}
    while pending:
        new = {to for _, to in nodes[pending.pop()].edges} - reached
        reached |= new
        pending += new
    return frozenset(reached)


def _add_node(nodes: list[FlowNode], part: Step | Jump | None, *after: int) -> int:
    nodes.append(FlowNode(part, [(Edge.NEXT, number) for number in after]))
    return len(nodes) - 1


def _build(nodes: list[FlowNode], flow: Flow, after: int, targets: Targets) -> int:
    """The number of a flow's first node; `after` is the node that follows the flow."""
    if isinstance(flow, Step):
        return _step(nodes, flow, after, targets)
    if isinstance(flow, Jump):
        return _jump(nodes, flow, targets)
    if isinstance(flow, Branch):
        then, to_then = _arm(nodes, flow.then, after, targets)
        otherwise, to_otherwise = _arm(nodes, flow.otherwise, after, targets)
        return _test(nodes, flow.test, (to_then, to_otherwise), (then, otherwise), targets.is_in_finally)
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


def _arm(nodes: list[FlowNode], flow: Flow, after: int, targets: Targets) -> tuple[FlowArm, int]:
    """The nodes of a flow, and the number of the first to run."""
    first = len(nodes)
    number = _build(nodes, flow, after, targets)
    return FlowArm(flow, first, len(nodes)), number


def _step(nodes: list[FlowNode], step: Step, after: int, targets: Targets) -> int:
    number = _add_node(nodes, step, after)
    # A `finally` is bookkeeping until it ends something, so its steps are taken not to throw.
    if targets.is_in_finally or not (step.calls or step.waits or step.yields or step.bodies):
        return number
    edges, catchers = nodes[number].edges, _catchers(targets, "")
    if step.waits or step.bodies:
        edges += [(Edge.WAIT, catcher) for catcher in catchers]
        cancelled = next((to for handler, to in targets.handlers if handler.may_catch_cancel), targets.thrown)
        edges += [(Edge.CANCEL, cancelled)] if cancelled not in catchers else []
    if step.yields:
        closed = next((to for handler, to in targets.handlers if handler.may_catch_close), targets.thrown)
        edges.append((Edge.CLOSE, closed))
    if step.calls:
        edges += [(Edge.CALL, catcher) for catcher in catchers if catcher != targets.thrown]
    return number


def _catchers(targets: Targets, thrown: str) -> list[int]:
    """What may run for an exception: each handler up to one that certainly catches it; without one, also `thrown`."""
    catchers: list[int] = []
    for handler, to in targets.handlers:
        catchers.append(to)
        if catches_all(handler) or thrown in handler.catches:
            return catchers
    return [*catchers, targets.thrown]


def _jump(nodes: list[FlowNode], jump: Jump, targets: Targets) -> int:
    if jump.kind is ExitKind.TERMINATES:
        return _add_node(nodes, jump)
    if jump.kind is ExitKind.THROW:
        caught = _catchers(targets, jump.thrown)
        return _add_node(nodes, jump, *(caught[:-1] if targets.handlers and caught[-1] == targets.thrown else caught))
    if jump.kind is ExitKind.RETURN:
        return _add_node(nodes, jump, targets.returned)
    candidates = targets.breaks if jump.kind is ExitKind.BREAK else targets.continues
    if jump.label:
        candidates = tuple(target for target in (*candidates, *targets.blocks) if target[0] == jump.label)
    return _add_node(nodes, jump, *(to for _, to in candidates[-1:]))


def _test(
    nodes: list[FlowNode], test: Test, edges: tuple[int, int], arms: tuple[FlowArm, FlowArm], is_in_finally: bool
) -> int:
    if_true, if_false = edges
    if isinstance(test, Not):
        return _test(nodes, test.of, (if_false, if_true), (arms[1], arms[0]), is_in_finally)
    if isinstance(test, Both):
        return _test(
            nodes, test.first, (_test(nodes, test.second, edges, arms, is_in_finally), if_false), arms, is_in_finally
        )
    if isinstance(test, Either):
        return _test(
            nodes, test.first, (if_true, _test(nodes, test.second, edges, arms, is_in_finally)), arms, is_in_finally
        )
    nodes.append(FlowNode(test, [(Edge.NEXT, if_true), (Edge.NEXT, if_false)], arms, is_in_finally))
    return len(nodes) - 1


def _cases(nodes: list[FlowNode], cases: Cases, after: int, targets: Targets) -> int:
    entries = [] if cases.is_complete else [after]
    if cases.has_fallthrough:
        targets = targets._replace(breaks=(*targets.breaks, ("", after)))
    following, arms = after, list[FlowArm]()
    for flow in reversed(cases.arms):
        arm, following = _arm(nodes, flow, following if cases.has_fallthrough else after, targets)
        entries.append(following)
        arms.append(arm)
    nodes.append(FlowNode(None, [(Edge.NEXT, entry) for entry in entries], tuple(reversed(arms))))
    return len(nodes) - 1


def _loop(nodes: list[FlowNode], loop: Loop, after: int, targets: Targets) -> int:
    head = _add_node(nodes, None)
    inside = targets._replace(
        breaks=(*targets.breaks, (loop.label, after)), continues=(*targets.continues, (loop.label, head))
    )
    arm, body = _arm(nodes, loop.body, head, inside)
    others = () if loop.is_endless else (_arm(nodes, loop.orelse, after, targets),)
    edges = [(Edge.NEXT, number) for number in (body, *(number for _, number in others))]
    nodes[head] = FlowNode(None, edges, (arm, *(other for other, _ in others)), is_loop=True)
    return body if loop.is_always_entered else head


def _try(nodes: list[FlowNode], flow: Try, after: int, targets: Targets) -> int:
    outer = _through_finally(nodes, flow.finalizer, targets)
    after_handlers = _finally(nodes, flow.finalizer, after, targets)
    handlers = tuple((handler, _handler(nodes, handler, after_handlers, outer)) for handler in flow.handlers)
    orelse = _build(nodes, flow.orelse, after_handlers, outer)
    around = outer._replace(handlers=reachable_handlers((*handlers, *outer.handlers))) if handlers else outer
    return _build(nodes, flow.body, orelse, around)


def _handler(nodes: list[FlowNode], handler: Handler, after: int, targets: Targets) -> int:
    body = _build(nodes, handler.body, after, targets)
    nodes.append(FlowNode(None, [(Edge.NEXT, body)], handler=handler.at))
    return len(nodes) - 1


def _finally(nodes: list[FlowNode], finalizer: Flow, after: int, targets: Targets) -> int:
    return after if finalizer == Block(()) else _build(nodes, finalizer, after, targets._replace(is_in_finally=True))


def _through_finally(nodes: list[FlowNode], finalizer: Flow, targets: Targets) -> Targets:
    """The same targets, each reached through a `finally`."""
    if finalizer == Block(()):
        return targets
    return Targets(
        _finally(nodes, finalizer, targets.returned, targets),
        _finally(nodes, finalizer, targets.thrown, targets),
        tuple((handler, _finally(nodes, finalizer, to, targets)) for handler, to in targets.handlers),
        tuple((label, _finally(nodes, finalizer, to, targets)) for label, to in targets.breaks),
        tuple((label, _finally(nodes, finalizer, to, targets)) for label, to in targets.blocks),
        tuple((label, _finally(nodes, finalizer, to, targets)) for label, to in targets.continues),
        targets.is_in_finally,
    )
