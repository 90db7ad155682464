"""The parents around a creation call that it leaves unused: a parameter that is one, a local that holds one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from spanlint.languages.calls.evidence.visibility import Visibility
from spanlint.languages.names.origins import UNKNOWN, last_name
from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.values import Call, Parameter
from spanlint.lean.patterns import lazy_pattern
from spanlint.model.nearby_parents import Holds, UnusedParameter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.calls.call_sites import Reach
    from spanlint.languages.calls.evidence.wrappers import Wrappers

_MODULES = ("opentelemetry.", "@opentelemetry/")
_NEAR = 3  # the nodes from a call to the assignment of its result
_NAMES_PARENT = lazy_pattern(r"(?:otel_?|trace_?)?parent_?(?:otel_?|trace_?)?(?:span_?)?(?:span|ctx|context)")
_RUNS = (  # what has a parent that calls it; the parent of a folder or of a comment is another matter
    *("run", "span", "trace", "step", "task", "event", "observation", "call", "agent", "tool", "job", "turn"),
    *("operation", "activity", "workflow", "invocation", "execution"),
)
_NAMES_ID = lazy_pattern(rf"parent_?(?:{'|'.join(_RUNS)})_?id|trace_?parent")
_PARENT = "parent"  # the name of something else as well: a resolver's or a visitor's first parameter
_ALL_PARAMETERS = frozenset(
    {"arguments", "locals"}
)  # read every parameter, unless they are the names of something else
_DELIBERATE = "_"  # begins the names of parameters that only the signature needs


class UnusedParents:
    """Answers for the calls of one file."""

    def __init__(self, grammar: PlaceGrammar, visibility: Visibility) -> None:
        self._grammar = grammar
        self._tree = grammar.tree
        self._visibility = visibility
        self._parameters: dict[int, UnusedParameter | None] = {}
        self._made: list[tuple[Node, Node]] | None = None

    def parameter(self, functions: list[Node]) -> UnusedParameter | None:
        """Returns the first parameter of the functions that holds a parent and is not read."""
        for function in functions:
            if function.id not in self._parameters:
                self._parameters[function.id] = next(self._find_parameters(function), None)
            found = self._parameters[function.id]
            if found is not None:
                return found
        return None

    def forgotten(self, call: Node, wrappers: Wrappers) -> Reach | None:
        """Returns the Context parameter of a function around a call that nothing reads."""
        functions = [above for above in self._tree.ancestors(call) if above.type in self._grammar.types.functions]
        unused = self.parameter(functions)
        if unused is None or unused.holds is not Holds.CONTEXT:
            return None
        return wrappers.reach_of(unused.name, functions)

    def _find_parameters(self, function: Node) -> Iterator[UnusedParameter]:
        grammar = self._grammar
        if self._reads_all(function):
            return
        for parameter in grammar.declared_names(function):
            name = self._tree.text_of(parameter.name)
            if name.startswith(_DELIBERATE) or self._is_read(name, parameter, function):
                continue
            holds = self._holds(name, parameter)
            if holds is not None:
                yield UnusedParameter(name, holds, parameter.may_be_missing)

    def _is_read(self, name: str, parameter: Parameter, function: Node) -> bool:
        return any(mention != parameter.name for mention in self._grammar.mentions(name, function))

    def _reads_all(self, function: Node) -> bool:
        """Whether a function reads all of its parameters at once."""
        if not self._tree.has_within(_ALL_PARAMETERS, function):
            return False
        mentions = (self._grammar.mentions(name, function) for name in _ALL_PARAMETERS)
        return any(map(self._is_no_variable, chain.from_iterable(mentions)))

    def _is_no_variable(self, mention: Node) -> bool:
        """Whether a mention of such a name is not that of a variable or a parameter."""
        is_declared = any(binding.name == mention for binding in self._grammar.bindings(self._tree.text_of(mention)))
        return not is_declared and not self._grammar.visible(mention)

    def _holds(self, name: str, parameter: Parameter) -> Holds | None:
        """Returns what a parameter holds, by its type or, if that is not known, by its name; None for anything else."""
        spelled, shapes = name.lower(), self._grammar.tables.shapes
        origins = self._grammar.parameter_origins(parameter.name)
        types = {last_name(origin) for origin in origins}
        is_parent = _NAMES_PARENT.fullmatch(spelled) is not None or spelled == _PARENT
        if all(origin.startswith(_MODULES) for origin in origins) and types <= shapes.contexts:
            return Holds.CONTEXT
        if all(origin.startswith(_MODULES) for origin in origins) and types <= shapes.spans and is_parent:
            return Holds.SPAN
        if _NAMES_ID.fullmatch(spelled):
            return Holds.ID
        if origins != {UNKNOWN}:  # another library's span says so by its name
            spans = tuple(shapes.spans | shapes.span_contexts)
            return Holds.PARENT if is_parent and all(type_name.endswith(spans) for type_name in types) else None
        is_clear = spelled != _PARENT or (parameter.may_be_missing and not parameter.is_typed)
        return Holds.PARENT if is_parent and is_clear else None

    def local(self, functions: list[Node], call: Node) -> str:
        """Returns a local that holds a context made before the call, for this or another call; '' if there is none."""
        if self._made is None:
            self._made = list(self._find_made())
        locals_before = (
            name
            for name, function in self._made
            if name.end_byte < call.start_byte and function in functions and self._is_visible(name, call)
        )
        return next(map(self._tree.text_of, locals_before), "")

    def _is_visible(self, name: Node, call: Node) -> bool:
        """Whether a local is in scope at a call and has its value there."""
        visible = self._grammar.visible_at(self._tree.text_of(name), call)
        return any(binding.name == name and self._visibility.has_value(binding, call) for binding in visible)

    def _find_made(self) -> Iterator[tuple[Node, Node]]:
        """Yields the locals that a newly made context is assigned to, each with its function."""
        contexts, types = self._grammar.tables.contexts, self._grammar.types
        makers = (*sorted(contexts.extracting), *contexts.setters)
        for leaf in chain.from_iterable(map(self._tree.leaves, makers)):
            ancestors = self._tree.ancestors(leaf)
            call = next((above for above in ancestors[:2] if above.type in types.calls), None)
            function = next((above for above in ancestors if above.type in types.functions), None)
            target = self._target(call) if call is not None else None
            if call is None or function is None or target is None or target.type != "identifier":
                continue
            if self._makes_context(call):
                yield target, function

    def _target(self, call: Node) -> Node | None:
        """Returns what the result of a call is assigned to; another call that takes it returns something else."""
        types = self._grammar.types
        for above in self._tree.ancestors(call)[:_NEAR]:
            if above.type in types.calls:
                return None
            if above.type in types.naming:
                return above.child_by_field_name(types.naming[above.type])
        return None

    def _makes_context(self, call: Node) -> bool:
        """Whether a function is OpenTelemetry's, or a propagator's method: others extract something else."""
        value = self._grammar.value(call)
        if not isinstance(value, Call):
            return False
        if all(origin.startswith(_MODULES) for origin in self._grammar.origins(value.callee)):
            return True
        return value.receiver is not None and "propagat" in self._tree.text_of(value.callee).lower()
