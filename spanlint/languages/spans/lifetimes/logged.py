"""Values that a log gets: it writes them down and keeps nothing of them."""

from __future__ import annotations

import re

from spanlint.languages.names.roles import Argument, Element, Role
from spanlint.languages.names.values import Call, ValueGrammar, role_of_value

_METHODS = frozenset(
    {"critical", "debug", "dir", "error", "exception", "fatal", "info", "log", "table", "trace", "verbose", "warn"}
    | {"warning"}
)
_LOGS = re.compile(r"_*(?:\w*_?logger|log|logging|console|diag)", re.IGNORECASE)


def is_logged(grammar: ValueGrammar, role: Role) -> bool:
    """Whether the role of a value is to be passed to a log, by itself or in an object that is written out there.

    A function of the project that is found is read instead: it may do more than its name says.
    """
    if isinstance(role, Element):
        role = role_of_value(grammar, role.holder)
    call = grammar.value(role.call) if isinstance(role, Argument) else None
    return isinstance(call, Call) and logs(grammar, call)


def logs(grammar: ValueGrammar, call: Call) -> bool:
    """Whether a call passes what it is given to a log, and is of no function of the project that is found."""
    if call.receiver is None or call.name not in _METHODS:
        return False
    return _LOGS.fullmatch(grammar.last_name(call.receiver)) is not None and grammar.definition(call) is None
