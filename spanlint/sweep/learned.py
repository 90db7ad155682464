"""What a lint finds out that is worth remembering: blobs that hold nothing to judge, and verdicts."""

from __future__ import annotations

from spanlint.lean.records import Record
from spanlint.memory.verdict import Verdict


class SilentBlob(Record):
    """A blob that holds nothing to judge; `kind` is the key of what that depends on beside its bytes."""

    blob: str
    kind: str


class UsedVerdicts(Record):
    """What a lint has needed of all that is known: the blobs that hold nothing, and verdicts by key and answers."""

    silent: tuple[tuple[str, str], ...] = ()
    judged: tuple[tuple[str, str], ...] = ()


class Learned(Record):
    """What a lint found out. `wanted` are the paths of files that were read although there is nothing to judge in.

    `uses` are None if it is not known of what use it all was.
    """

    nothing: tuple[tuple[str, str], ...] = ()
    judged: tuple[Verdict, ...] = ()
    wanted: tuple[str, ...] = ()
    uses: UsedVerdicts | None = None
