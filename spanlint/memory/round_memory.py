"""The verdicts of the last round of a process that lints again and again, as `spanlint --watch` does.

A round asks the disk again all that a verdict has asked, and compares the answers: nobody has to say what has changed.
"""

from __future__ import annotations

import os

from spanlint.languages.names import disk_memory
from spanlint.memory.disk_facts import DiskFacts
from spanlint.memory.disk_watch import DiskWatch
from spanlint.memory.remembered_calls import RememberedCalls

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spanlint.memory.known_verdicts import KnownVerdicts
    from spanlint.memory.verdict import Verdict

_TOP = "\0"  # no path begins with it: the settings name paths that stay where they are


class RoundMemory:
    """Remembers verdicts from round to round. It has to be made before anything is imported that judges.

    On a system whose paths do not begin at `/`, it remembers nothing.
    """

    def __init__(self) -> None:
        self._facts = DiskFacts()
        self._watch = DiskWatch("/", self._facts)
        self._calls = RememberedCalls(self._watch, _TOP)
        self._calls.begin()
        self._is_watching = False
        self._verdicts: dict[str, list[Verdict]] = {}
        preload()

    def begin_round(self) -> KnownVerdicts | None:
        """Forget all that the disk has said, and let runs of this process use the verdicts of the last round.

        Returns what is known and what is learned; None if nothing can be. What runs in this process is watched from now
        on, so another process should.
        """
        from spanlint.memory.known_verdicts import KnownVerdicts  # imports what judges
        from spanlint.run.known_outcomes import know

        self._facts.forget()
        self._calls.forget()
        if os.sep != "/":
            return None
        if not self._is_watching:
            self._watch.begin()
            self._is_watching = True
        known = KnownVerdicts(self._watch, self._calls, "", _TOP, self._of_key)
        know(known)
        return known

    def keep(self, verdicts: Iterable[Verdict]) -> None:
        """Remember these verdicts and no others."""
        self._verdicts.clear()
        for verdict in verdicts:
            self._verdicts.setdefault(verdict.key, []).append(verdict)

    def _of_key(self, key: str) -> Sequence[Verdict]:
        return self._verdicts.get(key, ())


def preload() -> None:
    """Import what judges, so that no forked process has to."""
    import spanlint.lint.diagnose
    import spanlint.run.many_files  # noqa: F401 - as above
    from spanlint.lint.judge import preload as preload_language

    for language in ("python", "typescript"):
        preload_language(language)
    disk_memory.forget()
