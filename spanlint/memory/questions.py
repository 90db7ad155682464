"""What judging a file asks of the files around it, and who answers: a disk, or the tree of a commit."""

from __future__ import annotations

from spanlint.lean.protocols import Protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.disk.reading import Unread

    Question = tuple[str, str]
    """What is asked (KIND, CONTENT or NAMES) of a path, relative to the top of the facts, as it was asked."""

KIND, CONTENT, NAMES = "k", "c", "n"
"""Is a path a file or a folder, and where does it lead if it is a link? What is in a file? What is in a folder?"""
CALL, UNKNOWN = "m", "x"
"""What does a function say that remembers what it has found on the disk (see `remembered_calls`)? And what was asked
cannot be asked again."""
FILE, FOLDER, OTHER, NEITHER = "f", "d", "o", ""
"""Kinds of paths. OTHER is there, such as a device."""


class FileFacts(Protocol):
    """The files below a folder, its top. Each question has one answer for as long as something is judged.

    They are `is_still` if nothing changes what the disk says meanwhile.
    """

    is_still: bool

    def kind(self, path: str) -> str:
        """Returns FILE, FOLDER, OTHER or NEITHER, of what a link leads to."""

    def target(self, path: str) -> str:
        """Returns what is written in a link; empty if the path is none."""

    def answer(self, question: Question) -> str:
        """Returns the answer to a question: empty if there is nothing at that path."""

    def is_outside(self, path: str) -> bool:
        """Whether nothing is known of a path below the top."""

    def agrees(self, path: str, content: bytes | Unread | int) -> bool:
        """Whether the answer to CONTENT stands for this content, or a content of this size in bytes."""
