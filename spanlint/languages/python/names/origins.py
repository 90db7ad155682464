"""Where a Python expression comes from: the dotted path of what it evaluates to, as far as the file shows it."""

from __future__ import annotations

from spanlint.languages.names.origins import OTHER, UNKNOWN, called, member
from spanlint.languages.python.names.annotations import Resolver, annotated
from spanlint.languages.python.names.bindings import Binding, Kind, member_assignments
from spanlint.languages.python.names.expressions import base_classes, unwrapped
from spanlint.languages.python.names.scopes import DEPTH, Scopes, returns
from spanlint.languages.trees.tree import SyntaxTree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_LITERALS = frozenset({"string", "integer", "float", "dictionary", "list", "tuple", "set", "true", "false", "lambda"})
_TRANSPARENT = frozenset({"await", "as_pattern", "named_expression"})
Origins = frozenset[str]
_UNKNOWN: Origins = frozenset({UNKNOWN})


class Names:
    """The names of one file. An origin is a dotted path (`opentelemetry.trace.get_tracer()`), `=Name` for what the file
    itself defines, or UNKNOWN; an expression has several where its value may come from several places. What the methods
    named `creators` return is a span."""

    def __init__(self, tree: SyntaxTree, scopes: Scopes, creators: tuple[str, ...]) -> None:
        self._tree = tree
        self._scopes = scopes
        self._spans = tuple(f".{name}()" for name in creators)  # how an origin ends that is a span
        self._classes: dict[str, Node] = {}
        self._known: dict[tuple[int, int], Origins] = {}  # by what `scopes` keeps, or a function of the tree
        self._members: dict[str, list[tuple[Node, ...]]] = {}

    def origins(self, node: Node, depth: int = DEPTH) -> Origins:
        """What an expression may evaluate to."""
        node = unwrapped(node)
        if depth <= 0:
            return _UNKNOWN
        if node.type == "identifier":
            return self._of_name(self._tree.text_of(node), node, depth)
        if node.type == "attribute":
            return self._of_attribute(node, depth)
        if node.type == "call":
            return self._of_call(node, depth)
        if node.type in ("conditional_expression", "boolean_operator"):
            return self._of_branches(node, depth)
        if node.type in _TRANSPARENT and node.named_children:
            return self.origins(node.named_children[-1 if node.type == "named_expression" else 0], depth - 1)
        return frozenset({OTHER}) if node.type in _LITERALS else _UNKNOWN

    def of_annotation(self, node: Node, depth: int = DEPTH) -> Origins:
        """The instances a type annotation allows."""
        resolve = Resolver(
            lambda part: self.origins(part, depth - 1), lambda name: self._of_name(name, node, depth - 1)
        )
        return annotated(self._tree, node, resolve) or _UNKNOWN

    def _of_name(self, name: str, node: Node, depth: int) -> Origins:
        visible = self._scopes.visible(name, node)
        known = self._known.get((id(visible), depth)) if visible else _UNKNOWN
        if known is None:
            found = frozenset[str]().union(*(self._of_binding(each, depth) for each in visible))
            known = self._known[id(visible), depth] = found or _UNKNOWN
        return known

    def _of_binding(self, binding: Binding, depth: int) -> Origins:
        if binding.kind is Kind.IMPORT:
            return frozenset({binding.path})
        if binding.kind is Kind.CLASS and binding.value is not None:
            return self._of_class(binding.value, depth)
        if binding.kind is Kind.FUNCTION:
            return frozenset({f"={self._tree.text_of(binding.name)}"})
        if binding.annotation is not None:
            return self.of_annotation(binding.annotation, depth)
        if binding.kind is Kind.WITH and binding.value is not None:
            return self._of_entered(binding.value, depth)
        if binding.kind in (Kind.VALUE, Kind.PARAMETER) and binding.value is not None:
            if binding.value.type == "none":
                return _UNKNOWN  # a default or a first value, to be replaced
            return self.origins(binding.value, depth - 1)
        return self._of_self(binding, depth)

    def _of_self(self, binding: Binding, depth: int) -> Origins:
        """The object whose method this is, as an instance of its class's bases; UNKNOWN for another parameter."""
        owner = self._class_around(binding.scope)
        if owner is None or binding.kind is not Kind.PARAMETER or self._tree.text_of(binding.name) != "self":
            return _UNKNOWN
        bases = (each for each in self._of_class(owner, depth - 1) if not each.startswith("="))
        return frozenset(map(called, bases)) or _UNKNOWN

    def _of_entered(self, value: Node, depth: int) -> Origins:
        """What `with value as name` binds: the span of a call that starts one, for anything else it is not known."""
        found = self.origins(value, depth - 1)
        return found if all(each.endswith(self._spans) for each in found) else _UNKNOWN

    def _of_class(self, definition: Node, depth: int) -> Origins:
        """The class itself, and its bases, whose methods it inherits."""
        name = definition.child_by_field_name("name")
        local = f"={self._tree.text_of(name) if name is not None else ''}"
        self._classes[local] = definition
        return self._of_bases(definition, depth) | {local}

    def _of_bases(self, definition: Node, depth: int, odd: Origins = frozenset()) -> Origins:
        found: set[str] = set()
        for base in base_classes(definition) if depth > 0 else ():
            found |= self.origins(base, depth - 1) if base.type in ("identifier", "attribute") else odd
        return frozenset(found)

    def _of_super(self, node: Node, depth: int) -> Origins:
        """What `super(..)` gives: an instance of the bases of the class around, UNKNOWN too where one is odd."""
        owner = self._class_around(node)
        found = self._of_bases(owner, depth, _UNKNOWN) if owner is not None else _UNKNOWN
        return frozenset(map(called, found)) or _UNKNOWN

    def _of_attribute(self, node: Node, depth: int) -> Origins:
        base, attribute = node.child_by_field_name("object"), node.child_by_field_name("attribute")
        if base is None or attribute is None:
            return _UNKNOWN
        name = self._tree.text_of(attribute)
        if base.type == "identifier" and self._tree.text_of(base) in ("self", "cls"):
            return self._of_member(name, node, depth)
        found = (self._member(each, name, depth) for each in self.origins(base, depth - 1))
        return frozenset[str]().union(*found)

    def _member(self, origin: str, name: str, depth: int) -> Origins:
        """A member of what an origin names."""
        owner = self._classes.get(origin.removesuffix("()"))
        return (
            self._of_member(name, owner, depth, inside=owner)
            if owner is not None
            else frozenset({member(origin, name)})
        )

    def evaluate(self, steps: tuple[str, ...]) -> Origins:
        """What a name of the module's top level is, after the members and calls (`()`) that follow it."""
        found = self._of_name(steps[0], self._tree.root, DEPTH)
        for step in steps[1:]:
            parts = (self._call(each, DEPTH) if step == "()" else self._member(each, step, DEPTH) for each in found)
            found = frozenset[str]().union(*parts)
        return found

    def definition(self, steps: tuple[str, ...]) -> Node | None:
        """The function or class of the module's top level that one step names."""
        found = self._scopes.visible(steps[0], self._tree.root) if len(steps) == 1 else []
        made = [each.value for each in found if each.kind in (Kind.FUNCTION, Kind.CLASS)]
        return made[0] if len(made) == 1 else None

    def method(self, origin: str, name: str) -> Node | None:
        """The method of a class of this file, by an instance's origin."""
        owner = self._classes.get(origin.removesuffix("()"))
        found = (
            each.value for each in self._scopes.bindings(name) if each.kind is Kind.FUNCTION and each.scope == owner
        )
        return next(found, None) if owner is not None else None

    def _of_member(self, name: str, node: Node, depth: int, inside: Node | None = None) -> Origins:
        """What `self.name` is: the values assigned to it in the class, and the names bound in the class's body."""
        owner = inside or self._class_around(node)
        if owner is None or depth <= 0:
            return _UNKNOWN
        found: set[str] = set()
        for binding in self._scopes.bindings(name):
            if binding.scope == owner:
                found |= (
                    self._of_property(binding, depth)
                    if binding.kind is Kind.FUNCTION
                    else self._of_binding(binding, depth)
                )
        for assignment in self._assignments(name, owner):
            annotation, value = assignment.child_by_field_name("type"), assignment.child_by_field_name("right")
            if annotation is not None:
                found |= self.of_annotation(annotation, depth - 1)
            elif value is not None and value.type != "none":
                found |= self.origins(value, depth - 1)
        return frozenset(found or self._inherited(name, owner, depth)) or _UNKNOWN

    def _inherited(self, name: str, owner: Node, depth: int) -> set[str]:
        bases = (self._classes.get(each) for each in self._of_class(owner, depth - 1))
        found = [self._of_member(name, base, depth - 1, inside=base) for base in bases if base not in (None, owner)]
        return set().union(*found)

    def _class_around(self, node: Node) -> Node | None:
        return next((each for each in self._tree.ancestors(node) if each.type == "class_definition"), None)

    def _of_property(self, binding: Binding, depth: int) -> Origins:
        """A method, unless it is decorated as a property, which gives what it returns."""
        above = self._tree.parent(binding.value) if binding.value is not None else None
        decorators = [each for each in above.children if each.type == "decorator"] if above is not None else []
        if binding.value is None or not any("property" in self._tree.text_of(each) for each in decorators):
            return frozenset({f"={self._tree.text_of(binding.name)}"})
        return self._returned(binding.value, depth)

    def _assignments(self, name: str, owner: Node) -> list[Node]:
        """The assignments to `self.name` within a class."""
        if name not in self._members:
            self._members[name] = list(member_assignments(self._tree, name))
        return [above[1] for above in self._members[name] if owner in above]

    def _of_call(self, node: Node, depth: int) -> Origins:
        function = node.child_by_field_name("function")
        if function is None:
            return _UNKNOWN
        if self._tree.text_of(function) == "super":
            return self._of_super(node, depth)
        found: set[str] = set()
        for each in self.origins(function, depth - 1):
            cast = each.endswith(".cast") and each.startswith("typing")
            found |= self._of_cast(node, depth) if cast else self._call(each, depth)
        return frozenset(found)

    def _call(self, origin: str, depth: int) -> Origins:
        """What calling an origin gives, or an instance of it."""
        definition = self._definition(origin) if origin.startswith("=") else None
        return self._returned(definition, depth) if definition is not None else frozenset({called(origin)})

    def _definition(self, origin: str) -> Node | None:
        name = origin.lstrip("=")
        for binding in self._scopes.bindings(name) if name else ():
            if binding.kind is Kind.FUNCTION:
                return binding.value
        return None

    def _returned(self, function: Node, depth: int) -> Origins:
        annotation = function.child_by_field_name("return_type")
        if annotation is not None:
            return self.of_annotation(annotation, depth - 1)
        known = self._known.get((function.id, depth))
        if known is None:
            found = frozenset[str]().union(*(self.origins(each, depth - 1) for each in returns(function)))
            known = self._known[function.id, depth] = found or _UNKNOWN
        return known

    def _of_cast(self, node: Node, depth: int) -> Origins:
        passed = node.child_by_field_name("arguments")
        return (
            self.of_annotation(passed.named_children[0], depth)
            if passed is not None and passed.named_children
            else _UNKNOWN
        )

    def _of_branches(self, node: Node, depth: int) -> Origins:
        parts = node.named_children
        chosen = (parts[0], parts[-1])
        found: set[str] = set()
        for part in chosen:
            if part.type != "none":
                found |= self.origins(part, depth - 1)
        return frozenset(found) or _UNKNOWN
