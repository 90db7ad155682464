"""What judging asks about the calls of a Python file beside their names and parents."""

from __future__ import annotations

from spanlint.languages.calls.evidence.call_evidence import CallEvidence, EvidenceFile
from spanlint.languages.python.calls.openers import Openers
from spanlint.languages.python.names.top_imports import top_imports


class PythonEvidence(CallEvidence):
    """Answers for one file."""

    def __init__(self, file: EvidenceFile) -> None:
        self.openers = Openers(file.grammar, file.qualifiers, file.scopes, file.follower)
        super().__init__(file, self.openers.around, lambda other: top_imports(other.tree))
