"""The diagnostics of a document as an editor wants them."""

from __future__ import annotations

from lsprotocol import types

from spanlint.lean.records import Record
from spanlint.model.findings import Diagnostic, Severity
from spanlint.rulebook.addresses import page_address
from spanlint.server.buffers import BOM
from spanlint.server.judgements import JudgedBuffer
from spanlint.server.places import EditorPlaces
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


def places_of(judged: JudgedBuffer, client: Client) -> EditorPlaces:
    """Returns the places of the text that a judgement is about."""
    return EditorPlaces(judged.source.text, client.encoding, judged.buffer.text.startswith(BOM))


def diagnostics_of(judged: JudgedBuffer, client: Client) -> list[types.Diagnostic]:
    """Returns the findings of a document, in order."""
    places = places_of(judged, client)
    return [diagnostic_of(diagnostic, judged.buffer.uri, places, client) for diagnostic in judged.diagnostics]


def diagnostic_of(found: Diagnostic, uri: str, places: EditorPlaces, client: Client) -> types.Diagnostic:
    """Returns one finding of the document with this address."""
    related = [
        types.DiagnosticRelatedInformation(
            types.Location(uri, places.range(place.position, place.position)), place.message
        )
        for place in found.related
    ]
    address = page_address(found.rule) if client.takes_addresses else ""
    return types.Diagnostic(
        range=places.range(found.start, found.end),
        severity=_SEVERITIES[found.severity],
        code=found.code,
        code_description=types.CodeDescription(address) if address else None,
        source=SOURCE,
        message=f"{found.message}\n{found.help}" if found.help else found.message,
        tags=[types.DiagnosticTag.Unnecessary] if found.code == UNUSED and client.takes_tags else None,
        related_information=related if related and client.takes_related else None,
    )
