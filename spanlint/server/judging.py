"""The judgement of one document by known settings: its sources, and what a run would report of it."""

from __future__ import annotations

from spanlint.adoption import baseline
from spanlint.lean.records import Record
from spanlint.lint.diagnose import diagnostics_of_undecodable, result_of
from spanlint.lint.judge import Judgement, judge_with_line_ends
from spanlint.model.facts import Facts
from spanlint.model.findings import Diagnostic
from spanlint.model.settings import Settings
from spanlint.prefilter.mentions import SUPPRESSION, occurrence_test
from spanlint.run.imported_helpers import may_misuse_helper
from spanlint.run.sources import sources_of
from spanlint.run.time_limit import TimeLimitError, run_within
from spanlint.server.buffers import Buffer
from spanlint.server.open_files import Asker
from spanlint.text.decoding import OtherLanguageError, UndecodableError
from spanlint.text.source import Source
from spanlint.text.suffixes import is_docs, language_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.adoption.baseline import Baseline

EDITOR_ENCODING = "utf-8"
"""That of a document, whatever the text of it declares."""


class JudgedSource(Record):
    """One source of a document. `source` is what the offsets of the judgement count bytes of."""

    source: Source
    judgement: Judgement


class JudgedBuffer(Record):
    """A document and what was found in it. Of a file that is not only code, each module is a source.

    `settings` is None for a document that is not judged: it is excluded, or `problem` says in one line why. `serial`
    tells judgements apart. `neighbours` is the view of other files, for judging it again.
    """

    buffer: Buffer
    serial: int
    neighbours: Asker | None = None
    sources: tuple[JudgedSource, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    settings: Settings | None = None
    problem: str = ""
    warnings: tuple[str, ...] = ()


def with_findings(judged: JudgedBuffer, settings: Settings, accepted: Baseline | None) -> JudgedBuffer:
    """Returns the judgement of a document that is not excluded, without the findings that the project has accepted."""
    path, data = judged.buffer.path, judged.buffer.data()
    if len(data) > settings.max_file_size:
        limit = f"more than max-file-size ({settings.max_file_size})"
        return judged._replace(problem=f"not checked: {len(data)} bytes, {limit}")
    may_have_findings = b"\0" not in data and _may_have_findings(path, data, settings)
    if not may_have_findings and language_of(path) is None:
        return judged._replace(settings=settings)
    try:
        sources = sources_of(path, data, EDITOR_ENCODING)
        if may_have_findings:
            return _judged(judged, sources, settings, accepted)
    except UndecodableError as error:
        return judged._replace(diagnostics=diagnostics_of_undecodable(path, data, str(error), settings))
    except OtherLanguageError:
        return judged
    except RecursionError:
        return judged._replace(problem="not checked: the code is nested too deeply")
    except TimeLimitError:
        limit = f"{settings.max_file_seconds} s of processor time (max-file-seconds)"
        return judged._replace(problem=f"not checked: it takes more than {limit}")
    unjudged = (JudgedSource(source, Judgement(Facts(source.language), ())) for source in sources)
    return judged._replace(sources=tuple(unjudged), settings=settings)


def _may_have_findings(path: str, data: bytes, settings: Settings) -> bool:
    return occurrence_test(path, settings.apis)(data) or SUPPRESSION in data or may_misuse_helper(path, data, settings)


def _judged(
    judged: JudgedBuffer, sources: tuple[Source, ...], settings: Settings, accepted: Baseline | None
) -> JudgedBuffer:
    neighbours = None if is_docs(judged.buffer.path) else judged.neighbours  # a page is not where its code would be
    pairs, found = list[JudgedSource](), list[Diagnostic]()
    for source in sources:
        pair, diagnostics = run_within(settings.max_file_seconds, _judged_source, source, settings, neighbours)
        pairs.append(pair)
        found += diagnostics
    if accepted is not None:
        found = baseline.apply(found, accepted).kept
    return judged._replace(sources=tuple(pairs), settings=settings, diagnostics=tuple(found), neighbours=neighbours)


def _judged_source(
    source: Source, settings: Settings, neighbours: Asker | None
) -> tuple[JudgedSource, tuple[Diagnostic, ...]]:
    source, judgement = judge_with_line_ends(source, settings, neighbours)
    return JudgedSource(source, judgement), result_of(source, judgement, settings).diagnostics
