"""The names that imports give what they import."""

from __future__ import annotations

from spanlint.languages.names.renamed_imports import original_name, renamed

TEXT = (
    b"from opentelemetry.context import attach as otel_attach, detach\n"
    b"import { startSpan as inSpan } from 'kit'\n"
    b"with attach(a) as manager: pass\n"
)


def test_the_names_of_what_is_asked_for() -> None:
    assert renamed(TEXT, ("attach", "detach", "use_span")) == {"otel_attach": "attach"}
    assert renamed(TEXT, ("detach",)) == {}


def test_what_a_name_stands_for() -> None:
    assert original_name(TEXT, "otel_attach") == "attach"
    assert original_name(TEXT, "inSpan") == "startSpan"
    assert original_name(TEXT, "otel") == ""
    assert original_name(TEXT, "manager") == ""
