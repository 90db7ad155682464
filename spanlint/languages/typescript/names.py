"""Where a TypeScript or JavaScript expression comes from, as far as the file shows it, in the notation of `origins`."""

from __future__ import annotations

from tree_sitter import Node

from spanlint.languages.origins import OTHER, UNKNOWN, called, member
from spanlint.languages.syntax import SyntaxTree
from spanlint.languages.typescript.arguments import unwrapped
from spanlint.languages.typescript.bindings import CLASSES, FUNCTIONS, PARAMETERS, Binding, Kind, module_path
from spanlint.languages.typescript.scopes import DEPTH, Scopes, returns
from spanlint.languages.typescript.types import annotated, property_type

_LITERALS = frozenset({"string", "number", "template_string", "array", "true", "false", "regex", *FUNCTIONS})
_CASTS = frozenset({"as_expression", "satisfies_expression", "type_assertion"})
Origins = frozenset[str]
_UNKNOWN: Origins = frozenset({UNKNOWN})


class Names:
    """The names of one file: what binds them, and what an expression may evaluate to."""

    def __init__(self, tree: SyntaxTree, scopes: Scopes) -> None:
        self._tree = tree
        self._scopes = scopes
        self._classes: dict[str, Node] = {}

    def origins(self, node: Node, depth: int = DEPTH) -> Origins:
        """What an expression may evaluate to."""
        if depth <= 0:
            return _UNKNOWN
        if node.type in _CASTS:
            return self._of_cast(node, depth)
        node = unwrapped(node)
        if node.type in ("identifier", "type_identifier"):
            return self._of_name(self._tree.text_of(node), node, depth)
        if node.type == "this":
            return self._of_this(node, depth)
        if node.type == "member_expression":
            return self._of_member_expression(node, depth)
        if node.type in ("call_expression", "new_expression"):
            return self._of_call(node, depth)
        if node.type in ("ternary_expression", "binary_expression"):
            return self._of_branches(node, depth)
        if node.type == "await_expression" and node.named_children:
            return self.origins(node.named_children[0], depth - 1)
        return frozenset({OTHER}) if node.type in _LITERALS else _UNKNOWN

    def of_type(self, annotation: Node, depth: int = DEPTH) -> Origins:
        """The instances a type annotation allows."""
        return annotated(self._tree, annotation, lambda node: self.origins(node, depth - 1)) or _UNKNOWN

    def _of_cast(self, node: Node, depth: int) -> Origins:
        value, written = node.named_children[0], node.named_children[-1]
        if node.type == "type_assertion":
            value, written = written, value
        found = self.origins(value, depth - 1)
        return found if found != _UNKNOWN else self.of_type(written, depth)

    def _of_name(self, name: str, node: Node, depth: int) -> Origins:
        found: set[str] = set()
        for binding in self._scopes.visible(name, node):
            found |= self._of_binding(binding, depth)
        return frozenset(found - {UNKNOWN} or found) or _UNKNOWN

    def _of_binding(self, binding: Binding, depth: int) -> Origins:
        if binding.kind is Kind.IMPORT:
            return frozenset({binding.path})
        if binding.kind is Kind.CLASS and binding.value is not None:
            return self._of_class(binding.value, depth)
        if binding.kind is Kind.FUNCTION:
            return frozenset({f"={self._tree.text_of(binding.name)}"})
        annotation = binding.annotation
        if annotation is not None and binding.key:
            annotation = property_type(self._tree, annotation, binding.key)
        if annotation is not None:
            return self.of_type(annotation, depth)
        if binding.value is None or binding.value.type in ("null", "undefined") or binding.key == "?":
            return _UNKNOWN
        found = self.origins(binding.value, depth - 1)
        return frozenset(member(each, binding.key) for each in found) if binding.key else found

    def _of_class(self, definition: Node, depth: int) -> Origins:
        """The class itself, and its base, whose methods it inherits."""
        name = definition.child_by_field_name("name")
        local = f"={self._tree.text_of(name) if name is not None else 'class'}"
        self._classes[local] = definition
        found = {local}
        for heritage in definition.named_children:
            for clause in heritage.named_children if heritage.type == "class_heritage" else ():
                base = clause.child_by_field_name("value") if clause.type == "extends_clause" else None
                found |= self.origins(base, depth - 1) if base is not None else set()
        return frozenset(found)

    def _of_this(self, node: Node, depth: int) -> Origins:
        owner = next((each for each in self._tree.ancestors(node) if each.type in CLASSES), None)
        return frozenset(called(each) for each in self._of_class(owner, depth)) if owner is not None else _UNKNOWN

    def _of_member_expression(self, node: Node, depth: int) -> Origins:
        base, name = node.child_by_field_name("object"), node.child_by_field_name("property")
        if base is None or name is None:
            return _UNKNOWN
        key = self._tree.text_of(name)
        found: set[str] = set()
        for each in self.origins(base, depth - 1):
            owner = self._classes.get(each.removesuffix("()"))
            found |= self._of_member(key, owner, depth) if owner is not None else {member(each, key)}
        if unwrapped(base).type == "this":  # what a base class declares is not seen from here
            found = {each for each in found if each.startswith("=") or (":" in each and not each.count("()."))}
        return frozenset(found) or _UNKNOWN

    def _of_member(self, name: str, owner: Node, depth: int) -> Origins:
        """What `this.name` is in a class: a field, a constructor's parameter property, a getter, what is assigned."""
        found: set[str] = set()
        for leaf in self._tree.leaves(name):
            above = self._tree.ancestors(leaf)
            if owner not in above:
                continue
            found |= self._of_field(leaf, above, depth)
        return frozenset(found - {UNKNOWN} or found) or _UNKNOWN

    def _of_field(self, leaf: Node, above: tuple[Node, ...], depth: int) -> Origins:
        holder = above[0]
        if holder.type in PARAMETERS and any(
            each.type in ("accessibility_modifier", "readonly") for each in holder.children
        ):
            annotation = holder.child_by_field_name("type")
            return self.of_type(annotation, depth) if annotation is not None else _UNKNOWN
        if (
            holder.type in ("public_field_definition", "method_definition")
            and holder.child_by_field_name("name") == leaf
        ):
            if holder.type == "method_definition":
                getter = any(each.type == "get" for each in holder.children)
                return self._returned(holder, depth) if getter else frozenset({f"={self._tree.text_of(leaf)}"})
            annotation, value = holder.child_by_field_name("type"), holder.child_by_field_name("value")
            if annotation is not None:
                return self.of_type(annotation, depth)
            return self.origins(value, depth - 1) if value is not None else frozenset()
        if holder.type == "member_expression" and len(above) > 1 and above[1].type == "assignment_expression":
            base, value = holder.child_by_field_name("object"), above[1].child_by_field_name("right")
            if (
                above[1].child_by_field_name("left") == holder
                and base is not None
                and base.type == "this"
                and value is not None
            ):
                return self.origins(value, depth - 1)
        return frozenset()

    def _of_call(self, node: Node, depth: int) -> Origins:
        function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        if function is None:
            return _UNKNOWN
        passed = node.child_by_field_name("arguments")
        if self._tree.text_of(function) in ("require", "import") and passed is not None and passed.named_children:
            return frozenset({module_path(self._tree, passed.named_children[0])})
        found: set[str] = set()
        for each in self.origins(function, depth - 1):
            definition = self._scopes.definition(each)
            found |= self._returned(definition, depth) if definition is not None else {called(each)}
        return frozenset(found)

    def _returned(self, function: Node, depth: int) -> Origins:
        annotation = function.child_by_field_name("return_type")
        if annotation is not None:
            return self.of_type(annotation, depth)
        found: set[str] = set()
        for value in returns(function):
            found |= self.origins(value, depth - 1)
        return frozenset(found - {UNKNOWN} or found) or _UNKNOWN

    def _of_branches(self, node: Node, depth: int) -> Origins:
        operator = node.child_by_field_name("operator")
        if operator is not None and operator.type not in ("??", "||", "&&"):
            return frozenset({OTHER})
        parts = [node.child_by_field_name(field) for field in ("left", "right", "consequence", "alternative")]
        found: set[str] = set()
        for part in parts:
            if part is not None and part.type not in ("null", "undefined"):
                found |= self.origins(part, depth - 1)
        return frozenset(found) or _UNKNOWN
