"""The project's own decorators whose wrapper calls the decorated function inside a span."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from spanlint.languages.calls.owners import CONTEXT_APIS
from spanlint.languages.names.bindings import Kind
from spanlint.languages.python.calls.own_openers import makers_within
from spanlint.languages.python.names.bindings import FUNCTIONS, scope_of
from spanlint.languages.python.names.expressions import base_classes, last_name, unwrapped
from spanlint.languages.python.names.scopes import returns
from spanlint.lean.patterns import lazy_pattern
from spanlint.lean.records import Record
from spanlint.model.apis import WITH
from spanlint.model.facts import OpenedBy
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.python.file import PythonFile

# What the code of a decorator names if it treats generators, or the objects of `staticmethod` and its like, by itself.
_GENERATORS = lazy_pattern(rb"\b\w*(?:[gG]enerator|GENERATOR|asyncgen|aiter|anext|__next__)\w*")
_DESCRIPTORS = lazy_pattern(rb"staticmethod|classmethod|property|__func__|__get__|fget")
_SPECIAL = lazy_pattern(rb"__(?:aiter|anext|next)__")  # also in a string, as for `hasattr`
_MANAGERS = frozenset({"contextlib.contextmanager"})
_DECORATORS = frozenset({"contextlib.ContextDecorator()", "contextlib.ContextDecorator"})
_TESTS = frozenset({"if_statement", "elif_clause", "conditional_expression"})
_CHOICES = frozenset({"conditional_expression", "boolean_operator", "parenthesized_expression"})
_PASSING = frozenset({"parenthesized_expression", "argument_list"})  # of what is returned, or passed to `cast`


class SpanDecorator(Record):
    """What a decorator makes of a function: a wrapper that starts a span around each call.

    `ends_early` is whether the span of a decorated generator ends when the generator has been made.
    `has_descriptors` is whether the decorator treats the objects of `staticmethod` and its like by itself.
    """

    ends_early: bool
    has_descriptors: bool


class _Covered(Record):
    """A call of the decorated function, by its name in the decorator, inside a span that its wrapper starts."""

    call: Node
    wrapper: Node
    maker: Node
    opened: OpenedBy


class OwnDecorators:
    """Finds what the project's decorators do that one file uses, in this file and in those that it imports from."""

    def __init__(self, file: PythonFile) -> None:
        self._file = file
        self._known: dict[tuple[str, int], SpanDecorator | None] = {}  # by the file and the start of the definition

    def of(self, decorator: Node) -> SpanDecorator | None:
        """Returns what a decorator does; None if it starts no span, or cannot be followed."""
        expression = unwrapped(decorator.named_children[0]) if decorator.named_children else decorator
        is_call = expression.type == "call"
        callee = (expression.child_by_field_name("function") if is_call else None) or expression
        view, definition = self._definition(callee) or (None, None)
        if view is None or definition is None:
            return None
        if is_call and _is_manager(view, definition):
            return SpanDecorator(ends_early=True, has_descriptors=False)
        key = view.path, definition.start_byte
        if key not in self._known:
            self._known[key] = _span_decorator(view, definition)
        return self._known[key]

    def _definition(self, callee: Node) -> tuple[PythonFile, Node] | None:
        """Returns the file and the only definition that a decorator's name has."""
        file = self._file
        if callee.type == "identifier":
            bound = file.scopes.visible(file.tree.text_of(callee), callee)
            if len(bound) != 1:
                return None
            if bound[0].kind in (Kind.FUNCTION, Kind.CLASS):
                return (file, bound[0].value) if bound[0].value is not None else None
        origins = file.origins(callee)
        origin = next(iter(origins))
        if len(origins) != 1 or not origin.startswith("="):
            return file.follower.definition(origin) if len(origins) == 1 else None
        methods = [binding for binding in file.scopes.bindings(origin[1:]) if binding.kind is Kind.FUNCTION]
        value = methods[0].value if len(methods) == 1 and callee.type == "attribute" else None
        return (file, value) if value is not None else None


def _span_decorator(view: PythonFile, definition: Node) -> SpanDecorator | None:
    covered = list(_covered_calls(view, definition))
    if not covered:
        return None
    has_descriptors = _DESCRIPTORS.search(view.tree.text, definition.start_byte, definition.end_byte) is not None
    return SpanDecorator(_ends_early(view, definition, covered), has_descriptors)


def _is_manager(view: PythonFile, definition: Node) -> bool:
    """Whether the call of a definition returns a context manager that starts a span, and that decorates as well."""
    if definition.type == "class_definition":
        bases = (view.origins(base) for base in base_classes(definition))
        decorates = any(origins <= _DECORATORS for origins in bases)
    else:
        holder = view.tree.parent(definition)
        decorators = holder.children if holder is not None and holder.type == "decorated_definition" else []
        names = [child.named_children[0] for child in decorators if child.type == "decorator"]
        is_manager = len(names) == 1 and view.origins(names[0]) <= _MANAGERS
        decorates = is_manager or (not names and _returns_managers(view, definition))
    return decorates and view.openers.own.definition_opens(definition, WITH) is not None


def _returns_managers(view: PythonFile, definition: Node) -> bool:
    """Whether all that a function returns are OpenTelemetry's managers of new spans, which decorate as well."""
    managers = {
        creator.method
        for creators in view.tables.creators.values()
        for creator in creators
        if creator.activates == WITH and creator.api in CONTEXT_APIS
    }
    values = list(map(unwrapped, returns(definition)))
    return bool(values) and all(value.type == "call" and last_name(view.tree, value) in managers for value in values)


def _covered_calls(view: PythonFile, definition: Node) -> Iterator[_Covered]:
    """Yields the calls of what is decorated that a wrapper makes inside a span; the decorator returns the wrapper."""
    for maker, name in makers_within(view.tree, definition):
        for leaf in view.tree.leaves_within(name, maker):
            call = view.tree.parent(leaf)
            if call is None or call.type != "call" or call.child_by_field_name("function") != leaf:
                continue
            bound = view.scopes.visible(name, leaf)
            functions = [above for above in view.tree.ancestors(leaf) if above.type in FUNCTIONS]
            if len(bound) != 1 or bound[0].scope != maker or functions[0] == maker:
                continue
            wrapper = functions[functions.index(maker) - 1]
            opened = view.openers.around(call) if wrapper == functions[0] else None
            if opened is not None and _is_within(opened, wrapper) and _is_returned(view, wrapper, maker):
                yield _Covered(call, wrapper, maker, opened)


def _is_within(opened: OpenedBy, wrapper: Node) -> bool:
    return wrapper.start_byte <= opened.at.start < wrapper.end_byte


def _is_returned(view: PythonFile, wrapper: Node, maker: Node) -> bool:
    """Whether the function that is given what is decorated returns the wrapper, or a name that may be the wrapper."""
    name, tree = wrapper.child_by_field_name("name"), view.tree
    values = map(view.scopes.sole_value, returns(maker)) if name is not None else ()
    return name is not None and any(
        scope_of(tree, leaf) == maker for value in values for leaf in tree.leaves_within(tree.text_of(name), value)
    )


def _ends_early(view: PythonFile, definition: Node, covered: list[_Covered]) -> bool:
    """Whether a wrapper returns a generator unchanged, after its span has ended.

    That is not certain if the decorator treats generators by itself, or returns some functions undecorated.
    """
    if _knows_generators(view, definition):
        return False
    return any(
        not view.tree.text_of(call.wrapper).startswith("async")
        and not _may_return_undecorated(view, call.maker)
        and _hands_back(view, call)
        and _is_ended(view, call)
        for call in covered
    )


def _knows_generators(view: PythonFile, definition: Node) -> bool:
    name = definition.child_by_field_name("name") or definition
    tree, start, end = view.tree, name.end_byte, definition.end_byte  # its own name says nothing
    if _SPECIAL.search(tree.text, start, end) or tree.leaves_within("yield", definition):
        return True
    places = (ByteRange(*match.span()) for match in _GENERATORS.finditer(tree.text, start, end))
    return any(tree.leaf_at(place) is not None for place in places)


def _may_return_undecorated(view: PythonFile, maker: Node) -> bool:
    """Whether what is decorated may be returned as it is because of what it is, not because of a setting."""
    tree, name = view.tree, next(name for function, name in makers_within(view.tree, maker) if function == maker)
    for leaf in tree.leaves_within(name, maker):
        above = tree.ancestors(leaf)
        choices = [*takewhile(lambda node: node.type in _CHOICES, above)]
        if above[len(choices)].type != "return_statement" or scope_of(tree, leaf) != maker:
            continue
        tests = [
            node.child_by_field_name("condition") or node.named_children[1]
            for node in above[: above.index(maker)]
            if node.type in _TESTS
        ]
        if not tests or any(tree.leaves_within(name, test) for test in tests):
            return True
    return False


def _hands_back(view: PythonFile, covered: _Covered) -> bool:
    """Whether a wrapper returns what the decorated function returned, and nothing that it may have made of it."""
    holder = next(above for above in view.tree.ancestors(covered.call) if not _is_transparent(view, above))
    target = holder.child_by_field_name("left") if holder.type == "assignment" else None
    name = view.tree.text_of(target) if target is not None else ""
    if (target is None and holder.type != "return_statement") or len(view.scopes.visible(name, holder)) > 1:
        return False
    function = view.tree.text_of(covered.call.child_by_field_name("function") or covered.call)
    returned = {_returned(view, value) for value in returns(covered.wrapper)}
    return (target is None or name in returned) and returned <= {"None", name, f"{function}()"}


def _is_transparent(view: PythonFile, node: Node) -> bool:
    return node.type in _PASSING or (node.type == "call" and last_name(view.tree, node) == "cast")


def _returned(view: PythonFile, value: Node) -> str:
    """A returned value in a word: its own name, or that of the function whose result it is."""
    value = unwrapped(value)
    if value.type == "call" and last_name(view.tree, value) == "cast":
        argument_list = value.child_by_field_name("arguments")
        value = argument_list.named_children[-1] if argument_list is not None else value
    text = view.tree.text_of(value.child_by_field_name("function") or value)
    return f"{text}()" if value.type == "call" else text


def _is_ended(view: PythonFile, covered: _Covered) -> bool:
    """Whether the span ends with the wrapper's block, or the wrapper ends it."""
    tree, wrapper = view.tree, covered.wrapper
    creators = view.tables.creators.get(covered.opened.name, ())
    if covered.opened.is_own or any(creator.activates == WITH for creator in creators):
        return b"end_on_exit" not in tree.text[wrapper.start_byte : wrapper.end_byte]
    return any(tree.leaves_within(end, wrapper) for end in view.tables.shapes.span_ends)
