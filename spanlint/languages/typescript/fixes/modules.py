"""The imports of a file and their modules: ES imports, `require` and TypeScript's `import x = require(..)`."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator

from spanlint.disk.reading import Unread, read_file
from spanlint.languages.names.repositories import folders_above
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.fixes.layout import parsed
from spanlint.languages.typescript.names.specifiers import package_path
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

API = "@opentelemetry/api"
_MAX_PACKAGE_SIZE = 1_000_000  # bytes of a package.json
EVERYTHING, DEFAULT = "*", "default"
_EXTENSION = re.compile(r"(?:\.d)?\.[cm]?[jt]sx?$")
_DECLARATIONS = frozenset({"lexical_declaration", "variable_declaration"})


class Imported(Record):
    """A name that a file imports: `name` is the module's name for it, EVERYTHING or DEFAULT."""

    module: str
    name: str
    local: Node


class Wanted(Record):
    """A name that an expression needs: `local` is the expression's name for it.

    `module` is the specifier that the importing file would write; `path` is the absolute path of a relative module,
    without extension, and empty for a package. `member` is what the expression reads of a name of the API, if it is
    known.
    """

    local: str
    name: str
    module: str
    path: str = ""
    member: str = ""


def wanted_from(statements: tuple[str, ...], folder: str, importer: str) -> tuple[Wanted, ...] | None:
    """Returns the names that import statements bind, with relative modules rewritten from `folder` to the importer.

    None if a statement is not an import that the grammar can parse.
    """
    names: list[Wanted] = []
    for statement in statements:
        tree = parsed(statement)
        if tree.root.has_error or not all(_is_import(tree, child) for child in tree.root.named_children):
            return None
        for imported in imports(tree):
            module, path = _module_from(imported.module, folder, importer)
            names.append(Wanted(tree.text_of(imported.local), imported.name, module, path))
    return tuple(names)


def is_from(module: str, wanted: Wanted, importer: str) -> bool:
    """Whether a module, as a file imports it, is the module of a wanted name."""
    if wanted.path:
        return module.startswith(".") and _module_path(module, os.path.dirname(importer)) == wanted.path
    return package_path(module) == wanted.module or (is_api(module) and is_api(wanted.module))


def is_own(wanted: Wanted, importer: str) -> bool:
    """Whether the file itself is the module of a wanted name."""
    return bool(wanted.path) and _module_path(os.path.basename(importer), os.path.dirname(importer)) == wanted.path


def is_own_package(module: str, importer: str) -> bool:
    """Whether a file is part of the package that a module is of: no package imports itself by its name."""
    name = nearest_package(importer).get("name")
    is_name = isinstance(name, str) and (not name.startswith("@") or "/" in name)  # else it is a scope by itself
    return is_name and bool(name) and (module == name or module.startswith(f"{name}/"))


def nearest_package(importer: str) -> dict[str, object]:
    """Returns what the nearest package.json above a file holds; empty without one, or if it cannot be read."""
    for folder in folders_above(importer):
        data = read_file(os.path.join(folder, "package.json"), _MAX_PACKAGE_SIZE)
        if not isinstance(data, Unread):
            try:
                package = json.loads(data)
            except (ValueError, RecursionError):
                return {}
            return package if isinstance(package, dict) else {}
    return {}


def is_api(module: str) -> bool:
    """Whether a module is OpenTelemetry's API, or a copy of it in another package."""
    path = package_path(module)
    return path == API or path.endswith("/" + API)


def imports(tree: SyntaxTree) -> Iterator[Imported]:
    """Yields the values that the top level of a file imports, in source order, without imports of types."""
    for statement in tree.root.named_children:
        if statement.type == "import_statement" and not imports_types(statement):
            yield from _imported_by(tree, statement)
        elif statement.type in _DECLARATIONS:
            for declarator in statement.named_children:
                yield from _required_by(tree, declarator)


def imports_types(node: Node) -> bool:
    """Whether an import statement, or one of its specifiers, is marked `type` or `typeof`."""
    return any(child.type in ("type", "typeof") for child in node.children)


def module_of(tree: SyntaxTree, node: Node) -> str | None:
    """Returns the module that an import statement names or a declarator requires."""
    source = node.child_by_field_name("source")
    if node.type == "variable_declarator":
        value = node.child_by_field_name("value")
        source = _required_module(tree, value) if value is not None else None
    elif source is None:
        sources = (clause.child_by_field_name("source") for clause in node.named_children)
        source = next((source for source in sources if source is not None), None)
    return tree.text_of(source).strip("'\"`") if source is not None else None


def declares_import(tree: SyntaxTree, statement: Node) -> bool:
    """Whether a statement requires a module: `const x = require('x')`."""
    return statement.type in _DECLARATIONS and any(
        module_of(tree, child) is not None for child in statement.named_children if child.type == "variable_declarator"
    )


def _is_import(tree: SyntaxTree, statement: Node) -> bool:
    return statement.type in ("import_statement", "comment") or declares_import(tree, statement)


def _imported_by(tree: SyntaxTree, statement: Node) -> Iterator[Imported]:
    module = module_of(tree, statement)
    for clause in statement.named_children if module is not None else ():
        for child in clause.named_children:
            if child.type == "identifier":
                name = EVERYTHING if clause.type == "import_require_clause" else DEFAULT
                yield Imported(str(module), name, child)
            elif child.type == "namespace_import":
                yield Imported(str(module), EVERYTHING, child.named_children[0])
            for specifier in child.named_children if child.type == "named_imports" else ():
                name_node = specifier.child_by_field_name("name")
                if specifier.type == "import_specifier" and name_node is not None and not imports_types(specifier):
                    local = specifier.child_by_field_name("alias") or name_node
                    yield Imported(str(module), tree.text_of(name_node), local)


def _required_by(tree: SyntaxTree, declarator: Node) -> Iterator[Imported]:
    module = module_of(tree, declarator) if declarator.type == "variable_declarator" else None
    target, value = declarator.child_by_field_name("name"), declarator.child_by_field_name("value")
    if module is None or target is None or value is None:
        return
    member = value.child_by_field_name("property")
    if target.type == "identifier":
        yield Imported(module, tree.text_of(member) if member is not None else EVERYTHING, target)
    elif target.type == "object_pattern" and member is None:
        for entry in target.named_children:
            key, local = entry.child_by_field_name("key"), entry.child_by_field_name("value")
            if entry.type == "shorthand_property_identifier_pattern":
                yield Imported(module, tree.text_of(entry), entry)
            elif key is not None and local is not None and local.type == "identifier":
                yield Imported(module, tree.text_of(key), local)


def _required_module(tree: SyntaxTree, value: Node) -> Node | None:
    """Returns the module of `require('x')` or `require('x').y`."""
    if value.type == "member_expression":
        value = value.child_by_field_name("object") or value
    function, arguments = value.child_by_field_name("function"), value.child_by_field_name("arguments")
    if (
        function is None
        or arguments is None
        or tree.text_of(function) != "require"
        or len(arguments.named_children) != 1
    ):
        return None
    return arguments.named_children[0] if arguments.named_children[0].type == "string" else None


def _module_from(module: str, folder: str, importer: str) -> tuple[str, str]:
    """Returns a module as the importer would write it, and its absolute path, empty for a package."""
    if not module.startswith("."):
        return module, ""
    target = os.path.join(os.path.abspath(folder), module)
    relative = os.path.relpath(target, os.path.dirname(os.path.abspath(importer))).replace(os.sep, "/")
    return relative if relative.startswith(".") else f"./{relative}", _module_path(module, folder)


def _module_path(module: str, folder: str) -> str:
    path = _EXTENSION.sub("", os.path.normpath(os.path.join(os.path.abspath(folder), module)))
    return os.path.dirname(path) if os.path.basename(path) == "index" else path
