"""The ways to derive the id of a trace from that of its session, so that each process of a session finds the trace."""

from __future__ import annotations

from functools import lru_cache

from spanlint.lean.digests import hash_function
from spanlint.lean.records import Record

DIGITS = 32
SESSION = "{session}"


def attribute_keys(of: str) -> tuple[str, ...]:
    """Returns the keys of attributes in braces: `turn.number` of `{session}:{turn.number}`."""
    if of == SESSION:
        return ()
    import re  # most projects derive no ids, or from the session alone

    return tuple(key for key in re.findall(r"\{([^{}]+)\}", of) if f"{{{key}}}" != SESSION)


class Derivation(Record):
    """One way; `of` is what the hash is taken of, with the session's id for `{session}`, and the values of attributes
    for other keys in braces: what is called a session is then a session with these values. `digits` are those of the
    hash that are kept, filled up with zeros. `is_identity` is whether the id is the session's own: it may then be the
    session that is called after its first trace."""

    name: str
    hash: str
    of: str = SESSION
    digits: int = DIGITS
    is_identity: bool = False

    def trace_id(self, session: str) -> str:
        """Returns the id of the session's trace."""
        text = session if attribute_keys(self.of) else self.of.replace(SESSION, session)
        if self.is_identity:
            return text.replace("-", "").lower()
        digits: str = hash_function(self.hash)(text.encode(), usedforsecurity=False).hexdigest()
        return digits[: self.digits].rjust(DIGITS, "0")

    def __str__(self) -> str:
        of = self.of.replace(SESSION, "session.id")
        return f"{of} without dashes" if self.is_identity else f"{self.hash}({of})[:{self.digits}]"


NAMED = (
    # qwen-code, packages/core/src/telemetry/trace-context.ts; Langfuse, create_trace_id(seed=...)
    Derivation("sha256", "sha256"),
    Derivation("sha1", "sha1"),
    Derivation("md5", "md5"),
    # temporal, contrib/openai_agents: a UUID without its dashes
    Derivation("uuid", "", is_identity=True),
)
"""The ways that are tried unless one is configured."""


@lru_cache(maxsize=20_000)
def _names_by_id(derivations: tuple[Derivation, ...], session: str) -> dict[str, str]:
    """Returns the ids that a session's trace may have, each with the first way that leads to it. A session is often in
    many traces, and a hash takes longer than all else that is done with one."""
    return {way.trace_id(session): way.name for way in reversed(derivations)}


def holding(derivations: tuple[Derivation, ...], trace: str, session: str) -> str:
    """Returns the name of the first way by which a trace's id is that of the session; empty if it is by none."""
    return _names_by_id(derivations, session).get(trace, "")
