"""Which API a creation call belongs to: by its receiver's origins, or to OpenTelemetry by two of three signs."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable

from spanlint.languages.names.origins import UNKNOWN, last_name, within
from spanlint.lean.records import Record
from spanlint.model.apis import Api, ApiTables, Creator

_SAYS_TRACER = re.compile(r"tracer", re.IGNORECASE)
_SAYS_OPENTELEMETRY = re.compile(r"otel|opentelemetry", re.IGNORECASE)
_SAYS_OTHER = re.compile(r"mock|fake|stub|spy|logger|log$", re.IGNORECASE)
_IMPORT = {"python": r"^[ \t]*(?:from|import)[ \t]+(?:%s)\b", "typescript": r"""['"](?:%s)(?:/[^'"\n]*)?['"]"""}


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
        api = api_of(tables.apis, origin)
        if api is not None and _is_tracer(api, origin):
            return _creator(tables, method, api, "method")
        if api is None:
            may_be_tracer = may_be_tracer or not _is_not_tracer(origin, tables)
        elif (
            api.judged == "default"
            or _SAYS_OPENTELEMETRY.search(last_name(origin))
            or _may_return_tracer(api, origin, method)
        ):
            may_be_tracer = may_be_tracer or _may_be_tracer(origin)
    if not may_be_tracer or signs.is_fitting is False or _SAYS_OTHER.search(signs.receiver):
        return None
    signs_count = bool(_SAYS_TRACER.search(signs.receiver)) + signs.has_import + bool(signs.is_fitting)
    if signs_count < 2:
        return None
    return next((creator for creator in tables.creators[method] if creator.form != "function"), None)


def owner_of_function(tables: ApiTables, method: str, origins: Iterable[str]) -> Creator | None:
    """The creator that a call of a module's function uses, by the origins of the function itself."""
    for origin in origins:
        api = api_of(tables.apis, origin)
        if api is not None and last_name(origin) == method and "()" not in origin:
            return _creator(tables, method, api, "function")
    return next((creator for creator in tables.creators[method] if creator.form == "either"), None)


def imports_opentelemetry(tables: ApiTables, text: bytes) -> bool:
    """Whether a file's text imports a package of OpenTelemetry, the first library of the tables."""
    named = [package for package in tables.apis[0].packages if package.encode() in text]
    packages = "|".join(map(re.escape, named))
    return bool(named) and re.search((_IMPORT[tables.language] % packages).encode(), text, re.MULTILINE) is not None


def api_of(apis: Iterable[Api], origin: str) -> Api | None:
    """The library that an origin belongs to."""
    for api in apis:
        if origin.startswith(api.packages) and any(within(package, origin) for package in api.packages):
            return api
    return None


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


def _is_not_tracer(origin: str, tables: ApiTables) -> bool:
    """Whether an origin is certainly not a tracer: the file defines it, or its package makes no tracers."""
    if origin == UNKNOWN:
        return False
    if origin.startswith("=") or any(within(package, origin) for package in tables.others):
        return True
    is_standard = tables.language == "python" and re.split(r"[.(]", origin, maxsplit=1)[0] in sys.stdlib_module_names
    # `threading.local()` or `queue.Queue()` may hold anything; a mock holds mocks.
    return is_standard and ("()." not in origin or within("unittest", origin))
