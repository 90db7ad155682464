"""Which API a creation call belongs to: by its receiver's origins, or to OpenTelemetry by two of three signs."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Container, Iterable, Iterator

from spanlint.languages.names.origins import UNKNOWN, last_name, within
from spanlint.lean.patterns import lazy_pattern
from spanlint.lean.records import Record
from spanlint.model.apis import Api, ApiTables, Creator

_SAYS_TRACER = lazy_pattern(r"tracer", re.IGNORECASE)
_SAYS_OPENTELEMETRY = lazy_pattern(r"otel|opentelemetry", re.IGNORECASE)
SAYS_OTHER = lazy_pattern(r"mock|fake|stub|spy|logger|log$", re.IGNORECASE)
_PARTS = lazy_pattern(r"[.:(]")
_OWN_MODULES = (".", "/", "@/", "~", "#", "$")  # relative, or an alias of a folder in a project's configuration

IMPORT = {"python": r"^[ \t]*(?:from|import)[ \t]+(?:%s)\b", "typescript": r"""['"](?:%s)(?:/[^'"\n]*)?['"]"""}
"""By language, a pattern with a gap for the names of packages: an import of one of them, from the start of its line."""

SAYS_PARENT = lazy_pattern(r"parent|child_?of|context|ctx|^span$|^references$", re.IGNORECASE)
CONTEXT_APIS = ("opentelemetry", "openinference")  # OpenInference's tracers subclass OpenTelemetry's


class Signs(Record):
    """The evidence around a call whose receiver has an unknown origin.

    `receiver` is the receiver's last name. `has_import` says that the file imports an OpenTelemetry package.
    `is_fitting` says whether the arguments fit: False where they contradict, None where they do not say.
    """

    receiver: str
    has_import: bool
    is_fitting: bool | None


def owner(tables: ApiTables, method: str, origins: Iterable[str], signs: Signs) -> Creator | None:
    """The creator that a method call uses, or None if it belongs to something else or to a library not judged."""
    may_be_tracer = False
    for origin in origins:
        if any(within(package, origin) for package in tables.others):
            continue
        api = api_of(tables, origin)
        if api is not None and _is_tracer(api, origin):
            return _creator(tables, method, api, "method")
        if api is None:
            may_be_tracer = may_be_tracer or not _is_not_tracer(origin, tables, signs.receiver)
        elif (
            api.judged == "default"
            or _SAYS_OPENTELEMETRY.search(last_name(origin))
            or _may_return_tracer(api, origin, method)
        ):
            may_be_tracer = may_be_tracer or _may_be_tracer(origin)
    if not may_be_tracer or signs.is_fitting is False or SAYS_OTHER.search(signs.receiver):
        return None
    signs_count = bool(_SAYS_TRACER.search(signs.receiver)) + signs.has_import + bool(signs.is_fitting)
    if signs_count < 2:
        return None
    return next((creator for creator in tables.creators[method] if creator.form != "function"), None)


def owner_of_function(
    tables: ApiTables, method: str, origins: Iterable[str], followed: Callable[[], Iterable[str]]
) -> Creator | None:
    """The creator that a call of a module's function uses, by the origins of the function itself.

    `followed` returns these where the project's own files hand the function on.
    """
    creator = _function_of(tables, method, origins)
    if creator is not None:
        return creator
    for candidate in tables.creators[method]:
        if candidate.form == "either":
            return candidate
        if candidate.form == "function":
            return _function_of(tables, method, followed())
    return None


def _function_of(tables: ApiTables, method: str, origins: Iterable[str]) -> Creator | None:
    for origin in origins:
        api = api_of(tables, origin)
        if api is not None and last_name(origin) == method and "()" not in origin:
            return _creator(tables, method, api, "function")
    return None


def is_tracer(tables: ApiTables, origins: Iterable[str], may_be_bound: bool = True) -> bool:
    """Whether a value with these origins is always an OpenTelemetry tracer.

    If `may_be_bound` is False, a tracer whose methods stay bound when they are taken off it does not count.
    """
    return all(_tracer_answers(tables, origins, may_be_bound))


def _tracer_answers(tables: ApiTables, origins: Iterable[str], may_be_bound: bool) -> Iterator[bool]:
    for origin in origins:
        api, name = api_of(tables, origin), last_name(origin)
        is_known = api is not None and api.name in CONTEXT_APIS and origin.endswith("()") and name in api.tracers
        yield is_known and (may_be_bound or (api is not None and name not in api.bound))


def imports_opentelemetry(tables: ApiTables, text: bytes) -> bool:
    """Whether a file's text imports a package of OpenTelemetry, the first library of the tables."""
    return _imports_any(tables, tables.apis[0].packages, text)


def _imports_any(tables: ApiTables, packages: Iterable[str], text: bytes) -> bool:
    """Whether a file's text imports one of these packages."""
    named = [package for package in packages if package.encode() in text]
    alternatives = "|".join(map(re.escape, named))
    return bool(named) and re.search((IMPORT[tables.language] % alternatives).encode(), text, re.MULTILINE) is not None


def imports_other_tracers(tables: ApiTables, text: bytes) -> bool:
    """Whether a file's text imports libraries with tracers whose spans end in another way, and not OpenTelemetry."""
    ours, *others = tables.apis
    ends = {creator.ends for creator in ours.creators}
    packages = [package for api in others if _has_other_tracers(api, ends) for package in api.packages]
    return _imports_any(tables, packages, text) and not _imports_any(tables, ours.packages, text)


def _has_other_tracers(api: Api, ends: Container[str]) -> bool:
    has_tracers = any(map(_SAYS_TRACER.search, api.tracers))
    return has_tracers and any(creator.ends not in ends for creator in api.creators)


def api_of(tables: ApiTables, origin: str) -> Api | None:
    """The library that an origin belongs to."""
    return tables.api_by_origin[origin]


def is_library(tables: ApiTables, origin: str) -> bool:
    """Whether an origin belongs to a library of the tables, or to the standard library."""
    is_known = api_of(tables, origin) is not None or makes_no_tracers(tables, origin)
    return is_known or _is_standard(tables, origin)


def makes_no_tracers(tables: ApiTables, origin: str) -> bool:
    """Whether an origin belongs to a package of the tables that makes no tracers, as one for mocks."""
    return any(within(package, origin) for package in tables.others)


def _is_standard(tables: ApiTables, origin: str) -> bool:
    return tables.language == "python" and re.split(r"[.(]", origin, maxsplit=1)[0] in sys.stdlib_module_names


def _may_return_tracer(api: Api, origin: str, method: str) -> bool:
    """Whether a library without such a method returns something called a tracer, which is then OpenTelemetry's."""
    return bool(_SAYS_TRACER.search(last_name(origin))) and all(creator.method != method for creator in api.creators)


def _is_tracer(api: Api, origin: str) -> bool:
    return (last_name(origin) if origin.endswith("()") else origin) in api.tracers


def _may_be_tracer(origin: str) -> bool:
    """Whether a value from a tracing library may be a tracer; an instance of a class with another name is not."""
    name = last_name(origin)
    return bool(_SAYS_TRACER.search(name)) or ("()" in origin and not name[:1].isupper())


def _creator(tables: ApiTables, method: str, api: Api, form: str) -> Creator | None:
    return next(
        (creator for creator in tables.creators[method] if creator.api == api.name and creator.form == form), None
    )


def _is_not_tracer(origin: str, tables: ApiTables, receiver: str) -> bool:
    """Whether an origin is no tracer: the file defines it, or it is the standard library's or another package's."""
    if origin == UNKNOWN:
        return False
    if origin.startswith("=") or makes_no_tracers(tables, origin):
        return True
    # `threading.local()` or `queue.Queue()` may hold anything; a mock holds mocks.
    if _is_standard(tables, origin):
        return "()." not in origin or within("unittest", origin)
    return _is_of_another_package(origin, receiver)


def _is_of_another_package(origin: str, receiver: str) -> bool:
    """Whether an import leads to a package that is not known, and what is used of it is a module or no tracer by name.

    Such an origin outvotes an import of OpenTelemetry and arguments that fit.
    """
    if origin.startswith(_OWN_MODULES):
        return False
    is_module = origin.endswith(":") or not _PARTS.search(origin)
    is_named = any(map(_SAYS_TRACER.search, (receiver, last_name(origin))))
    return is_module or not (is_named or _SAYS_OPENTELEMETRY.search(f"{receiver} {origin}"))
