"""What names mean at one call of a Python file, and which names are free for an import at the top of the file."""

from __future__ import annotations

import re

from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.python.fixes.opened_file import Imported, OpenedFile, opened
from spanlint.languages.python.names.bindings import FUNCTIONS, scope_of
from spanlint.text.source import ByteRange, Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_COMPREHENSIONS = frozenset(
    {"list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression"}
)
_DEFINITIONS = frozenset({Kind.FUNCTION, Kind.CLASS})
_ASSIGNED = frozenset({Kind.IMPORT, Kind.VALUE, Kind.WITH})
_SAYS_NONE = re.compile(r"\bNone\b|\bOptional\b")


class InsertionPlace:
    """One call of a file, and the names that are visible there."""

    def __init__(self, file: OpenedFile, call: Node) -> None:
        self.file = file
        self.tree = tree = file.tree
        self.call = call
        self.scopes = file.scopes
        self.around = tree.ancestors(call)
        self.imports = file.imports
        self._enclosing = [scope_of(tree, call)]
        while self._enclosing[-1].type != "module":
            self._enclosing.append(scope_of(tree, self._enclosing[-1]))
        self.is_at_import = not any(scope.type in FUNCTIONS for scope in self._enclosing)

    def bindings(self, name: str) -> list[Binding]:
        """The bindings of a name that the call sees; empty if one cannot be judged or is in broken syntax."""
        bindings = self.scopes.visible(name, self.call)
        if self.file.is_unclear(name):
            return []
        inside = (
            self.around[: self.around.index(bindings[0].scope)] if bindings and bindings[0].scope in self.around else ()
        )
        is_class = bool(bindings) and bindings[0].scope.type == "class_definition"
        return [] if is_class and any(above.type in _COMPREHENSIONS for above in inside) else bindings

    def is_bound(self, name: str) -> bool:
        """Whether a name certainly has a value when the call is evaluated."""
        imports = (imported for imported in self.imports if imported.name.partition(".")[0] == name)
        return any(map(self._is_certain, self.bindings(name))) or any(map(self._is_usable, imports))

    def is_parameter(self, name: str) -> bool:
        """Whether a name is a parameter of a function around the call."""
        return any(binding.kind is Kind.PARAMETER for binding in self.bindings(name))

    def may_be_none(self, name: str) -> bool:
        """Whether a name is a parameter that a call may leave out, or whose type allows None."""
        bindings = [binding for binding in self.bindings(name) if binding.kind is Kind.PARAMETER]
        types = [self.tree.text_of(binding.annotation) for binding in bindings if binding.annotation is not None]
        is_optional = any(_SAYS_NONE.search(annotation) is not None for annotation in types)
        return is_optional or any(binding.value is not None for binding in bindings)

    def spelling(self, paths: tuple[str, ...]) -> str | None:
        """How the call can name what any of the paths refers to, by the file's own imports; None if it cannot."""
        return next(
            (imported.name for imported in self.imports if imported.path in paths and self._is_usable(imported)), None
        )

    def reexported(self, name: str, member: str) -> str | None:
        """The file's name for what a module re-exports of the API under the API's name: the file already reads the
        member of it. None if there is none."""
        for imported in self.imports:
            is_read = any(self._reads(leaf, member) for leaf in self.tree.leaves(imported.name))
            if imported.original == name and is_read and self._is_usable(imported):
                return imported.name
        return None

    def _reads(self, leaf: Node, member: str) -> bool:
        above = self.tree.parent(leaf)
        if above is None or above.type != "attribute" or above.child_by_field_name("object") != leaf:
            return False
        key = above.child_by_field_name("attribute")
        return key is not None and self.tree.text_of(key) == member

    def is_free(self, name: str, paths: tuple[str, ...]) -> bool:
        """Whether an import at the top of the file may bind a name to what the paths refer to."""
        scopes = self.file.scopes_that_hide(name, paths)
        if scopes is None:
            return False
        return not any(scope in scopes and self._is_seen(scope) for scope in self._enclosing)

    def is_type_only(self, node: Node) -> bool:
        """Whether a node is under `if TYPE_CHECKING:`."""
        inner = node
        for above in self.tree.ancestors(node):
            if above.type == "if_statement" and above.child_by_field_name("consequence") == inner:
                condition = above.child_by_field_name("condition")
                if condition is not None and self.tree.text_of(condition).endswith("TYPE_CHECKING"):
                    return True
            inner = above
        return False

    def is_optional(self, packages: tuple[str, ...]) -> bool:
        """Whether the file imports one of the packages, but only in a `try`, in a function or under a condition."""
        statements = [self.top_statement(leaf) for leaf in self._imports_of(packages)]
        return bool(statements) and not any(statement.type.startswith("import_") for statement in statements)

    def optional_import(self, packages: tuple[str, ...]) -> Node | None:
        """The last import of one of the packages that runs before the call; None if there is none."""
        before = [leaf for leaf in self._imports_of(packages) if self._runs_before(leaf)]
        return next(above for above in self.tree.ancestors(before[-1]) if "import" in above.type) if before else None

    def _imports_of(self, packages: tuple[str, ...]) -> list[Node]:
        imports = (imported for imported in self.imports if imported.path.partition(".")[0] in packages)
        return [imported.leaf for imported in imports if not self.is_type_only(imported.leaf)]

    def _runs_before(self, leaf: Node) -> bool:
        is_tried = self.top_statement(leaf).type == "try_statement" and scope_of(self.tree, leaf).type == "module"
        return self._comes_before(leaf) or (is_tried and leaf.end_byte <= self.call.start_byte)

    def can_import(self, module: str) -> bool:
        """Whether an import of a module at the top of the file certainly succeeds and stays valid.

        It does unless the file itself treats the package as optional, or has an `import *` that may rebind the name.
        """
        root = module.partition(".")[0]
        imports = [imported for imported in self.imports if root and imported.path.partition(".")[0] == root]
        at_top = [imported for imported in imports if scope_of(self.tree, imported.leaf).type == "module"]
        statements = [
            self.top_statement(imported.leaf).type for imported in at_top if not self.is_type_only(imported.leaf)
        ]
        optional = "try_statement" in statements and not any(
            statement.startswith("import_") for statement in statements
        )
        return not optional and not self.file.has_star()

    def top_statement(self, node: Node) -> Node:
        """The top-level statement that contains a node, or the node itself if it is one."""
        return self.file.top_statement(node)

    def _is_certain(self, binding: Binding) -> bool:
        if binding.kind is Kind.PARAMETER:
            return True
        if binding.kind in _DEFINITIONS and binding.scope.type == "module" and not self.is_at_import:
            return self._holder(binding.name) == self.tree.root and not self._is_called_above(binding.name)
        return binding.kind in _ASSIGNED | _DEFINITIONS and self._comes_before(binding.name)

    def _is_called_above(self, below: Node) -> bool:
        """Whether the module calls the outermost function around the call while it loads, above another place."""
        name = self._enclosing[-2].child_by_field_name("name")
        for leaf in self.tree.leaves(self.tree.text_of(name)) if name is not None else ():
            above = self.tree.parent(leaf)
            is_called = above is not None and above.type == "call" and above.child_by_field_name("function") == leaf
            if is_called and leaf.start_byte < below.start_byte and scope_of(self.tree, leaf).type == "module":
                return True
        return False

    def _comes_before(self, leaf: Node) -> bool:
        """Whether the statement of a leaf always runs before the call."""
        return self._holder(leaf) in self.around and leaf.end_byte <= self.call.start_byte

    def _holder(self, leaf: Node) -> Node:
        """The block of the statement that contains a leaf; a definition's name belongs to the block around it."""
        return next(above for above in self.tree.ancestors(leaf) if above.type in ("block", "module"))

    def _is_usable(self, imported: Imported) -> bool:
        bindings = self.bindings(imported.name.partition(".")[0])
        if not any(binding.name == imported.leaf for binding in bindings):
            return False
        others = [binding for binding in bindings if not self._is_same(binding, imported)]
        if not others and self._comes_before(imported.leaf):
            return True
        statement = self.top_statement(imported.leaf)
        return (
            statement.type == "try_statement"
            and imported.leaf.end_byte <= self.call.start_byte
            and scope_of(self.tree, imported.leaf).type == "module"
            and all(self.top_statement(binding.name) == statement for binding in others)
            and any(self.top_statement(leaf) != statement for leaf in self.tree.leaves(imported.name.partition(".")[0]))
        )

    def _is_same(self, binding: Binding, imported: Imported) -> bool:
        """Whether another binding gives a name the same value, or is another `import a.b` of the package `a`."""
        other = self.file.imported.get(binding.name.start_byte)
        return other is not None and (other.path == imported.path or ("." in other.name and "." in imported.name))

    def _is_seen(self, scope: Node) -> bool:
        return scope.type != "class_definition" or scope == self._enclosing[0]


def insertion_place(source: Source, at: ByteRange) -> InsertionPlace | None:
    """The call at a range; None if there is none or the statement around it is broken."""
    file = opened(source)
    tree = file.tree
    call = tree.root.descendant_for_byte_range(*at)
    if call is None or call.type != "call" or (call.start_byte, call.end_byte) != at or tree.root.type != "module":
        return None
    place = InsertionPlace(file, call)
    return None if place.top_statement(call).has_error else place
