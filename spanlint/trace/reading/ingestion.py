"""Reads the files of a run into buckets, and counts what is no span."""

from __future__ import annotations

from operator import itemgetter

import msgspec
from msgspec.structs import astuple

from spanlint.config.errors import ConfigError
from spanlint.disk.reading import reason_of
from spanlint.model.problems import Problem
from spanlint.trace.formats import OTLP_PROTO, format_module, otlp_json, recognized
from spanlint.trace.model.json_fields import first_object
from spanlint.trace.model.origins import Origins, Reading
from spanlint.trace.model.records import END, START, BadSpan
from spanlint.trace.model.settings import FOREVER, TraceSettings
from spanlint.trace.otlp.otlp_spans import batches_of
from spanlint.trace.packages import NEEDED
from spanlint.trace.reading import documents
from spanlint.trace.reading.document_parts import BrokenPart
from spanlint.trace.reading.inputs import STDIN, Input, broken_compression, open_input
from spanlint.trace.storage.buckets import Buckets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import BinaryIO

    from spanlint.trace.model.origins import Read
    from spanlint.trace.model.records import SpanRow
    from spanlint.trace.reading.document_parts import Document
    from spanlint.trace.storage.shared_folder import FolderWriter

_MAX_PROBLEMS = 20  # of one file
_HEAD = 512  # bytes that tell the kind of a file
_OTLP_JSON = "otlp-json"
_start, _end = itemgetter(START), itemgetter(END)


class Ingestion:
    """What has been read so far."""

    def __init__(
        self, buckets: Buckets | FolderWriter, settings: TraceSettings, input_format: str | None, first_file: int = 0
    ) -> None:
        self.origins = Origins()
        self.problems: list[Problem] = []
        self.spans = self.logs = self.metrics = self.broken = 0
        self.end = 0
        self.bad: list[BadSpan] = []
        self._buckets = buckets
        self._settings = settings
        self._input_format = input_format
        self.files: list[str] = []
        self._first_file = first_file
        self._is_bounded = settings.since > 0 or settings.until < FOREVER

    def read(self, input_file: Input) -> None:
        """Read one file. What cannot be read becomes a problem."""
        shown = "standard input" if input_file.path == STDIN else input_file.path
        before = self.spans, self.logs + self.metrics, len(self.problems), len(self.bad)
        try:
            with open_input(input_file.path) as stream:
                self.read_stream(stream, shown)
        except EOFError:
            self.problems.append(Problem("ends in the middle of its compressed data", shown))
        except broken_compression():
            self.problems.append(Problem("its compressed data is broken", shown))
        except OSError as error:  # one of gzip has no number
            reason = reason_of(error) if error.errno is not None else "its compressed data is broken"
            self.problems.append(Problem(reason, shown))
        if before == (self.spans, before[1], len(self.problems), len(self.bad)) and input_file.is_named:
            others = self.logs + self.metrics - before[1]
            held = f" ({others} {'message' if others == 1 else 'messages'} of logs or metrics)" if others else ""
            within = " in the time that was asked for" if self._is_bounded and not held else ""
            self.problems.append(Problem(f"holds no spans{within}{held}", shown))

    def read_stream(self, stream: BinaryIO, shown: str) -> None:
        """Read a stream of a file's bytes."""
        self.files.append(shown)
        reading = Reading(
            self.origins,
            self._settings.session_keys,
            self._first_file + len(self.files) - 1,
            self._settings.session_of,
        )
        head = stream.peek(_HEAD)[:_HEAD]  # type: ignore[attr-defined]  # every stream of `open_input` has it
        if not head:
            self.problems.append(Problem("empty file", shown))
        elif self._input_format == OTLP_PROTO or (self._input_format is None and not documents.may_be_json(head)):
            self._read_messages(stream, reading, shown)
        else:
            self._read_documents(stream, reading, shown)

    def _read_messages(self, stream: BinaryIO, reading: Reading, shown: str) -> None:
        try:
            from spanlint.trace.otlp import otlp_proto
        except ImportError as error:
            raise ConfigError(NEEDED) from error
        number = 0
        try:
            for number, message in enumerate(otlp_proto.messages(stream), 1):
                for rows, others in otlp_proto.batches(message, reading, number):
                    self._add_rows(rows)
                    self._add_all(others)
        except otlp_proto.ProtoError as error:
            self.broken += 1
            self.problems.append(Problem(str(error), f"{shown}:{number}" if number else shown))

    def _read_documents(self, stream: BinaryIO, reading: Reading, shown: str) -> None:
        name, before = self._input_format, len(self.problems)
        for document in documents.documents(stream):
            if len(self.problems) - before >= _MAX_PROBLEMS:
                self.problems.append(Problem("and more like that; the rest is not read", shown))
                return
            if isinstance(document, BrokenPart):
                self._note_broken(document, shown)
                continue
            name = self._read_document(document, name, reading, shown)

    def _read_document(self, document: Document, name: str | None, reading: Reading, shown: str) -> str | None:
        """Read one value. Returns the name of its format, None if no format knows it."""
        if document.data and name in (None, _OTLP_JSON) and self._read_export(document, reading):
            return _OTLP_JSON
        try:
            value = documents.value_of(document.data) if document.data else document.value
        except (ValueError, RecursionError) as error:
            is_cut = not document.data.endswith(b"\n")
            self._note_broken(BrokenPart(document.line, documents.reason_of(error), is_cut), shown)
            return name
        known = name or recognized(value)
        if known is None:
            self._note_unknown(value, shown)
            return None
        if self._input_format is not None and self._is_another(value, shown):
            return known
        if known == _OTLP_JSON and isinstance(value, dict):
            self._count_others(value.get("resourceLogs"), value.get("resourceMetrics"))
        self._add_all(format_module(known).spans(value, reading, document.line))
        return known

    def _read_export(self, document: Document, reading: Reading) -> bool:
        """Read what is an export of OTLP, as far as its types say so. Returns whether it is one."""
        try:
            export = otlp_json.decode(document.data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return False  # a value of another type, or text that JSON allows and msgspec does not
        if export.resourceSpans is None and export.resourceLogs is None and export.resourceMetrics is None:
            return False
        self._count_others(export.resourceLogs, export.resourceMetrics)
        for rows, others in batches_of(export, reading, document.line):
            self._add_rows(rows)
            self._add_all(others)
        return True

    def _count_others(self, logs: object, metrics: object) -> None:
        self.logs += logs is not None
        self.metrics += metrics is not None

    def _add_all(self, found: Iterable[Read]) -> None:
        rows: list[SpanRow] = []
        for span in found:
            if isinstance(span, BadSpan):
                self.bad.append(span)
            else:
                rows.append(astuple(span))
        self._add_rows(rows)

    def _add_rows(self, rows: list[SpanRow]) -> None:
        since, until = self._settings.since, self._settings.until
        if self._is_bounded:
            rows = [row for row in rows if since <= row[START] <= until]
        if rows:
            self._buckets.add(rows)
            self.end = max(self.end, max(map(_start, rows)), max(map(_end, rows)))
            self.spans += len(rows)

    def _is_another(self, value: object, shown: str) -> bool:
        """Whether a value is certainly of another format than the one that was asked for, which is a problem."""
        asked = self._input_format or ""
        other = None if format_module(asked).recognizes(value) else recognized(value)
        if other is not None:
            self._note(Problem(f"looks like {other}, not like {asked} (see --input-format)", shown))
        return other is not None

    def _note(self, problem: Problem) -> None:
        if problem not in self.problems:
            self.problems.append(problem)

    def _note_broken(self, part: BrokenPart, shown: str) -> None:
        self.broken += 1
        if not part.is_cut or not self.spans:
            self.problems.append(Problem(part.reason, f"{shown}:{part.line}"))

    def _note_unknown(self, value: object, shown: str) -> None:
        if value == []:
            return  # holds no spans
        keys = ", ".join(f'"{key[:40]}"' for key in list(first_object(value))[:3])
        begins = f"; it begins with the keys {keys}" if keys else ""
        reason = f"no trace format that spanlint knows (see --input-format){begins}"
        self._note(Problem(reason, shown))
