"""How functions that are passed to calls are run in TypeScript and JavaScript."""

from __future__ import annotations

import re

from spanlint.languages.names.imports import ImportFollower
from spanlint.languages.names.runs import Run, RunKind
from spanlint.languages.names.values import Arguments
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.calls.arguments import read_arguments
from spanlint.languages.typescript.names.bindings import FUNCTIONS, PARAMETERS
from spanlint.languages.typescript.names.expressions import function_of, last_name, unwrapped
from spanlint.languages.typescript.names.origins import Names
from spanlint.model.apis import ApiTables

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
_STORE_METHODS = frozenset({"run", "exit"})  # of a store, they run a function before they return
_STORE_RUNS = frozenset(
    f"{module}:AsyncLocalStorage().{name}" for module in ("async_hooks", "node:async_hooks") for name in _STORE_METHODS
)
_TRANSPARENT = frozenset({"parenthesized_expression", "non_null_expression", "as_expression", "satisfies_expression"})
_NAMES = frozenset({"identifier", "shorthand_property_identifier"})
_LOOPS = frozenset({"for_statement", "for_in_statement", "while_statement", "do_statement"})
_ERROR = re.compile(r"_?(?:er|err|error|exc|exception|\w+Err|\w+Error)")
_ERROR_TYPE = re.compile(r"Error\b|Exception\b")
_REJECT, _NOTHING = "reject", frozenset({"null", "undefined"})
# They may run the function more than once, or pass it something else than an error first.
_LISTENING = re.compile(
    r"on|on[A-Z]\w*|once|\w*[lL]istener|subscribe|observe|watch\w*|use|\w*[eE]ach\w*|map|flatMap|filter|reduce|some|every"
    r"|find\w*|sort"
)
_FOR_EACH = "forEach"
_DEPTH = 3  # functions that pass a callback on to one another


class Runs:
    """The functions of one file, and how they are run."""

    def __init__(self, tree: SyntaxTree, names: Names, follower: ImportFollower, tables: ApiTables) -> None:
        self._tree = tree
        self._names = names
        self._follower = follower
        self._running = tables.contexts.running
        self._recording = tables.statuses.recording

    def run_of(self, function: Node) -> Run | None:
        """Returns how a function is run that is an argument of a call, or is called itself, by its only mention.

        What functions of the project do with it is not examined.
        """
        mention = self._mention_of(function)
        if mention is None:
            return None
        inner, holder = self._with_holder(mention)
        if holder is not None and holder.type == "call_expression":  # it is called where it is written
            return Run(RunKind.NOW, holder, throws_here=self._throws_here(holder, function))
        call, arguments = self._call_with(inner, holder)
        if call is None or arguments.spread is not None:
            return None
        index, is_last = arguments.positional.index(inner), arguments.positional[-1] == inner
        if call.type == "new_expression":
            is_executor = last_name(self._tree, call) == "Promise" and index == 0
            return Run(RunKind.NOW, call, throws_here=self._is_awaited(call)) if is_executor else None
        return self._passed(call, index, function) or (self._answered(call, function) if is_last else None)

    def run_for_each(self, function: Node) -> Run | None:
        """Returns how a function is run that is written as the first argument of `forEach`; not one that waits."""
        holder = self._tree.parent(function)
        call = self._tree.parent(holder) if holder is not None and holder.type == "arguments" else None
        if call is None or holder is None or holder.named_children[0] != function or _is_async(function):
            return None
        is_each = last_name(self._tree, call) == _FOR_EACH
        return Run(RunKind.NOW, call, throws_here=True) if is_each else None

    def is_run_by_project(self, function: Node, depth: int = _DEPTH) -> bool:
        """Whether a function of the project, or a library's that it calls, runs the function that it is passed once."""
        mention = self._mention_of(function)
        inner, holder = self._with_holder(mention) if mention is not None else (function, None)
        call, arguments = self._call_with(inner, holder)
        callee = function_of(call) if call is not None else None
        if callee is None or arguments.spread is not None or not depth:
            return False
        index, callee = arguments.positional.index(inner), unwrapped(callee)
        definition = self._names.function(callee)
        if definition is not None:
            return self._runs_parameter(definition, index, depth - 1)
        for origin in self._names.origins(callee):
            view, node = self._follower.definition(origin) or (None, None)
            if view is not None and node is not None and node.type in FUNCTIONS:
                return bool(view.grammar.runs._runs_parameter(node, index, depth - 1))
        return False

    def _mention_of(self, function: Node) -> Node | None:
        """Returns the function itself, or the only mention of the constant that holds it."""
        holder = self._tree.parent(function)
        is_held = holder is not None and holder.type == "variable_declarator"
        return self._only_mention(holder) if holder is not None and is_held else function

    def _with_holder(self, node: Node) -> tuple[Node, Node | None]:
        """Returns an expression with the parentheses and casts around it, and what is around these."""
        inner, holder = node, self._tree.parent(node)
        while holder is not None and holder.type in _TRANSPARENT:
            inner, holder = holder, self._tree.parent(holder)
        return inner, holder

    def _call_with(self, argument: Node, holder: Node | None) -> tuple[Node | None, Arguments]:
        """Returns the call that takes an argument, and all its arguments."""
        call = self._tree.parent(holder) if holder is not None and holder.type == "arguments" else None
        arguments = read_arguments(holder) if call is not None and holder is not None else Arguments()
        return (call, arguments) if argument in arguments.positional else (None, arguments)

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

    def _passed(self, call: Node, index: int, function: Node) -> Run | None:
        name, callee = last_name(self._tree, call), unwrapped(function_of(call) or call)
        receiver = callee.child_by_field_name("object")
        kind = _HANDLERS.get((name, index)) if receiver is not None else None
        if kind is not None:
            return Run(kind, call, receiver, self._is_awaited(call))
        is_run = name in self._running or (name in _STORE_METHODS and self._names.origins(callee) <= _STORE_RUNS)
        return Run(RunKind.NOW, call, throws_here=self._throws_here(call, function)) if is_run else None

    def _answered(self, call: Node, function: Node) -> Run | None:
        """Returns the run of a callback whose first parameter takes an error."""
        parameters = _parameters(function)
        is_error = bool(parameters) and self._is_error(parameters[0], function)
        is_listening = _LISTENING.fullmatch(last_name(self._tree, call)) is not None
        return Run(RunKind.ANSWERED, call) if is_error and not is_listening else None

    def _is_error(self, parameter: Node, function: Node) -> bool:
        """Whether a parameter takes an error: its name or its type says so, or what the function does with it.

        It throws the parameter, records it as an exception or rejects a promise with it, or passes it to a function
        that it calls with nothing in its place where it has not failed.
        """
        if parameter.type != "identifier":
            return False
        text, holder = self._tree.text_of(parameter), self._tree.parent(parameter)
        annotation = holder.child_by_field_name("type") if holder is not None and holder.type in PARAMETERS else None
        if _ERROR.fullmatch(text) or (annotation is not None and _ERROR_TYPE.search(self._tree.text_of(annotation))):
            return True
        mentions = (leaf for leaf in self._tree.leaves_within(text, function) if leaf != parameter)
        return any(self._is_failure(mention, function) for mention in mentions)

    def _is_failure(self, mention: Node, function: Node) -> bool:
        above = self._tree.parent(mention)
        call = self._tree.parent(above) if above is not None and above.type == "arguments" else None
        if above is None or call is None or call.type != "call_expression" or above.named_children[0] != mention:
            return above is not None and above.type == "throw_statement"
        name = last_name(self._tree, call)
        if name in self._recording or name == _REJECT:
            return True
        answers = ((leaf, self._tree.parent(leaf)) for leaf in self._tree.leaves_within(name, function))
        return any(
            other is not None and other != call and other.type == "call_expression" and self._passes_nothing(other)
            for _, other in answers
        )

    def _passes_nothing(self, call: Node) -> bool:
        """Whether the first of several arguments of a call is nothing."""
        arguments = call.child_by_field_name("arguments")
        values = arguments.named_children if arguments is not None else []
        return len(values) > 1 and values[0].type in _NOTHING

    def _throws_here(self, call: Node, function: Node) -> bool:
        return not _is_async(function) or self._is_awaited(call)

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

    def _runs_parameter(self, function: Node, index: int, depth: int) -> bool:
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
        if not self._is_run_now(mention, depth):
            return False
        for ancestor in self._tree.ancestors(mention):
            if ancestor == function:
                return True
            if ancestor.type in _LOOPS or (ancestor.type in FUNCTIONS and not self._is_run_now(ancestor, depth)):
                return False
        return False

    def _is_run_now(self, function: Node, depth: int) -> bool:
        run = self.run_of(function)
        return run.kind is RunKind.NOW if run is not None else self.is_run_by_project(function, depth)


def _is_async(function: Node) -> bool:
    return any(child.type == "async" for child in function.children)


def _parameters(function: Node) -> list[Node]:
    sole, declared = function.child_by_field_name("parameter"), function.child_by_field_name("parameters")
    children = declared.named_children if declared is not None else []
    patterns = (child.child_by_field_name("pattern") for child in children if child.type in PARAMETERS)
    return [pattern for pattern in (sole, *patterns) if pattern is not None and pattern.type != "this"]
