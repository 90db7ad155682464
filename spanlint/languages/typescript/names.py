"""Where a TypeScript or JavaScript expression comes from, as far as the file shows it. See `origins` for the notation."""

from __future__ import annotations

from tree_sitter import Node

from spanlint.languages.origins import OTHER, UNKNOWN, called, member
from spanlint.languages.syntax import SyntaxTree
from spanlint.languages.typescript.arguments import unwrapped
from spanlint.languages.typescript.bindings import CLASSES, FUNCTIONS, PARAMETERS, Binding, Kind, bindings, module_path
from spanlint.languages.typescript.types import annotated, property_type

_DEPTH = 12  # longer chains of assignments are not met in code that people read
_LITERALS = frozenset({"string", "number", "template_string", "array", "true", "false", "regex", *FUNCTIONS})
_CASTS = frozenset({"as_expression", "satisfies_expression", "type_assertion"})
Origins = frozenset[str]
_UNKNOWN: Origins = frozenset({UNKNOWN})


class Names:
    """The names of one file: what binds them, and what an expression may evaluate to."""

    def __init__(self, tree: SyntaxTree) -> None:
        self._tree = tree
        self._bindings: dict[str, list[Binding]] = {}
        self._classes: dict[str, Node] = {}

    def bindings(self, name: str) -> list[Binding]:
        """Every binding of a name in the file."""
        known = self._bindings.get(name)
        if known is None:
            known = self._bindings[name] = list(bindings(self._tree, name))
        return known

    def visible(self, name: str, node: Node) -> list[Binding]:
        """The bindings of the innermost scope around a node that declares the name, and what is assigned to it there."""
        found = self.bindings(name)
        if not found:
            return []
        for scope in self._tree.ancestors(node):
            declared = [each for each in found if each.scope == scope and each.kind is not Kind.ASSIGNED]
            if declared:
                assigned = [each for each in found if each.kind is Kind.ASSIGNED and scope in self._tree.ancestors(each.name)]
                return declared + assigned
        return []

    def sole_value(self, node: Node) -> Node:
        """The only value that a local name is ever given, followed through other such names; else the node itself."""
        for _ in range(_DEPTH):
            node = unwrapped(node)
            found = self.visible(self._tree.text_of(node), node) if node.type == "identifier" else []
            if len(found) != 1 or found[0].kind is not Kind.VALUE or found[0].value is None or found[0].key:
                return node
            node = found[0].value
        return node

    def bodies(self, name: str, function: Node) -> list[Node]:
        """The bodies of the functions and methods of this name that the file defines."""
        made = [binding.value for binding in self.visible(name, function) if binding.kind is Kind.FUNCTION]
        if function.type == "member_expression":
            made = [above for leaf in self._tree.leaves(name) if (above := self._tree.parent(leaf)) and above.type == "method_definition"]
        return [body for each in made if each is not None and (body := each.child_by_field_name("body")) is not None]

    def origins(self, node: Node, depth: int = _DEPTH) -> Origins:
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

    def of_type(self, annotation: Node, depth: int = _DEPTH) -> Origins:
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
        for binding in self.visible(name, node):
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
            found = {each for each in found if each.startswith("=") or ":" in each and not each.count("().")}
        return frozenset(found) or _UNKNOWN

    def _of_member(self, name: str, owner: Node, depth: int) -> Origins:
        """What `this.name` is in a class: its field, its constructor's parameter property, its getter, what is assigned."""
        found: set[str] = set()
        for leaf in self._tree.leaves(name):
            above = self._tree.ancestors(leaf)
            if owner not in above:
                continue
            found |= self._of_field(leaf, above, depth)
        return frozenset(found - {UNKNOWN} or found) or _UNKNOWN

    def _of_field(self, leaf: Node, above: tuple[Node, ...], depth: int) -> Origins:
        holder = above[0]
        if holder.type in PARAMETERS and any(each.type in ("accessibility_modifier", "readonly") for each in holder.children):
            annotation = holder.child_by_field_name("type")
            return self.of_type(annotation, depth) if annotation is not None else _UNKNOWN
        if holder.type in ("public_field_definition", "method_definition") and holder.child_by_field_name("name") == leaf:
            if holder.type == "method_definition":
                getter = any(each.type == "get" for each in holder.children)
                return self._returned(holder, depth) if getter else frozenset({f"={self._tree.text_of(leaf)}"})
            annotation, value = holder.child_by_field_name("type"), holder.child_by_field_name("value")
            if annotation is not None:
                return self.of_type(annotation, depth)
            return self.origins(value, depth - 1) if value is not None else frozenset()
        if holder.type == "member_expression" and len(above) > 1 and above[1].type == "assignment_expression":
            base, value = holder.child_by_field_name("object"), above[1].child_by_field_name("right")
            if above[1].child_by_field_name("left") == holder and base is not None and base.type == "this" and value is not None:
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
            definition = self._definition(each, function)
            found |= self._returned(definition, depth) if definition is not None else {called(each)}
        return frozenset(found)

    def _definition(self, origin: str, function: Node) -> Node | None:
        """The function in this file that an origin names: a function of that name, or a method of the class around."""
        if not origin.startswith("="):
            return None
        name = origin[1:]
        for binding in self.bindings(name):
            if binding.kind is Kind.FUNCTION:
                return binding.value
        for leaf in self._tree.leaves(name):
            above = self._tree.parent(leaf)
            if above is not None and above.type == "method_definition" and above.child_by_field_name("name") == leaf:
                return above
        return None

    def _returned(self, function: Node, depth: int) -> Origins:
        annotation = function.child_by_field_name("return_type")
        if annotation is not None:
            return self.of_type(annotation, depth)
        found: set[str] = set()
        for value in self.returns(function):
            found |= self.origins(value, depth - 1)
        return frozenset(found - {UNKNOWN} or found) or _UNKNOWN

    def returns(self, function: Node) -> list[Node]:
        """The values that a function's own `return` statements, or its expression body, give."""
        body = function.child_by_field_name("body")
        if body is None or body.type != "statement_block":
            return [] if body is None else [body]
        found: list[Node] = []
        pending = [body]
        while pending:
            for child in pending.pop().named_children:
                if child.type == "return_statement":
                    found += child.named_children[:1]
                elif child.type not in FUNCTIONS and child.type not in CLASSES:
                    pending.append(child)
        return found

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
