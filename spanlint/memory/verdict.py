"""A verdict: what judging a file came to, and all that it depends on."""

from __future__ import annotations

from hashlib import sha256

from spanlint.lean.records import Record

_DIGITS = 32  # of a seal


class Verdict(Record):
    """What judging a file came to. `key` says what it depends on of the file itself.

    `answers` is the digest of the answers to the `questions`, JSON, that were asked while it was judged; `outcome` is
    that of `outcome_codec`.
    """

    key: str
    answers: str
    questions: str
    outcome: str

    def seal(self) -> str:
        """Returns a digest of the verdict: a disk that loses bits must not change one."""
        return sha256("\0".join(self).encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
