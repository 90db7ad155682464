"""Whose creation call a call is: an API's by its receiver's origins, or OpenTelemetry's by two signs out of three."""

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
    """What is seen around a call whose receiver's origin is not known.

    `receiver` is the receiver's last name, `imports` says that the file imports an OpenTelemetry package, `shape` that
    the arguments fit: True, None where they do not say, False where they contradict.
    """

    receiver: str
    imports: bool
    shape: bool | None


def owner(tables: ApiTables, method: str, origins: Iterable[str], signs: Signs) -> Creator | None:
    """The creator that a method call is, None when it belongs to something else or to a library not judged."""
    open_ended = False
    for origin in origins:
        api = api_of(tables.apis, origin)
        if api is not None and _is_tracer(api, origin):
            return _creator(tables, method, api, "method")
        if api is None:
            open_ended = open_ended or not _is_other(origin, tables)
        elif (
            api.judged == "default" or _SAYS_OPENTELEMETRY.search(last_name(origin)) or _hands_out(api, origin, method)
        ):
            open_ended = open_ended or _may_be_tracer(origin)
    if not open_ended or signs.shape is False or _SAYS_OTHER.search(signs.receiver):
        return None
    said = bool(_SAYS_TRACER.search(signs.receiver)) + signs.imports + bool(signs.shape)
    return next((each for each in tables.creators[method] if each.form != "function"), None) if said >= 2 else None


def owner_of_function(tables: ApiTables, method: str, origins: Iterable[str]) -> Creator | None:
    """The creator that a call of a module's function is, by the origins of the function itself."""
    for origin in origins:
        api = api_of(tables.apis, origin)
        if api is not None and last_name(origin) == method and "()" not in origin:
            return _creator(tables, method, api, "function")
    return next((each for each in tables.creators[method] if each.form == "either"), None)


def imports_opentelemetry(tables: ApiTables, text: bytes) -> bool:
    """Whether a file's text imports a package of the first library of the tables, which is OpenTelemetry."""
    named = [package for package in tables.apis[0].packages if package.encode() in text]
    packages = "|".join(map(re.escape, named))
    return bool(named) and re.search((_IMPORT[tables.language] % packages).encode(), text, re.MULTILINE) is not None


def api_of(apis: Iterable[Api], origin: str) -> Api | None:
    """The library an origin lies in."""
    for api in apis:
        if origin.startswith(api.packages) and any(within(package, origin) for package in api.packages):
            return api
    return None


def _hands_out(api: Api, origin: str, method: str) -> bool:
    """Whether a library that has no such method itself gives something called a tracer: then it is OpenTelemetry's."""
    return bool(_SAYS_TRACER.search(last_name(origin))) and all(each.method != method for each in api.creators)


def _is_tracer(api: Api, origin: str) -> bool:
    return (last_name(origin) if origin.endswith("()") else origin) in api.tracers


def _may_be_tracer(origin: str) -> bool:
    """Whether something of a tracing library may be a tracer: not an instance of a class that has another name."""
    name = last_name(origin)
    return bool(_SAYS_TRACER.search(name)) or ("()" in origin and not name[:1].isupper())


def _creator(tables: ApiTables, method: str, api: Api, form: str) -> Creator | None:
    return next((each for each in tables.creators[method] if each.api == api.name and each.form == form), None)


def _is_other(origin: str, tables: ApiTables) -> bool:
    """Whether an origin is known and certainly no tracer: defined in the file, or of a package that makes none."""
    if origin == UNKNOWN:
        return False
    if origin.startswith("=") or any(within(package, origin) for package in tables.others):
        return True
    standard = tables.language == "python" and re.split(r"[.(]", origin, maxsplit=1)[0] in sys.stdlib_module_names
    # What `threading.local()` or `queue.Queue()` holds may be anything; what a mock holds is a mock.
    return standard and ("()." not in origin or within("unittest", origin))
