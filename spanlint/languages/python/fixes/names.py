"""What names mean at one call of a Python file, and which are free for an import at its top."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spanlint.languages.python.file import tree_of
from spanlint.languages.python.names.bindings import FUNCTIONS, Binding, Kind, scope_of
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
# Places that bind or unbind a name and are not among the readers' bindings.
_UNSEEN = frozenset({"case_pattern", "delete_statement", "type_parameter", "type_alias_statement"})
_STAR = re.compile(rb"import[ \t]*\*")
_DEFINITIONS = frozenset({Kind.FUNCTION, Kind.CLASS})
_GIVEN = frozenset({Kind.IMPORT, Kind.VALUE, Kind.WITH})


class Imported(Record):
    """What one import statement binds: `name` as code after it writes it (`a.b` after `import a.b`), the dotted `path`
    it stands for, with leading dots where it is relative, and the first `leaf` of the name. `module` and `original`
    are the two parts of `from module import original`; `import module` has no original."""

    name: str
    path: str
    leaf: Node
    module: str
    original: str


def join(module: str, name: str) -> str:
    """The path of what `from module import name` binds."""
    return module + name if module.endswith(".") or not module else f"{module}.{name}"


class InsertionPlace:
    """One call of a file."""

    def __init__(self, tree: SyntaxTree, call: Node) -> None:
        self.tree = tree
        self.call = call
        self.scopes = Scopes(tree)
        self.around = tree.ancestors(call)
        self.imports = list(_imports(tree))
        self._imported = {each.leaf.start_byte: each for each in self.imports}
        self._enclosing = [scope_of(tree, call)]
        while self._enclosing[-1].type != "module":
            self._enclosing.append(scope_of(tree, self._enclosing[-1]))
        self.at_import = not any(scope.type in FUNCTIONS for scope in self._enclosing)

    def bindings(self, name: str) -> list[Binding]:
        """The bindings of a name that the call sees; none where one of them can't be judged or is in broken syntax."""
        found = self.scopes.visible(name, self.call)
        if any(_is_unseen(self.tree, leaf) or self._is_broken(leaf) for leaf in self.tree.leaves(name)):
            return []
        inside = self.around[: self.around.index(found[0].scope)] if found and found[0].scope in self.around else ()
        is_class = bool(found) and found[0].scope.type == "class_definition"
        return [] if is_class and any(above.type in _COMPREHENSIONS for above in inside) else found

    def is_bound(self, name: str) -> bool:
        """Whether a name is certain to have a value when the call is evaluated."""
        imported = (each for each in self.imports if each.name.partition(".")[0] == name)
        return any(map(self._is_certain, self.bindings(name))) or any(map(self._is_usable, imported))

    def is_parameter(self, name: str) -> bool:
        """Whether a name is a parameter of a function around the call."""
        return any(each.kind is Kind.PARAMETER for each in self.bindings(name))

    def spelling(self, paths: tuple[str, ...]) -> str | None:
        """How the call can name what any of the paths stands for, by the file's own imports."""
        return next((each.name for each in self.imports if each.path in paths and self._is_usable(each)), None)

    def is_free(self, name: str, paths: tuple[str, ...]) -> bool:
        """Whether an import at the top of the file may bind a name to what the paths stand for."""
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

    def can_import(self, module: str) -> bool:
        """Whether an import of a module at the top of the file is sure to succeed and stay: the file itself has no
        provision for doing without the package, and no `import *` that might bind the name again."""
        root = module.partition(".")[0]
        found = [each for each in self.imports if root and each.path.partition(".")[0] == root]
        at_top = [each for each in found if scope_of(self.tree, each.leaf).type == "module"]
        statements = [self.top(each.leaf).type for each in at_top if not self.is_type_only(each.leaf)]
        optional = "try_statement" in statements and not any(each.startswith("import_") for each in statements)
        return not optional and _STAR.search(self.tree.text) is None

    def top(self, node: Node) -> Node:
        """The top-level statement that a node is in, itself if it is one."""
        return (node, *self.tree.ancestors(node))[-2]

    def _is_certain(self, binding: Binding) -> bool:
        if binding.kind is Kind.PARAMETER:
            return True
        if binding.kind in _DEFINITIONS and binding.scope.type == "module" and not self.at_import:
            return self._holder(binding.name) == self.tree.root
        return binding.kind in _GIVEN | _DEFINITIONS and self._comes_before(binding.name)

    def _comes_before(self, leaf: Node) -> bool:
        """Whether the statement of a leaf has run whenever the call does."""
        return self._holder(leaf) in self.around and leaf.end_byte <= self.call.start_byte

    def _holder(self, leaf: Node) -> Node:
        """The block whose statement a leaf is in; a definition's name is in the block around it."""
        return next(above for above in self.tree.ancestors(leaf) if above.type in ("block", "module"))

    def _is_usable(self, imported: Imported) -> bool:
        found = self.bindings(imported.name.partition(".")[0])
        if not any(each.name == imported.leaf for each in found):
            return False
        others = [each for each in found if not self._is_same(each, imported)]
        if not others and self._comes_before(imported.leaf):
            return True
        statement = self.top(imported.leaf)
        return (
            statement.type == "try_statement"
            and imported.leaf.end_byte <= self.call.start_byte
            and scope_of(self.tree, imported.leaf).type == "module"
            and all(self.top(each.name) == statement for each in others)
            and any(self.top(leaf) != statement for leaf in self.tree.leaves(imported.name.partition(".")[0]))
        )

    def _is_same(self, binding: Binding, imported: Imported) -> bool:
        """Whether another binding of a name gives it the same value, or is another `import a.b` of the package `a`."""
        other = self._imported.get(binding.name.start_byte)
        return other is not None and (other.path == imported.path or ("." in other.name and "." in imported.name))

    def _is_harmless(self, leaf: Node, name: str, paths: tuple[str, ...]) -> bool:
        if _is_unseen(self.tree, leaf) or self._is_broken(leaf):
            return False
        own = [each for each in self.scopes.bindings(name) if each.name == leaf]
        found = own or self.scopes.visible(name, leaf)
        if found and all(each.scope.type != "module" for each in found):
            return not any(each.scope in self._enclosing and self._is_seen(each.scope) for each in found)
        imported = [self._imported.get(each.name.start_byte) for each in found]
        return bool(found) and all(each is not None and _is_alike(each, name, paths) for each in imported)

    def _is_seen(self, scope: Node) -> bool:
        return scope.type != "class_definition" or scope == self._enclosing[0]

    def _is_member(self, leaf: Node) -> bool:
        """Whether a leaf is no name of its own: an attribute, a keyword, part of what is imported."""
        above = self.tree.ancestors(leaf)
        if above[0].type == "attribute":
            return above[0].child_by_field_name("attribute") == leaf
        if above[0].type == "keyword_argument":
            return above[0].child_by_field_name("name") == leaf
        importing = any(each.type in ("import_statement", "import_from_statement") for each in above[:4])
        return importing and leaf.start_byte not in self._imported

    def _is_broken(self, leaf: Node) -> bool:
        return self.tree.root.has_error and self.top(leaf).has_error


def place(source: Source, at: ByteRange) -> InsertionPlace | None:
    """The call at a range; None where there is none, or the statement around it is broken."""
    tree = tree_of(source)
    call = tree.root.descendant_for_byte_range(*at)
    if call is None or call.type != "call" or (call.start_byte, call.end_byte) != at or tree.root.type != "module":
        return None
    found = InsertionPlace(tree, call)
    return None if found.top(call).has_error else found


def _imports(tree: SyntaxTree) -> Iterator[Imported]:
    for keyword in tree.leaves("import"):
        statement = tree.parent(keyword)
        if statement is None or statement.type not in ("import_statement", "import_from_statement"):
            continue
        module = statement.child_by_field_name("module_name")
        for each in statement.children_by_field_name("name"):
            dotted, alias = each.child_by_field_name("name") or each, each.child_by_field_name("alias")
            written = tree.text_of(dotted)
            parts = (tree.text_of(module), written) if module is not None else (written, "")
            path = join(*parts) if module is not None else written
            yield Imported(tree.text_of(alias or dotted), path, alias or dotted.children[0], *parts)


def _is_alike(imported: Imported, name: str, paths: tuple[str, ...]) -> bool:
    """Whether an import of a name agrees with one of a path; `import a.b` and `import a.c` do."""
    if imported.name == name:
        return imported.path in paths
    return imported.name.startswith(f"{name}.") and any(path.startswith(f"{name}.") for path in paths)


def _is_unseen(tree: SyntaxTree, leaf: Node) -> bool:
    """Whether a leaf is where a name is bound or unbound in a way that `bindings` does not tell."""
    above = tree.ancestors(leaf)[:5]
    return leaf.type == "identifier" and any(each.type in _UNSEEN for each in above)
