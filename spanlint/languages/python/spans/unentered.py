"""Python context managers that start a span when they are entered, and are not."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.calls.certainties import CONTEXT_APIS, followed, is_tracer, may_be_tracer
from spanlint.languages.calls.owners import imports_opentelemetry
from spanlint.languages.python.contexts.discarded import expects_error
from spanlint.languages.python.spans.managers import misuse_of_attribute, misuse_of_name, outer, use_of
from spanlint.languages.trees.tree import range_of
from spanlint.model.facts import SpanCall
from spanlint.model.usages import Misuse, Unentered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.languages.python.file import PythonFile
    from spanlint.languages.python.spans.managers import Known, Shown


def unentered(file: PythonFile, calls: tuple[SpanCall, ...]) -> Iterator[Unentered]:
    """The calls whose span is never started, in order."""
    imports = bool(calls) and imports_opentelemetry(file.tables, file.tree.text)
    known: Known = {}
    for call in calls:
        creator = call.creator
        takes = creator.api in CONTEXT_APIS and creator.method in file.tables.creators and not call.is_decorator
        name = file.tree.leaf_at(call.at) if takes else None
        callee = file.callee(name) if name is not None else None
        if callee is None or callee.receiver is None or expects_error(file, callee.call):
            continue
        origins = followed(file, callee.receiver, creator.method)
        shown = None
        if may_be_tracer(file.tables, origins, imports):
            shown = _misused(file, callee, creator.activates == "with", is_tracer(file.tables, origins), known)
        if shown is not None:
            misuse, use = shown
            used = file.tree.text_of(use) if use is not None else ""
            yield Unentered(call.at, creator.method, misuse, range_of(use) if use is not None else None, used)


def _misused(file: PythonFile, callee: Callee, manages: bool, sure: bool, known: Known) -> Shown | None:
    """The misuse of a call that gives a manager of a span, or a span: of that one, only that it is no asynchronous
    context manager either. A project's own tracer may give one."""
    shown = _shown(file, callee, sure, known) if manages else use_of(file, outer(file, callee.call)[0])
    if shown is not None and shown[0] is Misuse.ASYNC_WITH:
        return shown if sure else None
    return shown if manages else None


def _shown(file: PythonFile, callee: Callee, sure: bool, known: Known) -> Shown | None:
    """How the value of a call is misused, and where that shows when it is not at the call.

    `sure` says that its receiver is certainly a tracer: else a project's own one may give something else, and silence
    is kept where that is likely.
    """
    value, above = outer(file, callee.call)
    if above.type == "expression_statement":
        return (Misuse.DROPPED, None) if above.named_child_count == 1 else None
    if above.type != "assignment":
        return use_of(file, value)
    target = above.child_by_field_name("left")
    alone = file.tree.ancestors(above)[0].type == "expression_statement"
    if not alone or target is None:
        return None
    if target.type == "attribute":
        return misuse_of_attribute(file, target, sure)
    return misuse_of_name(file, target, sure, known) if target.type == "identifier" else None
