"""The settings that an editor sends, in `initializationOptions` or with a change of its configuration."""

from __future__ import annotations

from spanlint.config.errors import quoted, suggestion
from spanlint.lean.records import Record
from spanlint.model.request import Request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SECTION = "spanlint"
"""The name of the settings in the configuration of an editor."""

_MAX_DELAY = 60_000  # milliseconds


class ServerOptions(Record):
    """What an editor may set. `delay` is in milliseconds: so long after the last key, a document is judged.

    With `may_judge_workspace`, a client that can is told to ask for the files that are not open, too. With
    `can_open_pages`, the client shows the page of a rule itself, and no message is sent.
    """

    configuration: str | None = None
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    delay: int = 150
    includes_docs: bool = False
    may_judge_workspace: bool = False
    can_open_pages: bool = False

    def request(self) -> Request:
        """Returns the options of a run that judges by these settings."""
        choices = {"select": self.select, "extend_select": self.extend_select, "ignore": self.ignore}
        return Request(**choices, config=self.configuration, include_docs=self.includes_docs)  # type: ignore[arg-type]


_FIELDS = {
    "configuration": ("configuration", str, "a path"),
    "select": ("select", list, "a list of codes"),
    "extendSelect": ("extend_select", list, "a list of codes"),
    "ignore": ("ignore", list, "a list of codes"),
    "delay": ("delay", int, f"a number of milliseconds, at most {_MAX_DELAY}"),
    "includeDocs": ("includes_docs", bool, "true or false"),
    "workspaceDiagnostics": ("may_judge_workspace", bool, "true or false"),
    "opensPages": ("can_open_pages", bool, "true or false"),
}
"""The keys that an editor sends: the field of each, its type in JSON, and what is expected."""


class ReadOptions(Record):
    """The settings, and a line for each value that was not used."""

    options: ServerOptions
    problems: tuple[str, ...] = ()


def read_options(value: object) -> ReadOptions:
    """Returns the settings in a value that a client sent, which may be anything. `null` is a key that is not set."""
    table = value.get(SECTION, value) if isinstance(value, dict) else value
    if table is None:
        return ReadOptions(ServerOptions())
    if not isinstance(table, dict):
        return ReadOptions(ServerOptions(), ("settings: expected an object",))
    known = {key: _value(key, found) for key, found in table.items() if key in _FIELDS and found is not None}
    fields = {_FIELDS[key][0]: found for key, found in known.items() if found is not None}
    return ReadOptions(ServerOptions(**fields), tuple(_problems(table, known)))  # type: ignore[arg-type]


def _problems(table: Mapping[str, object], known: Mapping[str, object]) -> Iterator[str]:
    for key in table:
        if key not in _FIELDS:
            yield f"settings: {quoted(str(key))}: unknown key{suggestion(str(key), _FIELDS)}"
        elif key in known and known[key] is None:
            yield f"settings: {key}: expected {_FIELDS[key][2]}"


def _value(key: str, value: object) -> object | None:
    """Returns the value of a field; None if it is not of its type. An empty text is a path that is not set."""
    _, expected, _ = _FIELDS[key]
    if type(value) is not expected:
        return None
    if isinstance(value, list):
        return tuple(value) if all(isinstance(code, str) for code in value) else None
    if isinstance(value, int) and key == "delay":
        return value if 0 <= value <= _MAX_DELAY else None
    return value
