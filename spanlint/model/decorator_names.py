"""The last names of Python decorators that a span's decorator must not stand above.

`spanlint/languages/python/spans/decorator_order.py` says why, and what else tells that a decorator is meant. To the
prefilter, the name is enough.
"""

from __future__ import annotations

ROUTES = frozenset(
    {"route", "api_route", "get", "post", "put", "patch", "delete", "head", "options", "websocket", "websocket_route"}
)
HOOKS = frozenset({"on_event", "exception_handler", "middleware", "errorhandler", "before_request", "after_request"})
TASKS = frozenset({"task", "periodic_task"})
REGISTERING = frozenset(
    {"celery.shared_task", "dramatiq.actor", "django.dispatch.receiver", "temporalio.activity.defn"}
    | {"sqlalchemy.event.listens_for", "sqlalchemy.event.api.listens_for", "atexit.register"}
)
COMMAND, TOOL, SCHEDULED = "command", "tool", "scheduled_job"
SIGNALS, CONNECT = "celery.signals.", "connect"
BUILT_IN = frozenset({"staticmethod", "classmethod", "property"})
MANAGERS = frozenset({"contextlib.contextmanager", "contextlib.asynccontextmanager"})
PROPERTIES = frozenset({"functools.cached_property"})
ACCESSORS = frozenset({"setter", "getter", "deleter"})
"""The methods of a property that decorate."""

LOWER = ROUTES | HOOKS | TASKS | {COMMAND, TOOL, SCHEDULED, CONNECT} | BUILT_IN | ACCESSORS
LOWER |= {path.rpartition(".")[2] for path in REGISTERING | MANAGERS | PROPERTIES}
"""All of them."""
