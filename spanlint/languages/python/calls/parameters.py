"""The slot of a Python function's parameter that its calls may omit."""

from __future__ import annotations

from spanlint.languages.names.bindings import Binding
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.model.apis import Slot


def omittable_slot(tree: SyntaxTree, parameter: Binding) -> Slot | None:
    """Returns where calls pass a parameter, if they can omit it because it is None by default."""
    declared = parameter.scope.child_by_field_name("parameters")
    position: int | None = 0
    for declaration in declared.named_children if declared is not None else ():
        if declaration.type in ("keyword_separator", "list_splat_pattern"):
            position = None
            continue
        name = declaration.child_by_field_name("name") or declaration
        if parameter.name in (name, *name.children[:1]):
            is_optional = parameter.value is not None and parameter.value.type == "none"
            return Slot(position, tree.text_of(parameter.name)) if is_optional else None
        if position is not None and tree.text_of(declaration) not in ("self", "cls"):
            position += 1
    return None
