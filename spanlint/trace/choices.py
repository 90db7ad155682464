"""The settings of an audit: what the command line chooses, the configuration, and the defaults."""

from __future__ import annotations

from spanlint.config.errors import ConfigError
from spanlint.config.model import Config
from spanlint.config.output_files import with_files
from spanlint.config.run_settings import run_config
from spanlint.config.selection import apply_choice, check_selectors
from spanlint.model.request import ReportTarget
from spanlint.rulebook.rules import trace_rules
from spanlint.trace.model.attributes import SESSION_KEYS
from spanlint.trace.model.derivations import NAMED, SESSION, Derivation
from spanlint.trace.model.settings import AUTO, FOREVER, SECOND, TraceSettings
from spanlint.trace.model.span_ids import TRACE_DIGITS, any_id
from spanlint.trace.options import TraceRequest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_MILLISECOND = SECOND // 1000
_HOUR = 3600 * SECOND
_UNEXPECTED_ROOT = "SPN208"
_HEX = frozenset("0123456789abcdef")


def with_configured(request: TraceRequest) -> TraceRequest:
    """Returns the request with the configuration's value for each option that the command line does not set."""
    config = run_config(request.lint_request())
    return request._replace(
        output_format=with_files(request.output_format or (ReportTarget(config.output_format),), request.output_file),
        fail_on=request.fail_on or config.fail_on,
        baseline=request.baseline or config.baseline,
    )


def settings_of(request: TraceRequest, config: Config) -> TraceSettings:
    """Returns the settings of an audit. Raises ConfigError for an option that cannot be used."""
    table: dict[str, Any] = dict(config.trace)
    derivations, is_configured = _derivations(request.trace_id or table.get("trace-id", AUTO))
    keys = (*table.get("session-keys", SESSION_KEYS), *table.get("extend-session-keys", ()))
    return TraceSettings(
        codes=_codes(request, has_roots=bool(table.get("roots"))),
        session_keys=request.session_key or keys,
        derivations=derivations,
        is_configured=is_configured,
        traces_per_session=table.get("traces-per-session", AUTO),
        roots=table.get("roots", ()),
        ignore_spans=table.get("ignore-spans", ()),
        **_limits(table),
        since=_moment(request.since, "--since", 0),
        until=_moment(request.until, "--until", FOREVER),
        session=request.session or "",
        trace=_trace(request.trace_of) if request.trace_of else "",
    )


def _limits(table: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "tolerance": table.get("tolerance-ms", 5) * _MILLISECOND,
        "grace": table.get("grace-seconds", 60) * SECOND,
        "max_trace_spans": table.get("max-trace-spans", 10_000),
        "max_trace_time": table.get("max-trace-hours", 24) * _HOUR,
    }


def _trace(text: str) -> str:
    """Returns the id of a trace as spans have it: 32 digits, of a UUID or a text as of one that an export has."""
    digits = text.lower().removeprefix("0x").rjust(TRACE_DIGITS, "0")
    return digits if set(digits) <= _HEX else str(any_id(text, TRACE_DIGITS))


def _codes(request: TraceRequest, has_roots: bool) -> frozenset[str]:
    codes = [(rule.code, rule.is_default or (has_roots and rule.code == _UNEXPECTED_ROOT)) for rule in trace_rules()]
    for option in ("select", "extend_select", "ignore"):
        selectors = getattr(request, option) or ()
        check_selectors(selectors, lambda: [code for code, _ in codes], f"--{option.replace('_', '-')}")
    return apply_choice(codes, request.select, request.extend_select, request.ignore)


def _derivations(choice: str | Mapping[str, Any]) -> tuple[tuple[Derivation, ...], bool]:
    """Returns the ways that are tried, and whether there is one that was chosen."""
    if not isinstance(choice, str):
        digits, of = choice.get("digits", 32), choice.get("of", SESSION)
        return (Derivation(choice["hash"], choice["hash"], of, digits),), True
    if choice == AUTO:
        return NAMED, False
    return tuple(way for way in NAMED if way.name == choice), choice != "none"


def _moment(text: str | None, option: str, otherwise: int) -> int:
    """Returns a time in nanoseconds. Raises ConfigError if the text is neither ISO nor seconds."""
    if text is None:
        return otherwise
    try:
        return int(float(text) * SECOND) if text.replace(".", "", 1).isdecimal() else _from_iso(text)
    except (ValueError, OverflowError) as error:
        raise ConfigError(
            f"{option}: expected a time such as 2026-05-25T09:00:00Z or seconds, got {text[:40]!r}"
        ) from error


def _from_iso(text: str) -> int:
    from datetime import datetime, timezone

    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=timezone.utc)
    return int(aware.timestamp() * 1_000_000) * 1000
