"""How Python code misuses the names and attributes that hold a context manager."""

from __future__ import annotations

from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.python.names.bindings import FUNCTIONS, scope_of
from spanlint.languages.python.names.expressions import item_around, last_name, unwrapped
from spanlint.lean.records import Record
from spanlint.model.apis import WITH
from spanlint.model.usages import Misuse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.python.file import PythonFile

    Shown = tuple[Misuse, Node | None]

    Known = dict[Node, "ManagerUses"]
    """A cache of uses, by the first mention that binds a name in a scope."""

_TESTS = frozenset({"if_statement", "elif_clause", "not_operator", "comparison_operator", "assert_statement"})
_NAMING = {"attribute": "attribute", "keyword_argument": "name"}
_UNREADABLE_TARGETS = frozenset(
    {"pattern_list", "tuple_pattern", "list_pattern", "as_pattern_target", "augmented_assignment"}
)
_EXAMINING = frozenset({"hasattr", "getattr", "isinstance", "type", "callable"})


class ManagerUses(Record):
    """The uses of a name that only holds context managers.

    `misuses` are in order of place. `has_only_misuses` says that there is no other use, `is_local` that no code outside
    the function can use the name. All three are empty if the uses are not known.
    """

    misuses: tuple[Shown, ...] = ()
    has_only_misuses: bool = False
    is_local: bool = False


def misuse_of_name(file: PythonFile, target: Node, is_certain: bool, known: Known) -> Shown | None:
    """How the name that a context manager is assigned to is misused, and the first place after the assignment.

    A name with other uses as well is only reported if the manager `is_certain` to be one.
    """
    bound = file.scopes.visible(file.tree.text_of(target), target)
    first = bound[0].name
    if first not in known:
        known[first] = _uses(file, bound)
    misuses, has_only_misuses, is_local = known[first]
    if misuses:
        later = (shown for shown in misuses if shown[1] is not None and shown[1].start_byte > target.start_byte)
        return next(later, misuses[0]) if has_only_misuses or is_certain else None
    return (Misuse.DROPPED, None) if has_only_misuses and is_local else None


def _uses(file: PythonFile, bound: list[Binding]) -> ManagerUses:
    if not all(_holds_manager(file, binding) for binding in bound):
        return ManagerUses()
    name, names, scope = file.tree.text_of(bound[0].name), {binding.name for binding in bound}, bound[0].scope
    others = (leaf for leaf in file.tree.leaves_within(name, scope) if leaf not in names and _is_read(file, leaf))
    read = [leaf for leaf in others if file.scopes.visible(name, leaf)[:1] == bound[:1]]
    if any(_is_examined(file, leaf) for leaf in read):
        return ManagerUses()
    uses = [misuse_of_mention(file, leaf) for leaf in read]
    return ManagerUses(tuple(use for use in uses if use is not None), None not in uses, scope.type in FUNCTIONS)


def misuse_of_attribute(file: PythonFile, target: Node, is_certain: bool) -> Shown | None:
    """How the attribute that a context manager is assigned to is misused, and the first place after the assignment.

    The attribute is only reported if the function assigns nothing else to it. One with other uses as well is only
    reported if the manager `is_certain` to be one.
    """
    places = _attribute_mentions(file, target)
    holders = [file.tree.parent(place) for place in places]
    assignments = [holder for holder in holders if holder is not None and holder.type == "assignment"]
    if any(holder is None or holder.type in _UNREADABLE_TARGETS for holder in holders) or not all(
        _is_assigned_manager(file, assignment) for assignment in assignments
    ):
        return None
    read = [
        place
        for place, holder in zip(places, holders, strict=True)
        if holder not in assignments
        and holder is not None
        and holder.type not in _TESTS
        and place.start_byte > target.end_byte
    ]
    uses = [misuse_of_mention(file, place) for place in read]
    misuses = [use for use in uses if use is not None]
    if not misuses or any(_is_examined(file, place) for place in read):
        return None
    return misuses[0] if is_certain or len(misuses) == len(uses) else None


def _attribute_mentions(file: PythonFile, target: Node) -> list[Node]:
    """The mentions of the same attribute in the enclosing function, if its object is always the same one."""
    member, first = target.child_by_field_name("attribute"), target
    while first.type == "attribute" and first.children:
        first = first.children[0]
    if member is None or first.type != "identifier" or len(file.scopes.visible(file.tree.text_of(first), first)) > 1:
        return []
    text, scope = file.tree.text_of(target), scope_of(file.tree, target)
    above = (file.tree.parent(leaf) for leaf in file.tree.leaves_within(file.tree.text_of(member), scope))
    return [node for node in above if node is not None and file.tree.text_of(node) == text]


def _is_assigned_manager(file: PythonFile, assignment: Node) -> bool:
    """Whether an assignment's value is a context manager that starts a span, or None."""
    value = assignment.child_by_field_name("right")
    return value is not None and _is_manager(file, value)


def with_parentheses(file: PythonFile, node: Node) -> tuple[Node, Node]:
    """An expression with the parentheses around it, and the node that contains them."""
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
    """Whether an expression returns a context manager that starts a span, or None."""
    value = unwrapped(value)
    creators = file.tables.creators.get(last_name(file.tree, value), ()) if value.type == "call" else ()
    return value.type == "none" or any(creator.activates == WITH for creator in creators)


def _is_read(file: PythonFile, leaf: Node) -> bool:
    """Whether a leaf reads a variable for more than a test."""
    above = file.tree.parent(leaf)
    if above is None or leaf.type != "identifier" or above.type in _TESTS:
        return False
    return above.type not in _NAMING or above.child_by_field_name(_NAMING[above.type]) != leaf


def _is_examined(file: PythonFile, leaf: Node) -> bool:
    """Whether the file inspects a value, and so does not blindly take it for a span."""
    call = next((above for above in file.tree.ancestors(leaf)[:2] if above.type == "call"), None)
    return call is not None and last_name(file.tree, call) in _EXAMINING


def misuse_of_mention(file: PythonFile, node: Node) -> Shown | None:
    """How one mention of a context manager misuses it, or None if it does not."""
    value, above = with_parentheses(file, node)
    if above.type == "attribute":
        method = above.child_by_field_name("attribute")
        if unwrapped(node).type == "call" and method is not None and file.tree.text_of(method) == "__enter__":
            return (Misuse.NOT_KEPT, None) if file.tree.ancestors(above)[0].type == "call" else None
        is_span_method = method is not None and file.tree.text_of(method) in file.tables.shapes.span_methods
        return (Misuse.AS_SPAN, method) if is_span_method else None
    holders = (above, *file.tree.ancestors(above))
    is_entered = above.type != "as_pattern" or above.named_children[0] == value
    if not is_entered or item_around(holders) is None:
        return None
    statement = next(holder for holder in holders if holder.type == "with_statement")
    return (Misuse.ASYNC_WITH, None if node.type == "call" else node) if statement.children[0].type == "async" else None
