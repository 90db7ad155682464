"""Tells the calls that a project's own entry means from others of the same name: by module, class and receiver."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from spanlint.languages.names.imports import MAX_HOPS, ImportFollower
from spanlint.languages.names.origins import OTHER, UNKNOWN, last_name, within
from spanlint.languages.names.values import Member, ValueGrammar
from spanlint.lean.records import Record
from spanlint.model.apis import Creator, Qualifier
from spanlint.text.suffixes import SUFFIXES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class ImportLink(Record):
    """One step from a use to its definition: a file, and what the expression is called there."""

    path: str
    origin: str


class Qualifiers:
    """Answers for the functions that one file calls."""

    def __init__(self, grammar: ValueGrammar, follower: ImportFollower) -> None:
        self._grammar = grammar
        self._follower = follower
        self._chains: dict[frozenset[str], tuple[ImportLink, ...]] = {}

    def creator(self, creators: Iterable[Creator], function: Node) -> Creator | None:
        """Returns the first of these creators that a called function is."""
        return next((creator for creator in creators if self._is_creator(creator, function)), None)

    def fits(self, qualifier: Qualifier, function: Node) -> bool:
        """Whether a function is of the module, the class and the receiver of a qualifier."""
        value = self._grammar.value(function)
        receiver = value.of if isinstance(value, Member) else None
        if qualifier.receiver and not self._is_receiver(qualifier.receiver, receiver):
            return False
        if qualifier.owner and (receiver is None or not self._is_instance(qualifier.owner, receiver)):
            return False
        nodes = [function, *([receiver] if receiver is not None else [])]
        return not qualifier.module or any(self._is_of_module(qualifier, node) for node in nodes)

    def followed(self, origins: Iterable[str], name: str) -> Iterator[str]:
        """Yields what the origins of a function with this name are in the files that define it or hand it on."""
        return (followed for origin in origins for followed in self._follower.origins(origin, name))

    def _is_creator(self, creator: Creator, function: Node) -> bool:
        value = self._grammar.value(function)
        if creator.form == "method" and not isinstance(value, Member):
            return False
        if creator.form == "function" and isinstance(value, Member) and not self._is_imported_module(value.of):
            return False
        return creator.qualifier is None or self.fits(creator.qualifier, function)

    def _is_imported_module(self, node: Node) -> bool:
        """Whether a receiver is imported, and not an object that the code shows to be one."""
        links = self._links(node)
        return bool(links) and not any("()" in link.origin for link in links) and not links[0].origin.startswith("=")

    def _is_receiver(self, name: str, receiver: Node | None) -> bool:
        text = self._grammar.tree.text_of(receiver) if receiver is not None else ""
        return text == name or text.endswith(f".{name}")

    def _is_instance(self, owner: str, receiver: Node) -> bool:
        """Whether an expression is a class of this name, an instance of it, or its own object in one of its methods."""
        around = self._grammar.class_around(receiver) if self._grammar.is_self(receiver) else None
        name = around.child_by_field_name("name") if around is not None else None
        if name is not None and self._grammar.tree.text_of(name) == owner:
            return True
        return any(last_name(link.origin) == owner for link in self._links(receiver))

    def _is_of_module(self, qualifier: Qualifier, node: Node) -> bool:
        if self._grammar.is_self(node):
            return is_file_of(self._follower.path, qualifier)
        return any(_is_link_of(link, qualifier) for link in self._links(node))

    def _links(self, node: Node) -> tuple[ImportLink, ...]:
        origins = self._grammar.origins(node)
        if origins not in self._chains:
            self._chains[origins] = tuple(_chain(self._follower, origins, MAX_HOPS))
        return self._chains[origins]


def _chain(follower: ImportFollower, origins: Iterable[str], hops: int) -> Iterator[ImportLink]:
    """Yields what the origins are called in this file, and in those that their imports lead to.

    The origin of a link whose file holds what is meant, or hands it on, starts with `=`.
    """
    for origin in origins:
        if origin in (UNKNOWN, OTHER):
            continue
        yield ImportLink(follower.path, origin)
        for view, target in follower.targets(origin, hops):
            yield ImportLink(view.path, f"={origin}")
            further = (*view.evaluate(target.steps), *view.everything_of(target.steps))
            yield from _chain(view.follower, further, hops - 1)


def _is_link_of(link: ImportLink, qualifier: Qualifier) -> bool:
    if link.origin.startswith("="):
        return is_file_of(link.path, qualifier)
    specifier = link.origin.partition(":")[0]
    if not qualifier.module.startswith("."):
        return within(qualifier.module, link.origin)
    # The same relative specifier is another file in each folder.
    return specifier.startswith(".") and is_file_of(os.path.join(os.path.dirname(link.path), specifier), qualifier)


def is_file_of(path: str, qualifier: Qualifier) -> bool:
    """Whether a file, with or without its suffix, is the module of a qualifier, or in the package."""
    module, folder = qualifier.module, os.path.abspath(qualifier.folder or os.curdir)
    inner = os.path.relpath(os.path.realpath(path), os.path.realpath(folder)).replace(os.sep, "/")
    if inner.startswith(os.pardir) or module.startswith("@"):
        return False
    names = f"/{_without_suffix(inner)}/"
    if module.startswith("."):
        return names.startswith(f"/{_without_suffix(os.path.normpath(module).replace(os.sep, '/'))}/")
    return f"/{module.replace('.', '/')}/" in names


def _without_suffix(path: str) -> str:
    return next((path[: -len(suffix)] for suffix in SUFFIXES if path.endswith(suffix)), path)
