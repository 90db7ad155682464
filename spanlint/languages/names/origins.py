"""Origins: dotted paths of where a value comes from, the same notation for every language.

`opentelemetry.trace.get_tracer()` is what that function returns, and equally an instance of a class of that name;
`@opentelemetry/api:trace` separates a module that is no identifier from its members; `=Name` is defined in the file.
"""

from __future__ import annotations

UNKNOWN = ""
OTHER = "="  # something that is certainly no tracer: a literal, a lambda


def member(origin: str, name: str) -> str:
    """The origin of an attribute of something; of nothing known, nothing is known."""
    if not origin or origin == OTHER:
        return origin
    return f"{origin}{name}" if origin.endswith(":") else f"{origin}.{name}"


def called(origin: str) -> str:
    """The origin of what a call gives, or of an instance."""
    return f"{origin}()" if origin and origin != OTHER else origin


def last_name(origin: str) -> str:
    """The last name of an origin, without its call."""
    tail = origin.removesuffix("()")
    return tail[max(tail.rfind("."), tail.rfind(":"), tail.rfind("="), tail.rfind("/")) + 1 :]


def within(package: str, origin: str) -> bool:
    """Whether an origin is a package or lies in it."""
    return origin.startswith(package) and origin[len(package) : len(package) + 1] in ("", ".", ":", "/", "(")
