"""Collections of garbage in a worker: after so much text has been judged, not after so many objects.

Reference cycles hold the tree of each judged file. With the collections of the interpreter, finding and freeing them
took 5 to 7 % of the time in which workers judge opentelemetry-js-contrib and openllmetry. The end of a process frees
them for nothing, and most workers end before they have judged as much text as is named here, whose trees take 20 MB.
`tests/run/test_rare_collections.py` has the tests.
"""

from __future__ import annotations

import gc

BYTES_BETWEEN = 1_000_000


class RareCollections:
    """Collects in a worker before a file, once the files before it had so many bytes of text."""

    def __init__(self) -> None:
        self._judged = 0

    def begin_file(self, size: int) -> None:
        """Collects what earlier files have left if that is due. `size` is that of the next file, in bytes.

        From the first file on, this process collects nothing else. The process that forked it goes on as before.
        """
        gc.disable()
        if self._judged >= BYTES_BETWEEN:
            gc.collect()
            self._judged = 0
        self._judged += size
