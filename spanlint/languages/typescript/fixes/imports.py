"""The names of an expression as a file calls them, and the imports that it lacks for them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from spanlint.languages.typescript.fixes.additions import New, additions
from spanlint.languages.typescript.fixes.layout import File
from spanlint.languages.typescript.fixes.modules import (
    DEFAULT,
    EVERYTHING,
    Wanted,
    imports,
    is_api,
    is_from,
    is_own,
)
from spanlint.lean.records import Record
from spanlint.text.edits import Edit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_NAMED = frozenset(
    {"identifier", "type_identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"}
)


class Resolved(Record):
    """What a file calls each wanted name, by what the expression calls it, and the edits that import what is new."""

    names: dict[str, str]
    edits: tuple[Edit, ...]


def resolve(file: File, at: Node, wanted: tuple[Wanted, ...]) -> Resolved | None:
    """Find or import each wanted name, as it is seen from a node; None where that cannot be proven right."""
    names: dict[str, str] = {}
    new: list[New] = []
    for each in wanted:
        name = _known(file, at, each)
        if name is None:
            if is_own(each, file.source.path):
                return None
            name = _free_name(file, each, set(names.values()))
            new.append(New(each, name))
        names[each.local] = name
    edits = additions(file, at, new)
    return None if edits is None else Resolved(names, tuple(edits))


def is_taken(file: File, name: str) -> bool:
    """Whether a file uses a name anywhere, other than as a property's."""
    return any(leaf.type in _NAMED for leaf in file.tree.leaves(name))


def sees(file: File, at: Node, declared: Node) -> bool:
    """Whether a name means, at a node, what is declared at another."""
    visible = file.scopes.visible(file.tree.text_of(declared), at)
    return bool(visible) and all(each.name == declared for each in visible)


def _known(file: File, at: Node, wanted: Wanted) -> str | None:
    if is_own(wanted, file.source.path):
        visible = file.scopes.visible(wanted.name, at)
        return wanted.name if visible and all(each.scope == file.tree.root for each in visible) else None
    through = ""
    for each in imports(file.tree):
        if not is_from(each.module, wanted, file.source.path) or not sees(file, at, each.local):
            continue
        local = file.tree.text_of(each.local)
        if each.name == wanted.name:
            return local
        whole = each.name == EVERYTHING or (each.name == DEFAULT and is_api(each.module))
        if whole and wanted.name not in (EVERYTHING, DEFAULT):
            through = through or f"{local}.{wanted.name}"
    return through or None


def _free_name(file: File, wanted: Wanted, chosen: set[str]) -> str:
    """A name that the file does not use yet: the expression's own, else one made of it."""
    return next(name for name in _names(wanted) if name not in chosen and not is_taken(file, name))


def _names(wanted: Wanted) -> Iterator[str]:
    name = wanted.local
    yield name
    if is_api(wanted.module) and not name.startswith("otel"):
        name = f"otel{name[:1].upper()}{name[1:]}"
        yield name
    yield from (f"{name}{number}" for number in count(2))
