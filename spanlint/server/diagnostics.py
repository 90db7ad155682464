"""The diagnostics of a document as an editor wants them."""

from __future__ import annotations

from lsprotocol import types

from spanlint.lean.records import Record
from spanlint.model.findings import Diagnostic, Severity
from spanlint.rulebook.addresses import page_address
from spanlint.server.documents import Documents
from spanlint.server.judging import JudgedBuffer
from spanlint.suppression.sift import UNUSED

SOURCE = "spanlint"
_SEVERITIES = {Severity.ERROR: types.DiagnosticSeverity.Error, Severity.WARNING: types.DiagnosticSeverity.Warning}


class Client(Record):
    """What a client can do with what it is sent; `encoding` is how it counts columns."""

    encoding: str = "utf-16"
    takes_related: bool = True
    takes_tags: bool = True
    takes_versions: bool = True
    takes_actions: bool = True
    takes_addresses: bool = True


def client_of(capabilities: types.ClientCapabilities, encoding: str) -> Client:
    """Returns what a client has said that it can do."""
    document, edit = capabilities.text_document, capabilities.workspace and capabilities.workspace.workspace_edit
    shown = [kind for kind in (document and document.publish_diagnostics, document and document.diagnostic) if kind]
    return Client(
        encoding,
        any(kind.related_information for kind in shown),
        any(kind.tag_support for kind in shown),
        bool(edit and edit.document_changes),
        bool(document and document.code_action and document.code_action.code_action_literal_support),
        any(kind.code_description_support for kind in shown),
    )


def diagnostics_of(judged: JudgedBuffer, client: Client) -> dict[str, list[types.Diagnostic]]:
    """Returns the findings of each document of a judged buffer by its address, in order."""
    documents = Documents(judged.buffer, client.encoding)
    found: dict[str, list[types.Diagnostic]] = {uri: [] for uri in judged.buffer.versions()}
    for diagnostic in judged.diagnostics:
        uri, shown = diagnostic_of(diagnostic, documents, client)
        found[uri].append(shown)
    return found


def diagnostic_of(found: Diagnostic, documents: Documents, client: Client) -> tuple[str, types.Diagnostic]:
    """Returns one finding, and the address of the document that it is shown in."""
    related = [
        types.DiagnosticRelatedInformation(
            documents.location(place.position, place.position, place.cell), place.message
        )
        for place in found.related
    ]
    address = page_address(found.rule) if client.takes_addresses else ""
    at = documents.location(found.start, found.end, found.cell)
    return at.uri, types.Diagnostic(
        range=at.range,
        severity=_SEVERITIES[found.severity],
        code=found.code,
        code_description=types.CodeDescription(address) if address else None,
        source=SOURCE,
        message=f"{found.message}\n{found.help}" if found.help else found.message,
        tags=[types.DiagnosticTag.Unnecessary] if found.code == UNUSED and client.takes_tags else None,
        related_information=related if related and client.takes_related else None,
    )
