"""What a run knows from the one before over the same files, as `spanlint` does unless it is told `--no-cache`.

A judgement is used again if all that it has asked of the disk has the same answers (see `known_verdicts`), and a look
at a file if its bytes are the same. So nothing has to be told what has changed, and nothing can be stale.
"""

from __future__ import annotations

import os
from hashlib import sha256

from spanlint.languages.trees.kept_trees import keep_trees
from spanlint.memory.disk_facts import DiskFacts
from spanlint.memory.disk_watch import DiskWatch
from spanlint.memory.kept_file import KEPT, KeptRun, read_kept, say_used, write_kept
from spanlint.memory.known_verdicts import KnownVerdicts
from spanlint.memory.program_stamp import program_stamp
from spanlint.memory.remembered_calls import RememberedCalls
from spanlint.memory.verdict_keys import key_of
from spanlint.run.known_outcomes import LOOK_KEY_BYTES, know

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from spanlint.memory.verdict import Verdict
    from spanlint.model.settings import Settings
    from spanlint.run.known_outcomes import InnerLook, LookInside

_TOP = "\0"  # no path begins with it: the settings name paths that stay where they are


class RunMemory:
    """Knows what the last run in this folder with the same `words`, such as its paths, has left: a file in `folder`.

    What runs in this process is watched from now on. It has to be made before anything is imported that judges.
    """

    def __init__(self, words: Iterable[str], folder: str) -> None:
        self._program = program_stamp()
        self.path = os.path.join(folder, f"{key_of(os.getcwd(), *words)}{KEPT}")
        self._kept = read_kept(self.path, self._program)
        watch = DiskWatch("/", DiskFacts())
        calls = RememberedCalls(watch, _TOP)
        calls.begin()
        watch.begin()
        keep_trees()  # each file is judged with views of its own of the others
        by_key = {verdict.key: verdict for verdict in self._kept.verdicts}
        self.known = RunVerdicts(watch, calls, self._program, by_key, self._kept.looks)
        know(self.known)

    def keep(self) -> None:
        """Leave what this run has used and learned to the next one."""
        know(None)
        run = KeptRun(self.known.verdicts, self.known.used_looks)
        if run.looks == self._kept.looks and set(run.verdicts) == set(self._kept.verdicts):
            say_used(self.path)
        else:
            write_kept(self.path, self._program, run)


class RunVerdicts(KnownVerdicts):
    """What is known of the files of one run. `used_looks` are the looks that it has asked for, by their keys."""

    def __init__(
        self, watch: DiskWatch, calls: RememberedCalls, program: str,
        verdicts: Mapping[str, Verdict], looks: Mapping[str, Any],
    ) -> None:  # fmt: skip
        super().__init__(watch, calls, program, _TOP, lambda key: (verdicts[key],) if key in verdicts else ())
        self._looks = looks
        self.used_looks: dict[str, Any] = {}
        self._inner_looks: list[InnerLook] = []

    def remembering(self, kind: str, settings: Settings, look: LookInside) -> LookInside:
        """Returns a look at the bytes of a file that looks only at those that are not known."""
        digest = self.settings_digest(settings)
        if digest is None:
            return look
        start = sha256(f"{self._program} {digest} {kind}\0".encode())
        return lambda data: self._looked(start, data, look)

    def inner_looks(self) -> Sequence[InnerLook]:
        """Returns what the looks of this process were asked for since the last call."""
        looks, self._inner_looks = self._inner_looks, []
        return looks

    def learn_inner_looks(self, looks: Iterable[InnerLook]) -> None:
        """Take note of the looks of another process."""
        self.used_looks.update((key.hex(), calls) for key, calls in looks)

    def _looked(self, start: Any, data: bytes, look: LookInside) -> Any:
        whole = start.copy()
        whole.update(data)
        key = whole.digest()[:LOOK_KEY_BYTES]
        text = key.hex()
        found = self._looks[text] if text in self._looks else look(data)
        self.used_looks[text] = found
        self._inner_looks.append((key, found))
        return found
