"""What judging asks about the calls of a TypeScript or JavaScript file beside their names and parents."""

from __future__ import annotations

from spanlint.languages.calls.evidence.call_evidence import CallEvidence, EvidenceFile
from spanlint.languages.typescript.calls.openers import Openers
from spanlint.languages.typescript.names.top_imports import top_imports


class TypeScriptEvidence(CallEvidence):
    """Answers for one file."""

    def __init__(self, file: EvidenceFile) -> None:
        self.openers = Openers(file.grammar, file.qualifiers, file.scopes, file.names, file.follower)
        super().__init__(file, self.openers.around, lambda other: top_imports(other.tree))
