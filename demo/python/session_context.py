from __future__ import annotations

import hashlib
import secrets

from opentelemetry.context import Context
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags, set_span_in_context

_session_context: Context | None = None


def derive_trace_id(session_id: str) -> str:
    """The first 32 hex digits of the SHA-256 of the session id: whoever knows the session can find its trace."""
    return hashlib.sha256(session_id.encode()).hexdigest()[:32]


def open_session(session_id: str) -> None:
    """From here to `close_session`, spans that have no closer parent belong to this session's trace."""
    global _session_context
    root = SpanContext(
        trace_id=int(derive_trace_id(session_id), 16),
        span_id=int(secrets.token_hex(8), 16),
        is_remote=False,
        trace_flags=TraceFlags(TraceFlags.SAMPLED),
    )
    _session_context = set_span_in_context(NonRecordingSpan(root), Context())


def close_session() -> None:
    global _session_context
    _session_context = None


def get_session_context() -> Context | None:
    return _session_context
