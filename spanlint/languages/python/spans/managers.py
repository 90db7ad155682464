"""What the names and attributes that hold a Python context manager are used for."""

from __future__ import annotations

from spanlint.languages.python.names.bindings import FUNCTIONS, Binding, Kind, scope_of
from spanlint.languages.python.names.expressions import last_name, unwrapped
from spanlint.lean.records import Record
from spanlint.model.apis import WITH
from spanlint.model.usages import Misuse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.python.file import PythonFile

    Shown = tuple[Misuse, Node | None]

    Known = dict[Node, "ManagerUses"]
    """The uses that have been worked out, by the first mention that binds a name in a scope."""

_TESTS = frozenset({"if_statement", "elif_clause", "not_operator", "comparison_operator", "assert_statement"})
_NAMING = {"attribute": "attribute", "keyword_argument": "name"}
_GIVING = frozenset({"pattern_list", "tuple_pattern", "list_pattern", "as_pattern_target", "augmented_assignment"})
_EXAMINING = frozenset({"hasattr", "getattr", "isinstance", "type", "callable"})


class ManagerUses(Record):
    """What becomes of a name that holds context managers and nothing else: the misuses, in order of place; whether
    that is all; whether nothing outside of its function sees it. All are empty where it is not known."""

    counted: tuple[Shown, ...] = ()
    has_all_counted: bool = False
    local: bool = False


def misuse_of_name(file: PythonFile, target: Node, sure: bool, known: Known) -> Shown | None:
    """How the name that a context manager is assigned to is misused, and where that shows first after it.

    A name that does something else as well is told of only if the manager is `sure` to be one.
    """
    bound = file.scopes.visible(file.tree.text_of(target), target)
    first = bound[0].name
    if first not in known:
        known[first] = _uses(file, bound)
    told, all_told, local = known[first]
    if told:
        later = (each for each in told if each[1] is not None and each[1].start_byte > target.start_byte)
        return next(later, told[0]) if all_told or sure else None
    return (Misuse.DROPPED, None) if all_told and local else None


def _uses(file: PythonFile, bound: list[Binding]) -> ManagerUses:
    if not all(_holds_manager(file, each) for each in bound):
        return ManagerUses()
    name, names, scope = file.tree.text_of(bound[0].name), {each.name for each in bound}, bound[0].scope
    others = (leaf for leaf in file.tree.leaves_within(name, scope) if leaf not in names and _is_read(file, leaf))
    read = [leaf for leaf in others if file.scopes.visible(name, leaf)[:1] == bound[:1]]
    if any(_is_examined(file, leaf) for leaf in read):
        return ManagerUses()
    uses = [use_of(file, leaf) for leaf in read]
    return ManagerUses(tuple(use for use in uses if use is not None), None not in uses, scope.type in FUNCTIONS)


def misuse_of_attribute(file: PythonFile, target: Node, sure: bool) -> Shown | None:
    """How the attribute that a context manager is assigned to is misused, where that shows first after it.

    It is told of only where the function gives the attribute nothing else; where something else is done with it as
    well, only if the manager is `sure` to be one.
    """
    places = _places(file, target)
    holders = [file.tree.parent(each) for each in places]
    given = [each for each in holders if each is not None and each.type == "assignment"]
    if any(each is None or each.type in _GIVING for each in holders) or not all(
        _is_given(file, each) for each in given
    ):
        return None
    read = [
        place
        for place, holder in zip(places, holders, strict=True)
        if holder not in given
        and holder is not None
        and holder.type not in _TESTS
        and place.start_byte > target.end_byte
    ]
    uses = [use_of(file, each) for each in read]
    told = [use for use in uses if use is not None]
    if not told or any(_is_examined(file, each) for each in read):
        return None
    return told[0] if sure or len(told) == len(uses) else None


def _places(file: PythonFile, target: Node) -> list[Node]:
    """Where the function around names the same attribute, if its object is always the same one."""
    member, first = target.child_by_field_name("attribute"), target
    while first.type == "attribute" and first.children:
        first = first.children[0]
    if member is None or first.type != "identifier" or len(file.scopes.visible(file.tree.text_of(first), first)) > 1:
        return []
    text, scope = file.tree.text_of(target), scope_of(file.tree, target)
    above = (file.tree.parent(leaf) for leaf in file.tree.leaves_within(file.tree.text_of(member), scope))
    return [each for each in above if each is not None and file.tree.text_of(each) == text]


def _is_given(file: PythonFile, assignment: Node) -> bool:
    """Whether what an attribute is given is such a manager, or nothing."""
    value = assignment.child_by_field_name("right")
    return value is not None and _is_manager(file, value)


def outer(file: PythonFile, node: Node) -> tuple[Node, Node]:
    """An expression with the parentheses around it, and what that stands in."""
    for above in file.tree.ancestors(node):
        if above.type != "parenthesized_expression":
            return node, above
        node = above
    return node, file.tree.root


def _holds_manager(file: PythonFile, binding: Binding) -> bool:
    if binding.kind is not Kind.VALUE or binding.value is None:
        return False
    return _is_manager(file, binding.value)


def _is_manager(file: PythonFile, value: Node) -> bool:
    """Whether an expression gives a context manager that starts a span, or None."""
    value = unwrapped(value)
    known = file.tables.creators.get(last_name(file.tree, value), ()) if value.type == "call" else ()
    return value.type == "none" or any(each.activates == WITH for each in known)


def _is_read(file: PythonFile, leaf: Node) -> bool:
    """Whether a leaf reads a variable for more than a test."""
    above = file.tree.parent(leaf)
    if above is None or leaf.type != "identifier" or above.type in _TESTS:
        return False
    return above.type not in _NAMING or above.child_by_field_name(_NAMING[above.type]) != leaf


def _is_examined(file: PythonFile, leaf: Node) -> bool:
    """Whether the file asks what a value is, and so does not take it for a span blindly."""
    call = next((above for above in file.tree.ancestors(leaf)[:2] if above.type == "call"), None)
    return call is not None and last_name(file.tree, call) in _EXAMINING


def use_of(file: PythonFile, node: Node) -> Shown | None:
    """How one mention of a context manager misuses it; None where it does something else with it."""
    value, above = outer(file, node)
    if above.type == "attribute":
        method = above.child_by_field_name("attribute")
        if unwrapped(node).type == "call" and method is not None and file.tree.text_of(method) == "__enter__":
            return (Misuse.NOT_KEPT, None) if file.tree.ancestors(above)[0].type == "call" else None
        named = method is not None and file.tree.text_of(method) in file.tables.shapes.span_methods
        return (Misuse.AS_SPAN, method) if named else None
    holders = (above, *file.tree.ancestors(above))
    if above.type == "as_pattern" and above.named_children[0] == value:
        holders = holders[1:]
    if holders[0].type != "with_item":
        return None
    statement = next(each for each in holders if each.type == "with_statement")
    return (Misuse.ASYNC_WITH, None if node.type == "call" else node) if statement.children[0].type == "async" else None
