"""Python decorators that keep, or need, the very function that they are given: what stands above them comes too late.

A framework's decorator registers that function and returns it or an object of its own. What a decorator above makes of
the result is never run for a request, a task or a command. Read in fastapi 0.165.0, fastapi/routing.py; flask 3.1.3,
flask/sansio/scaffold.py; litestar 2.25.0, litestar/handlers/base.py; aiohttp 3.14.5, aiohttp/web_routedef.py; sanic
25.12.1, sanic/mixins/routes.py; celery 5.7.0, celery/app/base.py, celery/utils/dispatch/signal.py; dramatiq 2.2.1,
dramatiq/actor.py; taskiq 0.13.0, taskiq/abc/broker.py; huey 3.5.4, huey/api.py; procrastinate 3.10.0,
procrastinate/blueprints.py; click 8.5.1, click/core.py; typer 0.29.2, typer/main.py; mcp 2.3.0,
mcp/server/mcpserver/server.py; temporalio 1.35.0, temporalio/activity.py; Django 5.2.19, django/dispatch/dispatcher.py;
sqlalchemy 2.1.9, sqlalchemy/event/api.py; APScheduler 3.11.3, apscheduler/schedulers/base.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spanlint.languages.python.calls.arguments import read_arguments
from spanlint.languages.python.names.expressions import last_name, unwrapped
from spanlint.languages.python.spans.decorated import decorators_of
from spanlint.lean.patterns import lazy_pattern
from spanlint.lean.records import Record
from spanlint.model.decorator_names import (
    ACCESSORS,
    COMMAND,
    CONNECT,
    HOOKS,
    MANAGERS,
    PROPERTIES,
    REGISTERING,
    ROUTES,
    SCHEDULED,
    SIGNALS,
    TASKS,
    TOOL,
)
from spanlint.model.usages import Decoration

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.python.file import PythonFile

# These return the function that they decorate: Lib/functools.py, Lib/typing.py, Lib/abc.py.
_IDENTITY = frozenset(
    {"functools.wraps()", "typing.override", "typing.final", "typing_extensions.override", "abc.abstractmethod"}
)
_PATHS = ("path", "rule", "route", "uri")  # the keywords of a route's path
_ROUTERS = lazy_pattern(r"(?:router|app|application|api|blueprint|bp|routes)$", re.IGNORECASE)
_QUEUES = lazy_pattern(r"(?:app|celery|broker|huey|queue|worker)$", re.IGNORECASE)
_SERVERS = lazy_pattern(r"(?:mcp|server)$", re.IGNORECASE)
_COMMAND_PACKAGES = frozenset({"click", "rich_click", "asyncclick"})  # what decorates here is in no group: it is called
_BUILT_IN = {
    "staticmethod": Decoration.ABOVE_STATIC,
    "classmethod": Decoration.ABOVE_DESCRIPTOR,
    "property": Decoration.ABOVE_DESCRIPTOR,
}


class DecoratorPlace(Record):
    """Where a decorator stands: whether it gets the function itself, which no decorator below has replaced. `too_late`
    says why a span's decorator must not stand there, and which decorator below shows it."""

    gets_function: bool
    too_late: tuple[Decoration, str] | None = None


class DecoratorOrder:
    """Tells what the decorators of one file are given."""

    def __init__(self, file: PythonFile) -> None:
        self._file = file
        self._known: dict[Node, dict[Node, DecoratorPlace]] = {}

    def place(self, decorator: Node, whole: Node) -> DecoratorPlace:
        """Returns the place of a decorator of a `decorated_definition`."""
        if whole not in self._known:
            self._known[whole] = dict(self._places(decorators_of(whole)))
        return self._known[whole][decorator]

    def _places(self, decorators: list[Node]) -> Iterator[tuple[Node, DecoratorPlace]]:
        """Yields each decorator and its place, the one next to the function first.

        A function is registered without all that stands above, whatever stands between. Only a decorator right above a
        descriptor or a context manager is given that.
        """
        gets_function, registering, right_below = True, None, None
        for decorator in reversed(decorators):
            yield decorator, DecoratorPlace(gets_function, registering or right_below)
            expression = unwrapped(decorator.named_children[0]) if decorator.named_children else decorator
            decoration = _decoration(self._file, expression)
            said = (decoration, self._file.tree.text_of(_callee_of(expression))) if decoration is not None else None
            if decoration is Decoration.ABOVE_REGISTRATION:
                registering = registering or said
            if self._file.origins(expression) <= _IDENTITY:
                continue
            gets_function, right_below = False, said


def _callee_of(expression: Node) -> Node:
    return (expression.child_by_field_name("function") if expression.type == "call" else None) or expression


def _decoration(file: PythonFile, expression: Node) -> Decoration | None:
    callee = _callee_of(expression)
    name, origins = last_name(file.tree, callee), file.origins(callee)
    if name in _BUILT_IN and callee.type == "identifier" and not file.scopes.visible(name, callee):
        return _BUILT_IN[name]
    if origins <= MANAGERS:
        return Decoration.ABOVE_MANAGER
    if origins <= PROPERTIES or (name in ACCESSORS and callee.type == "attribute"):
        return Decoration.ABOVE_DESCRIPTOR
    return Decoration.ABOVE_REGISTRATION if _is_registering(file, expression, callee, name) else None


def _is_registering(file: PythonFile, expression: Node, callee: Node, name: str) -> bool:
    """Whether a decorator registers the function that it is given, by its origin, its name and its object."""
    origins = file.origins(callee)
    if origins <= REGISTERING or (name == CONNECT and all(origin.startswith(SIGNALS) for origin in origins)):
        return True
    receiver = callee.child_by_field_name("object") if callee.type == "attribute" else None
    if name in ROUTES:
        return expression.type == "call" and _has_path(file, expression, receiver)
    if receiver is None or name == SCHEDULED:
        return receiver is not None and expression.type == "call"
    owner = last_name(file.tree, receiver)
    if name in HOOKS:
        return _ROUTERS.search(owner) is not None
    if name in TASKS:
        return _QUEUES.search(owner) is not None
    if name == TOOL:
        return _SERVERS.search(owner) is not None
    return name == COMMAND and not file.origins(receiver) & _COMMAND_PACKAGES


def _has_path(file: PythonFile, call: Node, receiver: Node | None) -> bool:
    """Whether a call of a route's name is given a path: one that is written out, or any value on a router."""
    argument_list = call.child_by_field_name("arguments")
    if argument_list is None or argument_list.type != "argument_list":
        return False
    arguments = read_arguments(file.tree, argument_list)
    keywords = (arguments.keywords[name] for name in _PATHS if name in arguments.keywords)
    path = next(iter((*arguments.positional, *keywords)), None)
    if path is None:
        return False
    is_written = file.tree.text_of(path).lstrip("frbu").strip("\"'")[:1] == "/"
    return is_written or (receiver is not None and _ROUTERS.search(last_name(file.tree, receiver)) is not None)
