"""What runs a Python generator: a caller that iterates over it, or a library that enters and leaves it as a block."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum

from spanlint.languages.names.bindings import Kind
from spanlint.languages.names.imports import ImportFollower
from spanlint.languages.names.origins import last_name as origin_name
from spanlint.languages.python.calls.arguments import read_arguments
from spanlint.languages.python.contexts.function_uses import FunctionUses
from spanlint.languages.python.names.bindings import SCOPES, scope_of
from spanlint.languages.python.names.expressions import last_name, unwrapped
from spanlint.languages.python.names.origins import Names
from spanlint.languages.python.names.scopes import Scopes
from spanlint.languages.trees.tree import SyntaxTree, mentions
from spanlint.lean.lazy import lazy
from spanlint.lean.patterns import lazy_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tree_sitter import Node

# These run the part before the yield and the part after it around one block of code: `contextlib.contextmanager` and
# its equivalents under any name, fixtures of any test library, the steps of pytest-bdd.
_ENTERED = lazy_pattern(r"context_?manager$", re.IGNORECASE)
_RESUMED = lazy_pattern(r"(?:fixture|lifespan)$|^(?:given|when|then)$", re.IGNORECASE)
# These take a generator function as an argument and do the same with it: FastAPI, Litestar, dependency-injector, and
# `TaskiqDepends` and its like.
_TAKERS = lazy_pattern(r"(?:\w*Depends|Security|Provide|Injects?|Resource|ContextResource)$")
_TAKES = frozenset({"lifespan", "lifespan_context", "cleanup_ctx", "dependency_overrides"})
_DEPENDENCY = lazy_pattern(r"\w*Depends|Security")  # they throw into it what the route raises: fastapi/routing.py
# These step through it in one copy of the context, or in the context of the code that awaits it:
# twisted/internet/defer.py, tornado/gen.py, Lib/types.py; or enter and leave it: dagster's `resource`, dishka's
# `provide`.
_STEPS = frozenset({"inlineCallbacks", "coroutine", "gen_test", "resource", "provide"})
# The same, by path: langsmith/run_helpers.py, langfuse/_client/observe.py.
_COPIES = frozenset({"langsmith.traceable", "langsmith.run_helpers.traceable", "langfuse.observe"})
# Methods whose names make a library run them like this: an awaitable's, and those of
# strawberry/extensions/base_extension.py.
_HOOKS = frozenset({"__await__", "on_operation", "on_validate", "on_parse", "on_execute"})
_OLD_HOOK = lazy_pattern(r"\bhookwrapper\s*=\s*True")  # pluggy resumes it with a result, whatever was raised
_WRAPPER = lazy_pattern(r"\b(?:hook)?wrapper\s*=\s*True")  # pluggy: the hook's other implementations run at the yield
_TAKING = frozenset({"assignment", "named_expression"})
_STEPPING = lazy_pattern(rb"\bnext\((\w+)\)(?s:.{0,400}?)\b\1\.send\(")  # within a few lines
_HAS_DEPENDENCIES = lazy_pattern(
    rb"^[ \t]*(?:from|import)[ \t]+(?:fastapi|litestar|taskiq|faststream|fast_depends)\b", re.MULTILINE
)
# What a file that does any of this mentions.
_DRIVING = lazy_pattern(
    rb"\b\w*(?:Depends|Security|Provide|Inject|Resource|lifespan|cleanup_ctx|dependency_overrides|ontext_?[mM]anager)\w*"
)
_LOOPS = frozenset({"for_statement", "while_statement"})


class Resumption(Enum):
    """How a function goes on after a yield.

    SURELY is where its driver resumes it in any case, and where a function does not yield. STOPPED is where its caller
    may stop iterating. THROWN is where it gets what the body of a `with` throws; CANCELLED, where the body may await,
    so that this may be the cancellation of the task.
    """

    SURELY = "surely"
    STOPPED = "stopped"
    THROWN = "thrown"
    CANCELLED = "cancelled"


class Drivers:
    """Finds what drives the generators of one file."""

    def __init__(self, tree: SyntaxTree, scopes: Scopes, names: Names, follower: ImportFollower) -> None:
        self._tree = tree
        self._scopes = scopes
        self._uses = FunctionUses(tree, scopes)
        self._names = names
        self._follower = follower
        self._has_dependencies = lazy(lambda: _HAS_DEPENDENCIES.search(tree.text) is not None)

    def managers(self, function: Node) -> frozenset[str]:
        """Returns the names of everything that wraps a function, as written and as imported, with and without path."""
        names = set[str]()
        for wrapper in self._wrappers(function):
            origins = {origin.removesuffix("()") for origin in self._names.origins(wrapper)} - {""}
            names |= {self._tree.text_of(wrapper), last_name(self._tree, wrapper), *origins, *map(origin_name, origins)}
        return frozenset(names)

    def is_managed(self, function: Node, yields: list[Node]) -> bool:
        """Whether a generator function is known to be entered and left as one block, or driven by an `await`."""
        name = function.child_by_field_name("name")
        if name is None or self._tree.text_of(name) in _HOOKS:
            return name is not None
        managers = self.managers(function)
        if (
            managers & (_STEPS | _COPIES)
            or any(map(_is_manager, managers))
            or any(map(self._is_wrapper, (*self._decorators(function), *self._wrappers(function))))
            or self._is_stepped_here(yields)
        ):
            return True
        if any(self._makes_manager(wrapper) for wrapper in self._wrappers(function)):
            return True
        if any(self._takers(name)) or (not managers and self._may_be_dependency(name, yields)):
            return True
        return not _is_repeated(self._tree, yields) and self._is_driven_elsewhere(function)

    def resumption(self, function: Node) -> Resumption:
        """How a function goes on after its yields."""
        yields = own_yields(self._tree, function)
        name = function.child_by_field_name("name")
        if not yields or name is None or self._tree.text_of(name) in _HOOKS:
            return Resumption.SURELY
        managers, takers = self.managers(function), set(self._takers(name))
        is_fixture = any(map(_RESUMED.search, managers)) or not managers.isdisjoint(_STEPS)
        is_hook = any(_OLD_HOOK.search(self._tree.text_of(decorator)) for decorator in self._decorators(function))
        if is_fixture or is_hook or not all(map(_DEPENDENCY.match, takers)):
            return Resumption.SURELY
        is_entered = any(map(_ENTERED.search, managers)) or any(map(self._makes_manager, self._wrappers(function)))
        if is_entered or takers or (not managers and self._may_be_dependency(name, yields)):
            return Resumption.CANCELLED if self._has_awaiting_body(function, name) else Resumption.THROWN
        if any(map(self._is_answered, yields)):
            return Resumption.SURELY
        is_driven = not _is_repeated(self._tree, yields) and self._is_driven_elsewhere(function)
        return Resumption.SURELY if is_driven else Resumption.STOPPED

    def _has_awaiting_body(self, function: Node, name: Node) -> bool:
        """Whether a context manager is asynchronous, or a `with` of this file enters it around an await."""
        if any(child.type == "async" for child in function.children):
            return True
        around = (ancestor for use in self._uses.of(name) for ancestor in self._tree.ancestors(use)[:5])
        blocks = (ancestor for ancestor in around if ancestor.type == "with_statement")
        return any(self._tree.leaves_within("await", block) for block in blocks)

    def _is_answered(self, yielding: Node) -> bool:
        """Whether a driver sends a value to a yield."""
        is_delegating = any(child.type == "from" for child in yielding.children)
        return self._taker(yielding).type != "expression_statement" and not is_delegating

    def _taker(self, yielding: Node) -> Node:
        """What takes the value that is sent to a yield."""
        return next(above for above in self._tree.ancestors(yielding) if above.type != "parenthesized_expression")

    def _is_stepped_here(self, yields: list[Node]) -> bool:
        """Whether a generator waits for what is sent to it, in a file that runs one to its yield and sends it on."""
        is_answered = any(self._taker(yielding).type in _TAKING for yielding in yields)
        return is_answered and _STEPPING.search(self._tree.text) is not None

    def _wrappers(self, function: Node) -> Iterator[Node]:
        for decorator in self._decorators(function):
            yield self._callee_of(decorator)
        name = function.child_by_field_name("name")
        for leaf in self._uses.of(name) if name is not None else ():
            call = self._wrapping_call(leaf)
            if call is not None:
                yield self._callee_of(call)

    def _decorators(self, function: Node) -> list[Node]:
        holder = self._tree.parent(function)
        if holder is None or holder.type != "decorated_definition":
            return []
        return [unwrapped(child.named_children[0]) for child in holder.children if child.type == "decorator"]

    def _callee_of(self, expression: Node) -> Node:
        return (expression.child_by_field_name("function") if expression.type == "call" else None) or expression

    def _is_wrapper(self, decorator: Node) -> bool:
        return bool(_WRAPPER.search(self._tree.text_of(decorator)))

    def _wrapping_call(self, use: Node) -> Node | None:
        """Returns the call that takes a function as its first argument, to wrap it."""
        ancestors = self._tree.ancestors(use)
        if len(ancestors) < 2 or ancestors[0].type != "argument_list" or ancestors[1].type != "call":
            return None
        positional = read_arguments(self._tree, ancestors[0]).positional
        return ancestors[1] if positional[:1] == (use,) else None

    def _makes_manager(self, function: Node) -> bool:
        """Whether the project's own decorator makes a context manager of the function."""
        for origin in self._names.origins(function):
            view, definition = self._follower.definition(origin) or (None, None)
            text = view.tree.text_of(definition) if view is not None else self._definition_text(origin)
            if re.search(r"contextmanager\b", text):
                return True
        return False

    def _definition_text(self, origin: str) -> str:
        bindings = self._scopes.bindings(origin[1:]) if origin.startswith("=") and len(origin) > 1 else []
        definitions = (
            binding.value for binding in bindings if binding.kind is Kind.FUNCTION and binding.value is not None
        )
        return "\n".join(map(self._tree.text_of, definitions))

    def _is_called(self, use: Node) -> bool:
        above = self._tree.parent(use)
        return above is not None and above.type == "call" and above.child_by_field_name("function") == use

    def _takers(self, name: Node) -> Iterator[str]:
        """Yields what takes a generator function in this file, by its last name."""
        for use in self._uses.of(name):
            ancestors = self._tree.ancestors(use)
            call = next((ancestor for ancestor in ancestors[:3] if ancestor.type == "call"), None)
            if call is not None and use != call.child_by_field_name("function"):
                taker = last_name(self._tree, call)
                if _TAKERS.match(taker):
                    yield taker
                yield from _TAKES & set(re.findall(r"\w+", self._tree.text_of(self._callee_of(call))))
            holder = ancestors[0]
            target = holder.child_by_field_name("name" if holder.type == "keyword_argument" else "left")
            if target is not None and target != use:
                yield from _TAKES & set(re.findall(r"\w+", self._tree.text_of(target)))

    def _may_be_dependency(self, name: Node, yields: list[Node]) -> bool:
        """Whether a generator with one yield, which the file does not call, may be a dependency in another file."""
        if len(yields) != 1 or not self._has_dependencies() or any(map(self._is_called, self._uses.of(name))):
            return False
        return not _is_repeated(self._tree, yields)

    def _is_driven_elsewhere(self, function: Node) -> bool:
        """Whether another file of the project imports a function of the top level and hands it to what drives it."""
        if any(ancestor.type in SCOPES for ancestor in self._tree.ancestors(function)[:-1]):
            return False
        name = function.child_by_field_name("name")
        return name is not None and any(
            self._leads_to(function, self._tree.text_of(name), view, origin)
            for view in self._follower.views_with(_DRIVING)
            for value in _driven_values(view)
            for origin in view.origins(value)
        )

    def _leads_to(self, function: Node, name: str, view: Any, origin: str) -> bool:
        """Whether another file's origin is a function of this file. The module's name decides if it leads nowhere."""
        found, definition = view.follower.definition(origin) or (None, None)
        if found is None or definition is None:
            return self._follower.may_lead_here(origin, name)
        is_same_place = (definition.start_byte, definition.end_byte) == (function.start_byte, function.end_byte)
        return is_same_place and bool(found.tree.text == self._tree.text)


def _is_manager(name: str) -> bool:
    return bool(_ENTERED.search(name) or _RESUMED.search(name))


def _driven_values(view: Any) -> Iterator[Node]:
    """Yields what a file passes to the calls, keywords and attributes that drive a generator function."""
    tree = view.tree
    for place in mentions(tree.text, _DRIVING):
        leaf = tree.leaf_at(place)
        text = tree.text_of(leaf) if leaf is not None else ""
        if leaf is None or not (_TAKERS.match(text) or text in _TAKES or _is_manager(text)):
            continue
        for ancestor in tree.ancestors(leaf)[:4]:
            function, left = ancestor.child_by_field_name("function"), ancestor.child_by_field_name("left")
            arguments = ancestor.child_by_field_name("arguments")
            if ancestor.type == "keyword_argument" and ancestor.child_by_field_name("name") == leaf:
                yield ancestor.named_children[-1]
                break
            if function is not None and arguments is not None and function.end_byte >= leaf.end_byte:
                read = read_arguments(tree, arguments)
                yield from (*read.positional, *read.keywords.values())
                break
            if ancestor.type == "assignment" and left is not None and left.end_byte >= leaf.end_byte:
                yield ancestor.named_children[-1]
                break


def own_yields(tree: SyntaxTree, function: Node) -> list[Node]:
    """The yields of a function, without those of the functions in it."""
    leaves = (leaf for leaf in tree.leaves_within("yield", function) if leaf.type == "yield")
    yields = (tree.parent(leaf) for leaf in leaves)
    return [node for node in yields if node is not None and node.type == "yield" and scope_of(tree, node) == function]


def _is_repeated(tree: SyntaxTree, yields: list[Node]) -> bool:
    """Whether a generator yields in a loop, or all that another one yields."""
    for yield_node in yields:
        ancestors = tree.ancestors(yield_node)
        depth = next((index for index, ancestor in enumerate(ancestors) if ancestor.type == "function_definition"), 0)
        is_delegating = any(child.type == "from" for child in yield_node.children)
        if is_delegating or any(ancestor.type in _LOOPS for ancestor in ancestors[:depth]):
            return True
    return False
