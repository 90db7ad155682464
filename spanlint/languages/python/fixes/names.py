"""What names mean at one call of a Python file, and which names are free for an import at the top of the file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.python.file import tree_of
from spanlint.languages.python.names.bindings import FUNCTIONS, scope_of
from spanlint.languages.python.names.scopes import Scopes
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.lean.records import Record
from spanlint.text.source import ByteRange, Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_COMPREHENSIONS = frozenset(
    {"list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression"}
)
# Places that bind or unbind a name without being among the readers' bindings.
_UNREAD_BINDINGS = frozenset({"case_pattern", "delete_statement", "type_parameter", "type_alias_statement"})
_STAR = re.compile(rb"import[ \t]*\*")
_DEFINITIONS = frozenset({Kind.FUNCTION, Kind.CLASS})
_ASSIGNED = frozenset({Kind.IMPORT, Kind.VALUE, Kind.WITH})


class Imported(Record):
    """A name that an import statement binds.

    `name` is how later code writes it (`a.b` after `import a.b`). `path` is the dotted path that it refers to, with
    leading dots if it is relative. `leaf` is the first leaf of the name. `module` and `original` are the two parts of
    `from module import original`; for `import module`, `original` is empty.
    """

    name: str
    path: str
    leaf: Node
    module: str
    original: str


def join(module: str, name: str) -> str:
    """The path of the name that `from module import name` binds."""
    return module + name if module.endswith(".") or not module else f"{module}.{name}"


class InsertionPlace:
    """One call of a file, and the names that are visible there."""

    def __init__(self, tree: SyntaxTree, call: Node) -> None:
        self.tree = tree
        self.call = call
        self.scopes = Scopes(tree)
        self.around = tree.ancestors(call)
        self.imports = list(_imports(tree))
        self._imported = {imported.leaf.start_byte: imported for imported in self.imports}
        self._enclosing = [scope_of(tree, call)]
        while self._enclosing[-1].type != "module":
            self._enclosing.append(scope_of(tree, self._enclosing[-1]))
        self.is_at_import = not any(scope.type in FUNCTIONS for scope in self._enclosing)

    def bindings(self, name: str) -> list[Binding]:
        """The bindings of a name that the call sees; empty if one cannot be judged or is in broken syntax."""
        bindings = self.scopes.visible(name, self.call)
        if any(_is_unread_binding(self.tree, leaf) or self._is_broken(leaf) for leaf in self.tree.leaves(name)):
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

    def spelling(self, paths: tuple[str, ...]) -> str | None:
        """How the call can name what any of the paths refers to, by the file's own imports; None if it cannot."""
        return next(
            (imported.name for imported in self.imports if imported.path in paths and self._is_usable(imported)), None
        )

    def is_free(self, name: str, paths: tuple[str, ...]) -> bool:
        """Whether an import at the top of the file may bind a name to what the paths refer to."""
        leaves = (leaf for leaf in self.tree.leaves(name) if leaf.type == "identifier" and not self._is_member(leaf))
        return all(self._is_harmless(leaf, name, paths) for leaf in leaves)

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
        return not optional and _STAR.search(self.tree.text) is None

    def top_statement(self, node: Node) -> Node:
        """The top-level statement that contains a node, or the node itself if it is one."""
        return (node, *self.tree.ancestors(node))[-2]

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
        other = self._imported.get(binding.name.start_byte)
        return other is not None and (other.path == imported.path or ("." in other.name and "." in imported.name))

    def _is_harmless(self, leaf: Node, name: str, paths: tuple[str, ...]) -> bool:
        if _is_unread_binding(self.tree, leaf) or self._is_broken(leaf):
            return False
        own_bindings = [binding for binding in self.scopes.bindings(name) if binding.name == leaf]
        bindings = own_bindings or self.scopes.visible(name, leaf)
        if bindings and all(binding.scope.type != "module" for binding in bindings):
            return not any(binding.scope in self._enclosing and self._is_seen(binding.scope) for binding in bindings)
        imported = [self._imported.get(binding.name.start_byte) for binding in bindings]
        return bool(bindings) and all(other is not None and _is_alike(other, name, paths) for other in imported)

    def _is_seen(self, scope: Node) -> bool:
        return scope.type != "class_definition" or scope == self._enclosing[0]

    def _is_member(self, leaf: Node) -> bool:
        """Whether a leaf is not a name by itself but an attribute, a keyword or part of an import."""
        above = self.tree.ancestors(leaf)
        if above[0].type == "attribute":
            return above[0].child_by_field_name("attribute") == leaf
        if above[0].type == "keyword_argument":
            return above[0].child_by_field_name("name") == leaf
        importing = any(ancestor.type in ("import_statement", "import_from_statement") for ancestor in above[:4])
        return importing and leaf.start_byte not in self._imported

    def _is_broken(self, leaf: Node) -> bool:
        return self.tree.root.has_error and self.top_statement(leaf).has_error


def insertion_place(source: Source, at: ByteRange) -> InsertionPlace | None:
    """The call at a range; None if there is none or the statement around it is broken."""
    tree = tree_of(source)
    call = tree.root.descendant_for_byte_range(*at)
    if call is None or call.type != "call" or (call.start_byte, call.end_byte) != at or tree.root.type != "module":
        return None
    place = InsertionPlace(tree, call)
    return None if place.top_statement(call).has_error else place


def _imports(tree: SyntaxTree) -> Iterator[Imported]:
    for keyword in tree.leaves("import"):
        statement = tree.parent(keyword)
        if statement is None or statement.type not in ("import_statement", "import_from_statement"):
            continue
        module = statement.child_by_field_name("module_name")
        for item in statement.children_by_field_name("name"):
            dotted, alias = item.child_by_field_name("name") or item, item.child_by_field_name("alias")
            dotted_name = tree.text_of(dotted)
            parts = (tree.text_of(module), dotted_name) if module is not None else (dotted_name, "")
            path = join(*parts) if module is not None else dotted_name
            yield Imported(tree.text_of(alias or dotted), path, alias or dotted.children[0], *parts)


def _is_alike(imported: Imported, name: str, paths: tuple[str, ...]) -> bool:
    """Whether an import of a name is compatible with one of the paths, as `import a.b` is with `import a.c`."""
    if imported.name == name:
        return imported.path in paths
    return imported.name.startswith(f"{name}.") and any(path.startswith(f"{name}.") for path in paths)


def _is_unread_binding(tree: SyntaxTree, leaf: Node) -> bool:
    """Whether a leaf binds or unbinds a name in a way that `bindings` does not include."""
    above = tree.ancestors(leaf)[:5]
    return leaf.type == "identifier" and any(ancestor.type in _UNREAD_BINDINGS for ancestor in above)
