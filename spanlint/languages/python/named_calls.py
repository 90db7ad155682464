"""The calls of a Python file that start spans, and what else names spans: all that finding the call of a span needs."""

from __future__ import annotations

from functools import partial

from spanlint.languages.calls.call_sites import read_calls
from spanlint.languages.calls.naming_calls import naming_calls
from spanlint.lean.lazy import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from spanlint.languages.python.file import PythonFile
    from spanlint.model.facts import Facts, SpanCall
    from spanlint.model.span_names import NameDecorator, NamingCall


def named_calls(file: PythonFile) -> Facts:
    """Returns the facts of a Python file, but for what only judging needs."""
    facts = read_calls(file, file.tables)
    return facts._replace(
        naming_calls=partial(naming_calls, file),
        naming_decorators=lazy(partial(_naming_decorators, file, facts.calls)),
        renamed_decorators=partial(_renamed_decorators, file),
        named_functions=partial(_named_functions, file),
    )


def _naming_decorators(file: PythonFile, calls: tuple[SpanCall, ...]) -> tuple[NameDecorator, ...]:
    if b"name__" not in file.tree.text:  # `__name__` or `__qualname__`
        return ()
    from spanlint.languages.python.spans.decorated_functions import Decorators  # no run that lints needs it
    from spanlint.languages.spans.naming_decorators import naming_decorators

    return tuple(naming_decorators(Decorators(file), calls))


def _renamed_decorators(
    file: PythonFile, own: Mapping[str, Sequence[NameDecorator]]
) -> Iterable[tuple[NameDecorator, NameDecorator]]:
    from spanlint.languages.python.spans.decorated_functions import Decorators
    from spanlint.languages.spans.naming_decorators import renamed_decorators

    return renamed_decorators(Decorators(file), own)


def _named_functions(file: PythonFile, own: Mapping[str, Sequence[NameDecorator]]) -> Iterable[NamingCall]:
    if b"@" not in file.tree.text:
        return ()
    from spanlint.languages.python.spans.decorated_functions import Decorators
    from spanlint.languages.spans.naming_decorators import named_functions

    return named_functions(Decorators(file), own)
