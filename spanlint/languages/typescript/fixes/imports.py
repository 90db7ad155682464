"""The names of an expression as a file calls them, and the imports that the file lacks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from spanlint.languages.typescript.fixes.additions import NewName, additions
from spanlint.languages.typescript.fixes.layout import File
from spanlint.languages.typescript.fixes.modules import (
    DEFAULT,
    EVERYTHING,
    Wanted,
    imports,
    is_api,
    is_from,
    is_own,
    is_own_package,
)
from spanlint.lean.records import Record
from spanlint.text.edits import Edit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_NAME_NODES = frozenset(
    {"identifier", "type_identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"}
)


class Resolved(Record):
    """The file's name for every wanted name, by the expression's name for it, and the edits that import new names."""

    names: dict[str, str]
    edits: tuple[Edit, ...]


def resolve(file: File, at: Node, wanted: tuple[Wanted, ...]) -> Resolved | None:
    """Finds or imports the wanted names, as visible from a node; None if that cannot be proven right."""
    names: dict[str, str] = {}
    new_names: list[NewName] = []
    for requested in wanted:
        name = _known_name(file, at, requested)
        if name is None:
            path = file.source.path
            if is_own(requested, path) or (not requested.path and is_own_package(requested.module, path)):
                return None
            name = _free_name(file, requested, set(names.values()))
            new_names.append(NewName(requested, name))
        names[requested.local] = name
    edits = additions(file, at, new_names)
    return None if edits is None else Resolved(names, tuple(edits))


def is_taken(file: File, name: str) -> bool:
    """Whether a file uses a name anywhere other than as the name of a property."""
    return any(leaf.type in _NAME_NODES for leaf in file.tree.leaves(name))


def is_visible(file: File, at: Node, declaration: Node) -> bool:
    """Whether a declaration is the only one that its name refers to at a node."""
    visible = file.scopes.visible(file.tree.text_of(declaration), at)
    return bool(visible) and all(binding.name == declaration for binding in visible)


def _known_name(file: File, at: Node, wanted: Wanted) -> str | None:
    if is_own(wanted, file.source.path):
        visible = file.scopes.visible(wanted.name, at)
        return wanted.name if visible and all(binding.scope == file.tree.root for binding in visible) else None
    qualified = ""
    for imported in imports(file.tree):
        if not is_from(imported.module, wanted, file.source.path) or not _is_bound(file, at, imported.local):
            continue
        local = file.tree.text_of(imported.local)
        if imported.name == wanted.name:
            return local
        is_whole = imported.name == EVERYTHING or (imported.name == DEFAULT and is_api(imported.module))
        if is_whole and wanted.name not in (EVERYTHING, DEFAULT):
            qualified = qualified or f"{local}.{wanted.name}"
    return qualified or _reexported(file, at, wanted)


def _reexported(file: File, at: Node, wanted: Wanted) -> str | None:
    """Returns the file's name for what another module re-exports of the API: it has the API's name, and the file
    already reads of it what the expression reads. The package need not depend on the API itself."""
    for imported in imports(file.tree) if wanted.member else ():
        if imported.name == wanted.name and _is_bound(file, at, imported.local):
            local = file.tree.text_of(imported.local)
            if any(_reads(file, leaf, wanted.member, imported.local) for leaf in file.tree.leaves(local)):
                return local
    return None


def _is_bound(file: File, at: Node, declaration: Node) -> bool:
    """Whether an imported name has its value wherever a node runs. Imports are hoisted; what `require` returns is
    not there before its line has run."""
    statement = file.tree.ancestors(declaration)[-2]
    has_run = statement.type == "import_statement" or statement.end_byte <= at.start_byte
    return has_run and is_visible(file, at, declaration)


def _reads(file: File, leaf: Node, member: str, declaration: Node) -> bool:
    """Whether a mention of an imported name reads a member of it."""
    above = file.tree.parent(leaf)
    if above is None or above.type != "member_expression" or above.child_by_field_name("object") != leaf:
        return False
    key = above.child_by_field_name("property")
    return key is not None and file.tree.text_of(key) == member and is_visible(file, leaf, declaration)


def _free_name(file: File, wanted: Wanted, chosen_names: set[str]) -> str:
    """Returns a name that the file does not use: the expression's own, else one derived from it."""
    return next(name for name in _candidate_names(wanted) if name not in chosen_names and not is_taken(file, name))


def _candidate_names(wanted: Wanted) -> Iterator[str]:
    name = wanted.local
    yield name
    if is_api(wanted.module) and not name.startswith("otel"):
        name = f"otel{name[:1].upper()}{name[1:]}"
        yield name
    yield from (f"{name}{number}" for number in count(2))
