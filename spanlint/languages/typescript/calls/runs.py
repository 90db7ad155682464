"""How functions that are passed to calls are run in TypeScript and JavaScript."""

from __future__ import annotations

import re

from spanlint.languages.names.imports import ImportFollower
from spanlint.languages.names.runs import Run, RunKind
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.calls.arguments import read_arguments
from spanlint.languages.typescript.names.bindings import FUNCTIONS, PARAMETERS
from spanlint.languages.typescript.names.expressions import last_name, unwrapped
from spanlint.languages.typescript.names.origins import Names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_HANDLERS = {
    ("then", 0): RunKind.FULFILLED,
    ("then", 1): RunKind.REJECTED,
    ("catch", 0): RunKind.REJECTED,
    ("finally", 0): RunKind.SETTLED,
}
_CHAINING = frozenset(name for name, _ in _HANDLERS)
_TRANSPARENT = frozenset({"parenthesized_expression", "non_null_expression", "as_expression", "satisfies_expression"})
_NAMES = frozenset({"identifier", "shorthand_property_identifier"})
_LOOPS = frozenset({"for_statement", "for_in_statement", "while_statement", "do_statement"})
_ERROR = re.compile(r"_?(?:er|err|error|exc|exception|\w+Err|\w+Error)")
# They may run the function more than once, or pass it something else than an error first.
_LISTENING = re.compile(
    r"on|on[A-Z]\w*|once|\w*[lL]istener|subscribe|observe|watch\w*|use|\w*[eE]ach\w*|map|flatMap|filter|reduce|some|every"
    r"|find\w*|sort"
)
_DEPTH = 3  # functions that pass a callback on to one another


class Runs:
    """The functions of one file, and how they are run."""

    def __init__(self, tree: SyntaxTree, names: Names, follower: ImportFollower, running: frozenset[str]) -> None:
        self._tree = tree
        self._names = names
        self._follower = follower
        self._running = running

    def run_of(self, function: Node, depth: int = _DEPTH) -> Run | None:
        """Returns how a function is run that is an argument of a call, or is called itself, by its only mention."""
        holder = self._tree.parent(function)
        is_held = holder is not None and holder.type == "variable_declarator"
        mention = self._only_mention(holder) if holder is not None and is_held else function
        return self._run_at(mention, function, depth) if mention is not None else None

    def _run_at(self, mention: Node, function: Node, depth: int) -> Run | None:
        """Returns how a function is run where it is mentioned."""
        inner, holder = mention, self._tree.parent(mention)
        while holder is not None and holder.type in _TRANSPARENT:
            inner, holder = holder, self._tree.parent(holder)
        if holder is not None and holder.type == "call_expression":  # it is called where it is written
            return Run(RunKind.NOW, holder, throws_here=self._throws_here(holder, function))
        call = self._tree.parent(holder) if holder is not None and holder.type == "arguments" else None
        if call is None or holder is None or inner not in (arguments := read_arguments(holder)).positional:
            return None
        index, is_last = arguments.positional.index(inner), arguments.positional[-1] == inner
        if call.type == "new_expression":
            is_executor = last_name(self._tree, call) == "Promise" and index == 0
            return Run(RunKind.NOW, call, throws_here=self._is_awaited(call)) if is_executor else None
        if arguments.spread is not None:
            return None
        return self._passed(call, index, function, depth) or (self._answered(call, function) if is_last else None)

    def _only_mention(self, declarator: Node) -> Node | None:
        """Returns the only mention of the name that a declaration gives to a function, if it runs as often as this."""
        name = declarator.child_by_field_name("name")
        text = self._tree.text_of(name) if name is not None else ""
        bindings = self._names.scopes.visible(text, name) if name is not None else []
        if len(bindings) != 1 or bindings[0].name != name:
            return None
        leaves = (leaf for leaf in self._tree.leaves_within(text, bindings[0].scope) if leaf != name)
        names = (leaf for leaf in leaves if leaf.type in _NAMES)
        mentions = [leaf for leaf in names if self._names.scopes.visible(text, leaf) == bindings]
        if len(mentions) != 1 or not self._runs_with(mentions[0], bindings[0].scope):
            return None
        return mentions[0]

    def _runs_with(self, node: Node, scope: Node) -> bool:
        """Whether nothing between a node and a scope around it runs later or repeatedly."""
        ancestors = self._tree.ancestors(node)
        between = ancestors[: ancestors.index(scope)] if scope in ancestors else ancestors
        return not any(ancestor.type in FUNCTIONS or ancestor.type in _LOOPS for ancestor in between)

    def _passed(self, call: Node, index: int, function: Node, depth: int) -> Run | None:
        name, callee = last_name(self._tree, call), unwrapped(call.child_by_field_name("function") or call)
        receiver = callee.child_by_field_name("object")
        kind = _HANDLERS.get((name, index)) if receiver is not None else None
        if kind is not None:
            return Run(kind, call, receiver, self._is_awaited(call))
        if name in self._running or (depth and self._is_run_by(callee, index, depth)):
            return Run(RunKind.NOW, call, throws_here=self._throws_here(call, function))
        return None

    def _answered(self, call: Node, function: Node) -> Run | None:
        """Returns the run of a callback whose first parameter takes an error."""
        parameters = _parameters(function)
        is_error = bool(parameters) and _ERROR.fullmatch(self._tree.text_of(parameters[0])) is not None
        is_listening = _LISTENING.fullmatch(last_name(self._tree, call)) is not None
        return Run(RunKind.ANSWERED, call) if is_error and not is_listening else None

    def _throws_here(self, call: Node, function: Node) -> bool:
        is_async = any(child.type == "async" for child in function.children)
        return not is_async or self._is_awaited(call)

    def _is_awaited(self, call: Node) -> bool:
        """Whether an `await` waits for the promise of a call, or for what is chained to it."""
        inner = call
        for ancestor in self._tree.ancestors(call):
            is_chained = ancestor.type == "member_expression" and last_name(self._tree, ancestor) in _CHAINING
            is_called = ancestor.type == "call_expression" and ancestor.child_by_field_name("function") == inner
            if not is_chained and not is_called and ancestor.type not in _TRANSPARENT:
                return ancestor.type == "await_expression"
            inner = ancestor
        return False

    def _is_run_by(self, callee: Node, index: int, depth: int) -> bool:
        """Whether a function of the project runs the function that it is passed at a position."""
        definition = self._names.function(callee)
        if definition is not None:
            return self.runs_parameter(definition, index, depth - 1)
        for origin in self._names.origins(callee):
            view, node = self._follower.definition(origin) or (None, None)
            if view is not None and node is not None and node.type in FUNCTIONS:
                return bool(view.grammar.runs.runs_parameter(node, index, depth - 1))
        return False

    def runs_parameter(self, function: Node, index: int, depth: int) -> bool:
        """Whether a function does nothing with a parameter but to run it once, before it is done itself."""
        parameters = _parameters(function)
        name = parameters[index] if index < len(parameters) else None
        if name is None or name.type != "identifier" or "generator" in function.type:
            return False
        leaves = self._tree.leaves_within(self._tree.text_of(name), function)
        mentions = [leaf for leaf in leaves if leaf != name and leaf.type == "identifier"]
        return len(mentions) == 1 and self._is_run(mentions[0], function, depth)

    def _is_run(self, mention: Node, function: Node, depth: int) -> bool:
        """Whether a mention of a function calls it or passes it to what calls it, in a function or what this runs."""
        ancestors = self._tree.ancestors(mention)
        is_called = ancestors[0].type == "call_expression" and ancestors[0].child_by_field_name("function") == mention
        run = None if is_called else self.run_of(mention, depth)
        if not is_called and (run is None or run.kind is not RunKind.NOW):
            return False
        for ancestor in ancestors:
            if ancestor == function:
                return True
            if ancestor.type in _LOOPS:
                return False
            inner_run = self.run_of(ancestor, depth) if ancestor.type in FUNCTIONS else None
            if ancestor.type in FUNCTIONS and (inner_run is None or inner_run.kind is not RunKind.NOW):
                return False
        return False


def _parameters(function: Node) -> list[Node]:
    sole, declared = function.child_by_field_name("parameter"), function.child_by_field_name("parameters")
    children = declared.named_children if declared is not None else []
    patterns = (child.child_by_field_name("pattern") for child in children if child.type in PARAMETERS)
    return [pattern for pattern in (sole, *patterns) if pattern is not None and pattern.type != "this"]
