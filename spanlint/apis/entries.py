"""Reads the entries of the API tables into records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain

from spanlint.model.apis import (
    ATTACH,
    CALLBACK,
    Api,
    ContextCalls,
    Creator,
    Holder,
    Opener,
    Pure,
    Qualifier,
    Roots,
    Setter,
    Shapes,
    Slot,
    Spelling,
    Spellings,
)
from spanlint.model.status_calls import RecordingManager, StatusCalls

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_ROWS = ("setters", "adding", "removing", "taking", "holding")
"""The keys of `[contexts]` that have a row for each function."""

_STATUS_ROWS = ("setting", "making", "recording", "managers")
"""The same of `[statuses]`."""


def read_creator(api: Mapping[str, Any], entry: Mapping[str, Any]) -> Creator:
    """Returns the creator in a table entry. `api` is the table of its library. Raises KeyError and TypeError."""
    return Creator(
        api=api["name"],
        title=api["title"],
        method=entry["method"],
        form=entry.get("form", "method"),
        name=Slot(**entry.get("name", {"position": 0})),
        parents=tuple(Slot(**slot) for slot in (entry["parent"], *entry.get("other-parents", ()))),
        root=Slot(**entry["root"]) if "root" in entry else None,
        options=Slot(**entry["options"]) if "options" in entry else None,
        callback=entry.get("callback") == "last",
        absent=entry.get("absent", "ambient"),
        none=entry.get("none", "ambient"),
        null=entry.get("null", entry.get("none", "ambient")),
        activates=entry.get("activates", "no"),
        source=entry.get("source", ""),
        help=entry.get("help", ""),
        ends=entry.get("ends", ""),
        other_ends=tuple(entry.get("other-ends", ())),
        unended=entry.get("unended", ""),
        on_exit=Slot(**entry["on-exit"]) if "on-exit" in entry else None,
        harmless=tuple(entry.get("harmless", ())),
        accepts=tuple(entry.get("accepts", ())),
        tolerates=tuple(entry.get("tolerates", ())),
        qualifier=read_qualifier(entry),
    )


def read_opener(api: Mapping[str, Any], entry: Mapping[str, Any]) -> Opener:
    """Returns the opener in a table entry. Raises KeyError and TypeError."""
    context = Slot(**entry["context"]) if "context" in entry else None
    resolved, closer = entry.get("resolved", False), entry.get("closer", "")
    ends = Slot(**entry["ends"]) if "ends" in entry else None
    return Opener(
        api["name"],
        entry["name"],
        entry["form"],
        resolved,
        closer,
        context,
        frozenset(entry.get("empty", ())),
        ends,
        Slot(**entry["span"]) if "span" in entry else None,
        entry.get("across-yield", ""),
        entry.get("around-nothing", ""),
        entry.get("unentered", ""),
        entry.get("leaves-open", False),
        tuple(entry.get("rejects", ())),
        entry.get("help", ""),
        entry.get("unended", ""),
        read_qualifier(entry),
        tuple(entry.get("named", ())),
        Slot(**entry["span-name"]) if "span-name" in entry else None,
    )


def read_qualifier(entry: Mapping[str, Any]) -> Qualifier | None:
    """Returns what tells the calls of an entry from others of the same name; None if nothing does."""
    texts = [entry.get(key, "") for key in ("module", "class", "receiver")]
    return Qualifier(*texts) if any(texts) else None


def read_api(table: dict[str, Any]) -> Api:
    """Returns the library that a file describes. Raises KeyError and TypeError."""
    openers = tuple(read_opener(table, entry) for entry in table.get("openers", ()))
    contexts = _context_calls(table["contexts"], openers) if "contexts" in table else ContextCalls()
    return Api(
        table["name"],
        table["title"],
        table["language"],
        table["judged"],
        tuple(table["packages"]),
        frozenset(table.get("tracers", ())),
        tuple(read_creator(table, entry) for entry in table.get("creators", ())),
        openers,
        Roots(**_read_sets(table.get("roots", {}))),
        Shapes(**_read_sets(table.get("shapes", {}))),
        tuple(table.get("others", ())),
        tuple(table.get("platform", ())),
        _pure(contexts, table.get("contexts", {}).get("modules", ())),
        frozenset(table.get("bound", ())),
        contexts,
        _spellings(table["spellings"]) if "spellings" in table else None,
        table.get("mention", ""),
        _statuses(table["statuses"]) if "statuses" in table else StatusCalls(),
    )


def _spellings(table: dict[str, Any]) -> Spellings:
    entries = {
        key.replace("-", "_"): Spelling(entry["expression"], tuple(entry["imports"]))
        for key, entry in table.items()
        if key != "defined-at"
    }
    return Spellings(**entries, defined_at=dict(table.get("defined-at", ())))


def _context_calls(table: dict[str, Any], openers: tuple[Opener, ...]) -> ContextCalls:
    names = {key: value for key, value in table.items() if key != "modules" and key not in _ROWS}
    rows = {key: table.get(key, ()) for key in _ROWS}
    activating = {opener.name: opener.context for opener in openers if opener.context is not None}
    attaching = [opener for opener in openers if opener.form == ATTACH and opener.context is not None]
    running = [opener for opener in openers if opener.form == CALLBACK and not opener.resolved]
    taken = _slots(chain(rows["setters"], rows["adding"], rows["removing"], rows["taking"]))
    return ContextCalls(
        **_read_sets(names),
        setters={row["name"]: _setter(row) for row in rows["setters"]},
        adding=_slots(rows["adding"]),
        removing=_slots(rows["removing"]),
        attaching={opener.name: activating[opener.name] for opener in attaching},
        detaching=frozenset(opener.closer for opener in attaching),
        activating=frozenset(activating),
        running=frozenset(opener.name for opener in running),
        vague=frozenset(opener.name for opener in running if opener.context is not None),
        taking={name: slot for name, slot in chain(activating.items(), taken.items()) if slot is not None},
        holding={row["name"]: _holder(row) for row in rows["holding"]},
    )


def _statuses(table: dict[str, Any]) -> StatusCalls:
    names = {key: value for key, value in table.items() if key not in _STATUS_ROWS}
    setting, making, recording = (_value_slots(table.get(key, ())) for key in ("setting", "making", "recording"))
    managers = {row["name"]: _recording_manager(row) for row in table.get("managers", ())}
    return StatusCalls(**_read_sets(names), setting=setting, making=making, recording=recording, managers=managers)


def _value_slots(rows: Iterable[Mapping[str, Any]]) -> dict[str, Slot]:
    return {row["name"]: Slot(**row["value"]) for row in rows}


def _recording_manager(row: Mapping[str, Any]) -> RecordingManager:
    slots = {key: Slot(**row[key]) if key in row else None for key in ("span", "records", "sets", "handles")}
    return RecordingManager(row["name"], **slots, sees_all=row.get("sees-all", False))


def _setter(row: Mapping[str, Any]) -> Setter:
    return Setter(Slot(**row["span"]), Slot(**row["context"]), row.get("takes-span-context", False))


def _holder(row: Mapping[str, Any]) -> Holder:
    return Holder(Slot(**row["key"]), Slot(**row["value"]), Slot(**row["context"]) if "context" in row else None)


def _slots(rows: Iterable[dict[str, Any]]) -> dict[str, Slot | None]:
    return {row["name"]: Slot(**row["context"]) if "context" in row else None for row in rows}


def _pure(contexts: ContextCalls, modules: Iterable[str]) -> Pure:
    """What returns a new context: functions that are given the old one or a message, and methods of it."""
    slots = {**contexts.adding, **contexts.removing}
    functions = {name for name, slot in slots.items() if slot is not None}
    return Pure(
        frozenset(functions.union(contexts.setters, contexts.deleting, contexts.extracting)),
        frozenset(slots.keys() - functions),
        frozenset(modules),
    )


def _read_sets(table: dict[str, Any]) -> dict[str, frozenset[str]]:
    return {key.replace("-", "_"): frozenset(value) for key, value in table.items() if key != "source"}
