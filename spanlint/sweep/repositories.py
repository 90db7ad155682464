"""The repositories of a sweep, and what an address of one may be."""

from __future__ import annotations

import os
import re

from spanlint.config.errors import ConfigError
from spanlint.lean.records import Record

_SCHEMES = ("https", "http", "ssh", "git", "file")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_SCP = re.compile(r"(?:[\w.-]+@)?[\w.-]+:(?![\\/]{2})[^:]+")  # `git@host:org/repo`
_PASSWORD = re.compile(r"^[a-z][a-z0-9+.-]*://[^/@]*:[^/]*@", re.IGNORECASE)
_TOKEN = re.compile(r"^https?://[^/]*@", re.IGNORECASE)
_PART = re.compile(r"[\w.-]+")
_NO_PART = ("", ".", "..")
_WRITTEN = (".jsonl", ".jsonl.new", ".sarif", ".sarif.new")  # after a repository's name: see `output_folder`


class Repository(Record):
    """One repository. `address` is a URL, or an absolute path of a folder; `ref` is empty for the default branch.

    `owner` owns all of its files; empty without one. `subdir` is the folder that is linted; empty for all of it.
    """

    name: str
    address: str
    ref: str = ""
    owner: str = ""
    subdir: str = ""

    def is_local(self) -> bool:
        """Whether the address is a folder of this machine."""
        return is_folder(self.address)

    def scheme(self) -> str:
        """Returns the protocol by which git fetches the repository, if it is no local one."""
        return self.address.partition("://")[0].lower() if "://" in self.address else "ssh"

    def host(self) -> str:
        """Returns the host that the repository is fetched from; empty for this machine."""
        if self.is_local() or self.address.startswith("file:"):
            return ""
        rest = self.address.partition("://")[2] or self.address
        return re.split(r"[/:]", rest.rpartition("@")[2] if "@" in rest.partition("/")[0] else rest)[0]


def is_url(text: str) -> bool:
    """Whether a text is an address that git fetches from, rather than a path."""
    return _SCHEME.match(text) is not None or (_SCP.fullmatch(text) is not None and not os.path.exists(text))


def is_folder(address: str) -> bool:
    """Whether an address is an absolute path."""
    return os.path.isabs(address)


def repository(address: str, place: str, folder: str = "", **options: str) -> Repository:
    """Returns the repository of an address; `folder` is what a relative path is relative to.

    Raises ConfigError, which begins with `place`, for a URL that holds a password or that git is not to follow, and for
    a name or a folder that leads out of its place.
    """
    if _PASSWORD.match(address) or _TOKEN.match(address):  # never shown
        raise ConfigError(f"{place}: a URL with a password or a token in it; git's credential helpers keep those")
    scheme = _SCHEME.match(address)
    if scheme is not None and scheme[1].lower() not in _SCHEMES:
        raise ConfigError(f"{place}: {scheme[1]}:// is no address to fetch from; use {', '.join(_SCHEMES)}, or a path")
    if address.startswith("-") or "::" in address.partition("/")[0]:
        raise ConfigError(f"{place}: {address!r} is no address of a repository")
    known = address if is_url(address) else os.path.abspath(os.path.join(folder, os.path.expanduser(address)))
    name = options.pop("name", "") or _name_of(known)
    parts = name.split("/")
    if len(parts) > 3 or not all(_PART.fullmatch(part) and part not in _NO_PART for part in parts):
        raise ConfigError(f"{place}: name: expected `org/repo`, of letters, digits, `.`, `_` and `-`, not {name!r}")
    subdir = options.get("subdir", "").strip("/")
    if subdir and any(part in _NO_PART for part in subdir.split("/")):
        raise ConfigError(f"{place}: subdir: expected a folder of the repository, not {subdir!r}")
    if options.get("ref", "").startswith("-"):
        raise ConfigError(f"{place}: ref: expected a branch, a tag or a commit, not {options['ref']!r}")
    return Repository(name, known, options.get("ref", ""), options.get("owner", ""), subdir)


def require_different_names(repositories: list[Repository]) -> None:
    """Raises ConfigError if two repositories have one name, on any file system, or one has the name of a file of
    another one as the name of a folder: what is written of one would be in the way of the other's."""
    seen, files = set[str](), set[str]()
    for found in repositories:
        if found.name.lower() in seen:
            raise ConfigError(f"{found.name}: two repositories of this name; give one of them another, with `name=`")
        seen.add(found.name.lower())
        files.update(f"{found.name}{suffix}".lower() for suffix in _WRITTEN)
    for found in repositories:
        folder = found.name.lower().rpartition("/")[0]
        while folder:
            if folder in files:
                raise ConfigError(f"{found.name}: a file of another repository has the name of its folder; use `name=`")
            folder = folder.rpartition("/")[0]


def _name_of(address: str) -> str:
    path = address.partition("://")[2].partition("/")[2] if "://" in address else address
    if not is_folder(address) and "://" not in address:
        path = address.partition(":")[2]
    parts = [part for part in path.replace(os.sep, "/").rstrip("/").split("/") if part]
    if parts and parts[-1] in (".git", "repo.git"):
        parts = parts[:-1]
    return re.sub(r"[^\w./-]", "-", "/".join(parts[-2:]).removesuffix(".git"))
