"""Uses of the project's own decorators that do not put the span around the body that they decorate."""

from __future__ import annotations

from collections.abc import Iterator, Set

from spanlint.languages.python.names.expressions import unwrapped
from spanlint.languages.python.spans.decorated import decoration_of, decorators_of, name_of, wrapped_definitions
from spanlint.languages.python.spans.decorator_order import DecoratorOrder
from spanlint.languages.python.spans.own_decorators import OwnDecorators, SpanDecorator
from spanlint.languages.trees.tree import range_of
from spanlint.model.usages import Decoration, Misdecorated
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.python.file import PythonFile

_DESCRIPTORS = (Decoration.ABOVE_STATIC, Decoration.ABOVE_DESCRIPTOR)


def own_misdecorated(file: PythonFile, order: DecoratorOrder, of_library: Set[ByteRange]) -> Iterator[Misdecorated]:
    """Yields the misused decorators of the project, in no order, without those whose names are `of_library`."""
    own_decorators = OwnDecorators(file)
    for whole in wrapped_definitions(file.tree):
        definition, function_name = whole.child_by_field_name("definition"), name_of(whole)
        if definition is None or function_name is None or definition.type != "function_definition":
            continue
        by_kind = decoration_of(file.tree, definition)
        for decorator in decorators_of(whole):
            place, name = order.place(decorator, whole), _name_in(decorator)
            decoration, text = place.too_late or (by_kind if place.gets_function else None, "")
            own = own_decorators.of(decorator) if decoration and range_of(name) not in of_library else None
            if own is not None and decoration is not None and _is_misused(own, decoration):
                method = file.tree.text_of(name)
                yield Misdecorated(range_of(name), method, decoration, range_of(function_name), text, is_own=True)


def _is_misused(own: SpanDecorator, decoration: Decoration) -> bool:
    if decoration is Decoration.ABOVE_REGISTRATION:
        return True
    return not own.has_descriptors if decoration in _DESCRIPTORS else own.ends_early


def _name_in(decorator: Node) -> Node:
    """The last name of a decorator's function."""
    expression = unwrapped(decorator.named_children[0]) if decorator.named_children else decorator
    if expression.type == "call":
        expression = expression.child_by_field_name("function") or expression
    return expression.child_by_field_name("attribute") or expression
