"""Origins: dotted paths that say where a value comes from, in one notation for every language.

`opentelemetry.trace.get_tracer()` is the function's result, or an instance if the name is a class. In
`@opentelemetry/api:trace`, the colon separates a module name that is not an identifier from its members. `=Name` is
defined in the file.
"""

from __future__ import annotations

from collections.abc import Iterable

UNKNOWN = ""
OTHER = "="  # something that is certainly not a tracer: a literal, a lambda


def member(origin: str, name: str) -> str:
    """The origin of an attribute of something; UNKNOWN and OTHER stay as they are."""
    if not origin or origin == OTHER:
        return origin
    return f"{origin}{name}" if origin.endswith(":") else f"{origin}.{name}"


def called(origin: str) -> str:
    """The origin of a call's result, or of an instance; UNKNOWN and OTHER stay as they are."""
    return f"{origin}()" if origin and origin != OTHER else origin


def last_name(origin: str) -> str:
    """The last name of an origin, without its call."""
    tail = origin.removesuffix("()")
    return tail[max(tail.rfind("."), tail.rfind(":"), tail.rfind("="), tail.rfind("/")) + 1 :]


def within(package: str, origin: str) -> bool:
    """Whether an origin is a package or belongs to it."""
    return origin.startswith(package) and origin[len(package) : len(package) + 1] in ("", ".", ":", "/", "(")


def merged(parts: Iterable[frozenset[str]]) -> frozenset[str]:
    """The union of sets of origins, without UNKNOWN if there is any other."""
    origins = frozenset[str]().union(*parts)
    return frozenset(origins - {UNKNOWN}) or frozenset({UNKNOWN})
