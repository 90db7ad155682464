"""The calls of a TypeScript or JavaScript file that start spans, and what else names spans: all that finding the call
of a span needs."""

from __future__ import annotations

from functools import partial

from spanlint.languages.calls.call_sites import read_calls
from spanlint.languages.calls.naming_calls import naming_calls
from spanlint.lean.lazy import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from spanlint.languages.typescript.file import TypeScriptFile
    from spanlint.model.facts import Facts, SpanCall
    from spanlint.model.span_names import NameDecorator, NamingCall

_DECORATING = (b"decorator", b"descriptor", b"propertykey")
"""Words of which a file that defines decorators holds one."""


def named_calls(file: TypeScriptFile) -> Facts:
    """Returns the facts of a TypeScript or JavaScript file, but for what only judging needs."""
    facts = read_calls(file, file.tables)
    return facts._replace(
        naming_calls=partial(naming_calls, file),
        naming_decorators=lazy(partial(_naming_decorators, file, facts.calls)),
        renamed_decorators=partial(_renamed_decorators, file),
        named_functions=partial(_named_functions, file),
    )


def _naming_decorators(file: TypeScriptFile, calls: tuple[SpanCall, ...]) -> tuple[NameDecorator, ...]:
    text = file.tree.text.lower() if calls else b""
    if not any(word in text for word in _DECORATING):
        return ()
    from spanlint.languages.spans.naming_decorators import naming_decorators
    from spanlint.languages.typescript.spans.decorated_functions import Decorators  # no run that lints needs it

    return tuple(naming_decorators(Decorators(file), calls))


def _renamed_decorators(
    file: TypeScriptFile, own: Mapping[str, Sequence[NameDecorator]]
) -> Iterable[tuple[NameDecorator, NameDecorator]]:
    from spanlint.languages.spans.naming_decorators import renamed_decorators
    from spanlint.languages.typescript.spans.decorated_functions import Decorators

    return renamed_decorators(Decorators(file), own)


def _named_functions(file: TypeScriptFile, own: Mapping[str, Sequence[NameDecorator]]) -> Iterable[NamingCall]:
    if b"@" not in file.tree.text:
        return ()
    from spanlint.languages.spans.naming_decorators import named_functions
    from spanlint.languages.typescript.spans.decorated_functions import Decorators

    return named_functions(Decorators(file), own)
