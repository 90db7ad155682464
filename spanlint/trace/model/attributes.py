"""The few attributes that are read: a session's id and the place in the code. All others are passed over."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SESSION_KEYS = (
    "session.id",
    "gen_ai.conversation.id",
    "langfuse.session.id",
    "gcp.vertex.agent.session_id",
    "gen_ai.session.id",
    "traceloop.association.properties.session_id",
    "ai.telemetry.metadata.sessionId",
    "copilot_chat.chat_session_id",
    "thread.id",
)
"""The attributes that hold a session's id, in order."""

THREAD = "thread.id"
"""A session's id beside an attribute of `gen_ai.`, a thread of the operating system anywhere else."""
GEN_AI = "gen_ai."

PATH_KEYS = ("code.file.path", "code.filepath")
LINE_KEYS = ("code.line.number", "code.lineno")
FUNCTION_KEYS = ("code.function.name", "code.function")

SERVICE, LANGUAGE, INSTANCE = "service.name", "telemetry.sdk.language", "service.instance.id"

MAX_SESSION = 500  # code points: an id is not a prompt


def wanted_keys(session_keys: Sequence[str]) -> frozenset[str]:
    """Returns the keys of a span's attributes that are read."""
    return frozenset((*session_keys, *PATH_KEYS, *LINE_KEYS, *FUNCTION_KEYS))


def session_of(values: Mapping[str, object], session_keys: Sequence[str], has_gen_ai: bool) -> str:
    """Returns the id of the session that some attributes name; empty for none."""
    for key in session_keys:
        value = values.get(key)
        if value is None or value == "" or isinstance(value, (bool, float)) or (key == THREAD and not has_gen_ai):
            continue
        if isinstance(value, (str, int)):
            return str(value)[:MAX_SESSION]
    return ""


def code_of(values: Mapping[str, object]) -> tuple[str, int, str] | None:
    """Returns where a span says that it was made: path, line and function; None if it does not say it."""
    path, function = _text(values, PATH_KEYS), _text(values, FUNCTION_KEYS)
    number = _text(values, LINE_KEYS)
    if not path and not function:
        return None
    return path, int(number) if number.isdecimal() and len(number) < 10 else 0, function


def _text(values: Mapping[str, object], keys: Iterable[str]) -> str:
    found = next((values[key] for key in keys if values.get(key) not in (None, "")), "")
    return str(found) if isinstance(found, (str, int)) else ""
