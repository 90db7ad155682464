"""What a file imports, and from which module: ES imports, `require` and TypeScript's `import x = require(..)`."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.fixes.layout import parsed
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

API = "@opentelemetry/api"
EVERYTHING, DEFAULT = "*", "default"
_EXTENSION = re.compile(r"(?:\.d)?\.[cm]?[jt]sx?$")
_DECLARATIONS = frozenset({"lexical_declaration", "variable_declaration"})


class Imported(Record):
    """A name that a file imports: `name` is the module's for it, or one of EVERYTHING and DEFAULT."""

    module: str
    name: str
    local: Node


class Wanted(Record):
    """A name that an expression needs: `local` is what the expression calls it.

    `module` is written as the file at hand would import it; `path` is the absolute path of a relative module, without
    extension, empty for a package.
    """

    local: str
    name: str
    module: str
    path: str = ""


def wanted_from(statements: tuple[str, ...], folder: str, importer: str) -> tuple[Wanted, ...] | None:
    """The names that import statements bind, relative modules rewritten from `folder` to the file that imports.

    None where a statement is no import that the grammar reads.
    """
    found: list[Wanted] = []
    for statement in statements:
        tree = parsed(statement)
        if tree.root.has_error or not all(_is_import(tree, each) for each in tree.root.named_children):
            return None
        for each in imports(tree):
            module, path = _moved(each.module, folder, importer)
            found.append(Wanted(tree.text_of(each.local), each.name, module, path))
    return tuple(found)


def is_from(module: str, wanted: Wanted, importer: str) -> bool:
    """Whether a module, as a file imports it, is the one a wanted name comes from."""
    if wanted.path:
        return module.startswith(".") and _located(module, os.path.dirname(importer)) == wanted.path
    return module == wanted.module or (is_api(module) and is_api(wanted.module))


def is_own(wanted: Wanted, importer: str) -> bool:
    """Whether the file itself is the module that a wanted name comes from."""
    return bool(wanted.path) and _located(os.path.basename(importer), os.path.dirname(importer)) == wanted.path


def is_api(module: str) -> bool:
    """Whether a module is OpenTelemetry's API, or a copy that another package ships."""
    return module == API or module.endswith("/" + API)


def imports(tree: SyntaxTree) -> Iterator[Imported]:
    """The values that the top level of a file imports, in order; imports of types alone are left out."""
    for statement in tree.root.named_children:
        if statement.type == "import_statement" and not imports_types(statement):
            yield from _of_import(tree, statement)
        elif statement.type in _DECLARATIONS:
            for declarator in statement.named_children:
                yield from _of_require(tree, declarator)


def imports_types(node: Node) -> bool:
    """Whether an import statement, or one name of it, is `type` or `typeof` alone."""
    return any(each.type in ("type", "typeof") for each in node.children)


def module_of(tree: SyntaxTree, node: Node) -> str | None:
    """The module that an import statement names, or a declarator requires."""
    source = node.child_by_field_name("source")
    if node.type == "variable_declarator":
        value = node.child_by_field_name("value")
        source = _required(tree, value) if value is not None else None
    elif source is None:
        clauses = (each.child_by_field_name("source") for each in node.named_children)
        source = next((each for each in clauses if each is not None), None)
    return tree.text_of(source).strip("'\"`") if source is not None else None


def declares_import(tree: SyntaxTree, statement: Node) -> bool:
    """Whether a statement requires a module: `const x = require('x')`."""
    return statement.type in _DECLARATIONS and any(
        module_of(tree, each) is not None for each in statement.named_children if each.type == "variable_declarator"
    )


def _is_import(tree: SyntaxTree, statement: Node) -> bool:
    return statement.type in ("import_statement", "comment") or declares_import(tree, statement)


def _of_import(tree: SyntaxTree, statement: Node) -> Iterator[Imported]:
    module = module_of(tree, statement)
    for clause in statement.named_children if module is not None else ():
        for each in clause.named_children:
            if each.type == "identifier":
                name = EVERYTHING if clause.type == "import_require_clause" else DEFAULT
                yield Imported(str(module), name, each)
            elif each.type == "namespace_import":
                yield Imported(str(module), EVERYTHING, each.named_children[0])
            for specifier in each.named_children if each.type == "named_imports" else ():
                name_node = specifier.child_by_field_name("name")
                if specifier.type == "import_specifier" and name_node is not None and not imports_types(specifier):
                    local = specifier.child_by_field_name("alias") or name_node
                    yield Imported(str(module), tree.text_of(name_node), local)


def _of_require(tree: SyntaxTree, declarator: Node) -> Iterator[Imported]:
    module = module_of(tree, declarator) if declarator.type == "variable_declarator" else None
    target, value = declarator.child_by_field_name("name"), declarator.child_by_field_name("value")
    if module is None or target is None or value is None:
        return
    member = value.child_by_field_name("property")
    if target.type == "identifier":
        yield Imported(module, tree.text_of(member) if member is not None else EVERYTHING, target)
    elif target.type == "object_pattern" and member is None:
        for each in target.named_children:
            key, local = each.child_by_field_name("key"), each.child_by_field_name("value")
            if each.type == "shorthand_property_identifier_pattern":
                yield Imported(module, tree.text_of(each), each)
            elif key is not None and local is not None and local.type == "identifier":
                yield Imported(module, tree.text_of(key), local)


def _required(tree: SyntaxTree, value: Node) -> Node | None:
    """The module in `require('x')` and `require('x').y`."""
    if value.type == "member_expression":
        value = value.child_by_field_name("object") or value
    function, passed = value.child_by_field_name("function"), value.child_by_field_name("arguments")
    if function is None or passed is None or tree.text_of(function) != "require" or len(passed.named_children) != 1:
        return None
    return passed.named_children[0] if passed.named_children[0].type == "string" else None


def _moved(module: str, folder: str, importer: str) -> tuple[str, str]:
    """A module as another file imports it, and its absolute path where it is relative."""
    if not module.startswith("."):
        return module, ""
    target = os.path.join(os.path.abspath(folder), module)
    moved = os.path.relpath(target, os.path.dirname(os.path.abspath(importer))).replace(os.sep, "/")
    return moved if moved.startswith(".") else f"./{moved}", _located(module, folder)


def _located(module: str, folder: str) -> str:
    path = _EXTENSION.sub("", os.path.normpath(os.path.join(os.path.abspath(folder), module)))
    return os.path.dirname(path) if os.path.basename(path) == "index" else path
