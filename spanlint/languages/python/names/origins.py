"""The origins of Python expressions: the dotted paths of what they may evaluate to, if the file shows it."""

from __future__ import annotations

from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.names.inherited_methods import nearest_method
from spanlint.languages.names.origins import OTHER, UNKNOWN, called, member
from spanlint.languages.python.names.annotations import Resolver, annotation_origins
from spanlint.languages.python.names.bindings import given, is_made_later, member_assignments
from spanlint.languages.python.names.expressions import base_classes, unwrapped
from spanlint.languages.python.names.scopes import DEPTH, Scopes, returns
from spanlint.languages.trees.tree import SyntaxTree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_LITERALS = frozenset({"string", "integer", "float", "dictionary", "list", "tuple", "set", "true", "false", "lambda"})
_TRANSPARENT = frozenset({"await", "as_pattern", "named_expression"})
Origins = frozenset[str]
# pytest passes a fixture by the name of the parameter: pytest_mock/plugin.py.
_FIXTURES: dict[str, Origins] = {
    f"{scope}mocker": frozenset({"pytest_mock.MockerFixture()"})
    for scope in ("", "class_", "module_", "package_", "session_")
}
_DOUBLES = ("unittest.mock.", "mock.")
_UNKNOWN: Origins = frozenset({UNKNOWN})


class Names:
    """Resolves the origins of one file's expressions.

    An origin is a dotted path (`opentelemetry.trace.get_tracer()`), `=Name` for a name that the file itself defines, or
    UNKNOWN. An expression whose value may come from several places has several origins. The methods named `creators`
    return spans.
    """

    def __init__(self, tree: SyntaxTree, scopes: Scopes, creators: tuple[str, ...]) -> None:
        self._tree = tree
        self._scopes = scopes
        self._span_suffixes = tuple(f".{name}()" for name in creators)  # of the origins of spans
        self._classes: dict[str, Node] = {}
        # The key: the id of a list that `scopes` keeps or of a function's node, and the depth.
        self._known: dict[tuple[int, int], Origins] = {}
        self._members: dict[tuple[str, int], list[Node]] = {}
        # The key: the name, the id of the class, and the depth. Members that are set from each other lead back here.
        self._known_members: dict[tuple[str, int, int], Origins] = {}

    def origins(self, node: Node, depth: int = DEPTH) -> Origins:
        """Returns the origins of what an expression may evaluate to."""
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

    def of_name(self, name: str, node: Node) -> Origins:
        """The origins of a name at a node."""
        return self._of_name(name, node, DEPTH)

    def of_annotation(self, node: Node, depth: int = DEPTH) -> Origins:
        """Returns the origins of the instances that a type annotation allows."""
        resolve = Resolver(
            lambda part: self.origins(part, depth - 1), lambda name: self._of_name(name, node, depth - 1)
        )
        return annotation_origins(self._tree, node, resolve) or _UNKNOWN

    def _of_name(self, name: str, node: Node, depth: int) -> Origins:
        visible = self._scopes.visible(name, node)
        known = self._known.get((id(visible), depth)) if visible else _UNKNOWN
        if known is None:
            origins = frozenset[str]().union(*(self._of_binding(binding, depth) for binding in given(visible)))
            known = self._known[id(visible), depth] = origins or _UNKNOWN
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
                return _UNKNOWN  # a default or an initial value, replaced later
            return self.origins(binding.value, depth - 1)
        return self._of_self(binding, depth)

    def _of_self(self, binding: Binding, depth: int) -> Origins:
        """Returns the origins of `self`, as an instance of its class's bases, or of a fixture; else UNKNOWN."""
        if binding.kind is Kind.PARAMETER and self._tree.text_of(binding.name) in _FIXTURES:
            return _FIXTURES[self._tree.text_of(binding.name)]
        owner = self._class_around(binding.scope)
        if owner is None or binding.kind is not Kind.PARAMETER or self._tree.text_of(binding.name) != "self":
            return _UNKNOWN
        bases = (origin for origin in self._of_class(owner, depth - 1) if not origin.startswith("="))
        return frozenset(map(called, bases)) or _UNKNOWN

    def _of_entered(self, value: Node, depth: int) -> Origins:
        """Returns what `with value as name` binds: the span if the call starts one, a double if it patches one in,
        otherwise UNKNOWN."""
        origins = self.origins(value, depth - 1)
        is_span = all(origin.endswith(self._span_suffixes) for origin in origins)
        return origins if is_span or all(origin.startswith(_DOUBLES) for origin in origins) else _UNKNOWN

    def _of_class(self, definition: Node, depth: int) -> Origins:
        """Returns the class itself, and its bases, whose methods it inherits."""
        name = definition.child_by_field_name("name")
        local = f"={self._tree.text_of(name) if name is not None else ''}"
        self._classes[local] = definition
        return self._of_bases(definition, depth) | {local}

    def _of_bases(self, definition: Node, depth: int, otherwise: Origins = frozenset()) -> Origins:
        """Returns the origins of a class's bases; `otherwise` for a base that is neither a name nor an attribute."""
        origins: set[str] = set()
        for base in base_classes(definition) if depth > 0 else ():
            origins |= self.origins(base, depth - 1) if base.type in ("identifier", "attribute") else otherwise
        return frozenset(origins)

    def _of_super(self, node: Node, depth: int) -> Origins:
        """Returns an instance of the bases of the class around; UNKNOWN too if a base is neither name nor attribute."""
        owner = self._class_around(node)
        bases = self._of_bases(owner, depth, _UNKNOWN) if owner is not None else _UNKNOWN
        return frozenset(map(called, bases)) or _UNKNOWN

    def _of_attribute(self, node: Node, depth: int) -> Origins:
        base, attribute = node.child_by_field_name("object"), node.child_by_field_name("attribute")
        if base is None or attribute is None:
            return _UNKNOWN
        name = self._tree.text_of(attribute)
        if base.type == "identifier" and self._tree.text_of(base) in ("self", "cls"):
            return self._of_member(name, node, depth)
        members = (self._member(origin, name, depth) for origin in self.origins(base, depth - 1))
        return frozenset[str]().union(*members)

    def _member(self, origin: str, name: str, depth: int) -> Origins:
        """Returns the origins of a member of what an origin names."""
        owner = self._classes.get(origin.removesuffix("()"))
        return (
            self._of_member(name, owner, depth, inside=owner)
            if owner is not None
            else frozenset({member(origin, name)})
        )

    def evaluate(self, steps: tuple[str, ...]) -> Origins:
        """Returns the origins of a name of the module's top level after its members and calls (`()`)."""
        origins = self._of_name(steps[0], self._tree.root, DEPTH)
        for step in steps[1:]:
            if step == "()":
                found = {origin: self._call_result(origin, DEPTH) for origin in origins}
            else:
                found = {origin: self._member(origin, step, DEPTH) for origin in origins}
            # What a class of the file sets itself hides what its bases may have.
            shown = [part for origin, part in found.items() if origin.startswith("=") and part != _UNKNOWN]
            origins = frozenset[str]().union(*(shown if shown and step != "()" else found.values()))
        return origins

    def definition(self, steps: tuple[str, ...]) -> Node | None:
        """Returns the function or class at the module's top level that a single step names, or the method that the last
        of several names, if there is exactly one."""
        if len(steps) > 1:
            return nearest_method(self.evaluate(steps[:-1]), steps[-1], self._declared, self._bases)
        visible = self._scopes.visible(steps[0], self._tree.root) if len(steps) == 1 else []
        definitions = [binding.value for binding in visible if binding.kind in (Kind.FUNCTION, Kind.CLASS)]
        return definitions[0] if len(definitions) == 1 else None

    def method(self, origin: str, name: str) -> Node | None:
        """Returns the method of a class of this file, by the origin of an instance."""
        declared = (value for value in self._declared(origin.removesuffix("()"), name) if value is not None)
        return next(declared, None)

    def _declared(self, origin: str, name: str) -> list[Node | None]:
        """Returns what the body of a class of this file binds to a name: methods, and None for anything else."""
        owner = self._classes.get(origin)
        bound = self._scopes.bindings(name) if owner is not None else ()
        return [binding.value if binding.kind is Kind.FUNCTION else None for binding in bound if binding.scope == owner]

    def _bases(self, origin: str) -> Origins:
        owner = self._classes.get(origin)
        return self._of_bases(owner, DEPTH) if owner is not None else frozenset()

    def _of_member(self, name: str, node: Node, depth: int, inside: Node | None = None) -> Origins:
        """Returns the origins of `self.name`, from assignments in the class and bindings in the class's body."""
        owner = inside or self._class_around(node)
        if owner is None or depth <= 0:
            return _UNKNOWN
        known = self._known_members.get((name, owner.id, depth))
        if known is None:
            known = self._known_members[name, owner.id, depth] = self._of_member_of(name, owner, depth)
        return known

    def _of_member_of(self, name: str, owner: Node, depth: int) -> Origins:
        origins: set[str] = set()
        in_body = [binding for binding in self._scopes.bindings(name) if binding.scope == owner]
        for binding in in_body:
            if binding.kind is Kind.FUNCTION:
                origins |= self._of_property(binding, depth)
            elif not is_made_later(binding):
                origins |= self._of_binding(binding, depth)
        for assignment in self._assignments(name, owner):
            annotation, value = assignment.child_by_field_name("type"), assignment.child_by_field_name("right")
            if annotation is not None:
                origins |= self.of_annotation(annotation, depth - 1)
            elif value is not None and value.type != "none":
                origins |= self.origins(value, depth - 1)
        return frozenset(origins or (() if in_body else self._inherited(name, owner, depth))) or _UNKNOWN

    def _inherited(self, name: str, owner: Node, depth: int) -> set[str]:
        """Returns the origins of a member of the bases, of which imports may lead to a definition in another file."""
        origins: set[str] = set()
        for origin in self._of_class(owner, depth - 1):
            base = self._classes.get(origin)
            if base is not None and base != owner:
                origins |= self._of_member(name, base, depth - 1, inside=base)
            elif base is None and "()" not in origin:
                origins.add(member(called(origin), name))
        return origins

    def _class_around(self, node: Node) -> Node | None:
        return next((ancestor for ancestor in self._tree.ancestors(node) if ancestor.type == "class_definition"), None)

    def _of_property(self, binding: Binding, depth: int) -> Origins:
        """Returns what a property returns; a method without that decorator is itself the origin."""
        above = self._tree.parent(binding.value) if binding.value is not None else None
        decorators = [child for child in above.children if child.type == "decorator"] if above is not None else []
        if binding.value is None or not any("property" in self._tree.text_of(decorator) for decorator in decorators):
            return frozenset({f"={self._tree.text_of(binding.name)}"})
        return self._of_returns(binding.value, depth)

    def _assignments(self, name: str, owner: Node) -> list[Node]:
        """Returns the assignments to `self.name` within a class."""
        known = self._members.get((name, owner.id))
        if known is None:
            known = [ancestors[1] for ancestors in member_assignments(self._tree, name, owner)]
            self._members[name, owner.id] = known
        return known

    def _of_call(self, node: Node, depth: int) -> Origins:
        function = node.child_by_field_name("function")
        if function is None:
            return _UNKNOWN
        if self._tree.text_of(function) == "super":
            return self._of_super(node, depth)
        origins: set[str] = set()
        for origin in self.origins(function, depth - 1):
            is_cast = origin.endswith(".cast") and origin.startswith("typing")
            origins |= self._of_cast(node, depth) if is_cast else self._call_result(origin, depth)
        return frozenset(origins)

    def _call_result(self, origin: str, depth: int) -> Origins:
        """Returns the origins of what a call of an origin returns, or of its instance."""
        definition = self._definition(origin) if origin.startswith("=") else None
        return self._of_returns(definition, depth) if definition is not None else frozenset({called(origin)})

    def _definition(self, origin: str) -> Node | None:
        name = origin.lstrip("=")
        bound = self._scopes.bindings(name) if name else ()
        return next((binding.value for binding in bound if binding.kind is Kind.FUNCTION), None)

    def _of_returns(self, function: Node, depth: int) -> Origins:
        annotation = function.child_by_field_name("return_type")
        if annotation is not None:
            return self.of_annotation(annotation, depth - 1)
        known = self._known.get((function.id, depth))
        if known is None:
            origins = frozenset[str]().union(*(self.origins(value, depth - 1) for value in returns(function)))
            known = self._known[function.id, depth] = origins or _UNKNOWN
        return known

    def _of_cast(self, node: Node, depth: int) -> Origins:
        argument_list = node.child_by_field_name("arguments")
        return (
            self.of_annotation(argument_list.named_children[0], depth)
            if argument_list is not None and argument_list.named_children
            else _UNKNOWN
        )

    def _of_branches(self, node: Node, depth: int) -> Origins:
        parts = node.named_children
        branches = (parts[0], parts[-1])
        origins: set[str] = set()
        for branch in branches:
            if branch.type != "none":
                origins |= self.origins(branch, depth - 1)
        return frozenset(origins) or _UNKNOWN
