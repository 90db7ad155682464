"""What a lint finds out that is worth remembering: blobs that hold nothing to judge, and verdicts."""

from __future__ import annotations

from spanlint.lean.records import Record
from spanlint.memory.verdict import Verdict

TYPE_CHECKING = False
if TYPE_CHECKING:
    SilentBlobs = dict[str, set[str]]
    """Blobs that hold nothing to judge, by the kind of a `SilentBlob`."""


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

    `uses` are None if it is not known of what use it all was. `tree` is what a later lint with the key `tree_key` needs
    to find out whether anything has changed for it (see `known_trees`); empty if nobody can tell.
    """

    nothing: tuple[tuple[str, str], ...] = ()
    judged: tuple[Verdict, ...] = ()
    wanted: tuple[str, ...] = ()
    uses: UsedVerdicts | None = None
    tree_key: str = ""
    tree: bytes = b""


class AskedTree(Record):
    """What linting a tree has asked of it, as far as it tells whether other files could change a finding.

    `questions` are in paths without `.` and `..`. Of the sources, `loud` are those that hold anything to judge, and
    `unread` those that no lint looks at; `read` is the number of all others. `words` are by suffix: a file of at most
    `max_size` bytes of plain text that holds none of them has nothing to judge. That is so for any file if
    `has_one_kind`, and else for those that were there.
    """

    questions: tuple[tuple[str, str], ...]
    loud: tuple[str, ...]
    unread: tuple[str, ...]
    read: int
    words: dict[str, tuple[str, ...]]
    max_size: int
    has_one_kind: bool
