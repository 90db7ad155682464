"""Calls that should run a callback in a span but do not pass one."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.calls.certainties import followed, may_be_tracer
from spanlint.languages.calls.owners import imports_opentelemetry
from spanlint.languages.names.values import Arguments
from spanlint.languages.typescript.names.expressions import unwrapped
from spanlint.model.facts import SpanCall
from spanlint.model.usages import Misuse, Unentered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.languages.typescript.file import TypeScriptFile

_NO_FUNCTION = frozenset({"object", "array", "string", "template_string", "number", "undefined", "null"})


def without_callback(file: TypeScriptFile, calls: tuple[SpanCall, ...]) -> Iterator[Unentered]:
    """Yields the calls whose span is never started, in order."""
    has_import = bool(calls) and imports_opentelemetry(file.tables, file.tree.text)
    for call in calls:
        creator = call.creator
        takes_callback = creator.callback and creator.api == "opentelemetry" and creator.method in file.tables.creators
        name = file.tree.leaf_at(call.at) if takes_callback else None
        callee = file.callee(name) if name is not None else None
        if callee is None or callee.receiver is None or file.expects_error(callee.call):
            continue
        if not may_be_tracer(file.tables, followed(file, callee.receiver, creator.method), has_import):
            continue
        arguments: Arguments = callee.arguments
        if arguments.spread is None and arguments.positional:
            if len(arguments.positional) == 1:
                yield Unentered(call.at, creator.method, Misuse.NO_CALLBACK)
            elif unwrapped(file.scopes.sole_value(arguments.positional[-1])).type in _NO_FUNCTION:
                yield Unentered(call.at, creator.method, Misuse.NOT_A_CALLBACK)
