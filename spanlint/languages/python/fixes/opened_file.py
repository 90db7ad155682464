"""A Python file as its fixes read it: opened once for all of them, as they may be as many as its calls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from spanlint.apis import tables
from spanlint.languages.names.bindings import Binding
from spanlint.languages.python.file import tree_of
from spanlint.languages.python.names.scopes import Scopes
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.lean.lazy import lazy
from spanlint.lean.records import Record
from spanlint.text.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

# Places that bind or unbind a name without being among the readers' bindings.
_UNREAD_BINDINGS = frozenset({"case_pattern", "delete_statement", "type_parameter", "type_alias_statement"})
_IMPORTS = frozenset({"import_statement", "import_from_statement"})
_CALLEES = frozenset({"attribute", "call"})
_STAR = re.compile(rb"import[ \t]*\*")
_LONE_CR = re.compile(rb"\r(?!\n)")
_TAB = re.compile(rb"^\t", re.MULTILINE)


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


class OpenedFile:
    """The tree of a file, and what is the same for all of its calls."""

    def __init__(self, tree: SyntaxTree) -> None:
        self.tree = tree
        self.scopes = Scopes(tree)
        self.imports = list(_imports(tree))
        self.imported = {imported.leaf.start_byte: imported for imported in self.imports}
        self.top_imports = lazy(lambda: [child for child in tree.root.named_children if child.type in _IMPORTS])
        self.has_lone_cr = lazy(lambda: _LONE_CR.search(tree.text) is not None)
        """Whether a `\\r` alone ends a line, which neither parser supports."""
        self.first_call = lazy(self._first_call)
        """The byte where the first top-level statement begins that calls a tracer's method, or the end of the text."""
        self.has_star = lazy(lambda: _STAR.search(tree.text) is not None)
        self.has_tabs = lazy(lambda: _TAB.search(tree.text) is not None)
        self.longest = lazy(lambda: max(map(len, tree.text.decode("utf-8", "replace").splitlines()), default=0))
        """The number of code points in the longest line."""
        self._unclear: dict[str, bool] = {}
        self._hiding: dict[tuple[str, tuple[str, ...]], frozenset[Node] | None] = {}

    def _first_call(self) -> int:
        leaves = (leaf for name in tables("python").creators for leaf in self.tree.leaves(name))
        calls = (leaf for leaf in leaves if (above := self.tree.parent(leaf)) is not None and above.type in _CALLEES)
        return min((self.top_statement(leaf).start_byte for leaf in calls), default=len(self.tree.text))

    def top_statement(self, node: Node) -> Node:
        """The top-level statement that contains a node, or the node itself if it is one."""
        return (node, *self.tree.ancestors(node))[-2]

    def is_unclear(self, name: str) -> bool:
        """Whether something binds or unbinds a name that `Scopes` does not read, or mentions it in broken syntax."""
        known = self._unclear.get(name)
        if known is None:
            known = self._unclear[name] = any(map(self._is_unread, self.tree.leaves(name)))
        return known

    def _is_unread(self, leaf: Node) -> bool:
        is_broken = self.tree.root.has_error and self.top_statement(leaf).has_error
        return is_broken or _is_unread_binding(self.tree, leaf)

    def scopes_that_hide(self, name: str, paths: tuple[str, ...]) -> frozenset[Node] | None:
        """The functions and classes that bind a name which an import at the top may bind to what the paths refer to.

        None if such an import would change what other code means by the name.
        """
        key = (name, paths)
        if key not in self._hiding:
            self._hiding[key] = self._find_hiding(name, paths)
        return self._hiding[key]

    def _find_hiding(self, name: str, paths: tuple[str, ...]) -> frozenset[Node] | None:
        own: dict[int, list[Binding]] = {}
        for binding in self.scopes.bindings(name):
            own.setdefault(binding.name.start_byte, []).append(binding)
        hiding: set[Node] = set()
        for leaf in self.tree.leaves(name):
            if leaf.type != "identifier" or self._is_member(leaf):
                continue
            bindings = own.get(leaf.start_byte) or self.scopes.visible(name, leaf)
            if self._is_unread(leaf) or not bindings:
                return None
            if all(binding.scope.type != "module" for binding in bindings):
                hiding.update(binding.scope for binding in bindings)
                continue
            imported = [self.imported.get(binding.name.start_byte) for binding in bindings]
            if not all(other is not None and _is_alike(other, name, paths) for other in imported):
                return None
        return frozenset(hiding)

    def _is_member(self, leaf: Node) -> bool:
        """Whether a leaf is not a name by itself but an attribute, a keyword or part of an import."""
        above = self.tree.ancestors(leaf)
        if above[0].type == "attribute":
            return above[0].child_by_field_name("attribute") == leaf
        if above[0].type == "keyword_argument":
            return above[0].child_by_field_name("name") == leaf
        importing = any(ancestor.type in _IMPORTS for ancestor in above[:4])
        return importing and leaf.start_byte not in self.imported


@lru_cache(maxsize=1)  # the fixes of a file are written in succession
def opened(source: Source) -> OpenedFile:
    """The file of a source."""
    return OpenedFile(tree_of(source))


def _imports(tree: SyntaxTree) -> Iterator[Imported]:
    for keyword in tree.leaves("import"):
        statement = tree.parent(keyword)
        if statement is None or statement.type not in _IMPORTS:
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
