"""Python context managers that would start a span when entered, but never are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.calls.certainties import followed, may_be_tracer
from spanlint.languages.calls.owners import CONTEXT_APIS, api_of, imports_opentelemetry, is_tracer
from spanlint.languages.names.origins import last_name, within
from spanlint.languages.python.contexts.discarded import mentions_of
from spanlint.languages.python.spans.managers import (
    misuse_of_attribute,
    misuse_of_mention,
    misuse_of_name,
    with_parentheses,
)
from spanlint.languages.trees.syntax_errors import in_broken_statement
from spanlint.languages.trees.tree import range_of
from spanlint.model.apis import WITH
from spanlint.model.facts import SpanCall
from spanlint.model.usages import Misuse, Unentered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.python.file import PythonFile
    from spanlint.languages.python.spans.managers import Known, Shown


def unentered(file: PythonFile, calls: tuple[SpanCall, ...]) -> Iterator[Unentered]:
    """Yields the calls whose span is never started, in order."""
    has_import = bool(calls) and imports_opentelemetry(file.tables, file.tree.text)
    known: Known = {}
    for call in calls:
        creator = call.creator
        takes_context = creator.api in CONTEXT_APIS and creator.method in file.tables.creators and not call.is_decorator
        name = file.tree.leaf_at(call.at) if takes_context else None
        callee = file.callee(name) if name is not None else None
        if callee is None or callee.receiver is None or file.expects_error(callee.call):
            continue
        origins = followed(file, callee.receiver, creator.method)
        shown = None
        if may_be_tracer(file.tables, origins, has_import):
            shown = _misuse(file, callee, creator.activates == WITH, is_tracer(file.tables, origins), known)
        if shown is not None:
            misuse, use = shown
            text = file.tree.text_of(use) if use is not None else ""
            yield Unentered(call.at, creator.method, misuse, range_of(use) if use is not None else None, text)


def unentered_managers(file: PythonFile) -> Iterator[Unentered]:
    """Yields the calls that only make a manager, such as `use_span(span)` as a statement, in no order."""
    apis = {api.name for api in file.tables.apis if api.pure.modules}
    openers = (opener for openers in file.tables.openers.values() for opener in openers if opener.form == WITH)
    managers = {opener.name for opener in openers if opener.api in apis} - file.tables.creators.keys()
    for callee, origins in _statements(file, managers):
        is_known = all(
            any(within(module, origin) for module in file.tables.pure.modules) and last_name(origin) in managers
            for origin in origins
        )
        if is_known:
            yield Unentered(range_of(callee.name), file.tree.text_of(callee.name), Misuse.NOT_CURRENT)
    used = (openers for mark, openers in file.tables.entered_only.items() if mark in file.tree.text)
    for opener in (opener for openers in used for opener in openers):
        for callee, origins in _statements(file, {opener.name}):
            owners = (api_of(file.tables, origin) for origin in origins)
            if all(owner is not None and owner.name == opener.api for owner in owners):
                misuse = Misuse.NOT_CURRENT if opener.context is not None else Misuse.DROPPED
                yield Unentered(range_of(callee.name), opener.name, misuse, instead=opener.unentered)


def _statements(file: PythonFile, managers: Iterable[str]) -> Iterator[tuple[Callee, frozenset[str]]]:
    """Yields the calls by these names whose result nothing gets, each with the known origins of its function."""
    for name in mentions_of(file, managers):
        callee = file.callee(name) if file.is_mention(name) else None
        if callee is None or callee.is_decorator or in_broken_statement(file.tree, name, file.blocks):
            continue
        above = with_parentheses(file, callee.call)[1]
        is_dropped = above.type == "expression_statement" and above.named_child_count == 1
        called, text = callee.member or callee.name, file.tree.text_of(name)
        origins = followed(file, called, text) if is_dropped or _is_unread(file, above) else frozenset[str]()
        if origins and not file.expects_error(callee.call):
            yield callee, origins


def _is_unread(file: PythonFile, assignment: Node) -> bool:
    """Whether an assignment gives its value to a local that the function mentions nowhere else."""
    target = assignment.child_by_field_name("left") if assignment.type == "assignment" else None
    function = file.grammar.function_of(assignment) if target is not None else None
    if target is None or function is None or target.type != "identifier":
        return False
    is_statement = file.tree.ancestors(assignment)[0].type == "expression_statement"
    return is_statement and list(file.grammar.mentions(file.tree.text_of(target), function)) == [target]


def _misuse(file: PythonFile, callee: Callee, is_manager: bool, is_certain: bool, known: Known) -> Shown | None:
    """How a call's result is misused; the call returns a span's manager (`is_manager`) or a span.

    A span is only reported in an `async with`, and only if the receiver is certain to be a tracer, since a project's
    own tracer may return an asynchronous context manager.
    """
    shown = (
        _manager_misuse(file, callee, is_certain, known)
        if is_manager
        else misuse_of_mention(file, with_parentheses(file, callee.call)[0])
    )
    if shown is not None and shown[0] is Misuse.ASYNC_WITH:
        return shown if is_certain else None
    return shown if is_manager else None


def _manager_misuse(file: PythonFile, callee: Callee, is_certain: bool, known: Known) -> Shown | None:
    """How a call's result is misused, and the place of the misuse if it is not the call.

    `is_certain` says that the receiver is certainly a tracer. Otherwise it may be a project's own tracer that returns
    something else, so likely cases of that are not reported.
    """
    value, above = with_parentheses(file, callee.call)
    if above.type == "expression_statement":
        return (Misuse.DROPPED, None) if above.named_child_count == 1 else None
    if above.type != "assignment":
        return misuse_of_mention(file, value)
    target = above.child_by_field_name("left")
    is_statement = file.tree.ancestors(above)[0].type == "expression_statement"
    if not is_statement or target is None:
        return None
    if target.type == "attribute":
        return misuse_of_attribute(file, target, is_certain)
    return misuse_of_name(file, target, is_certain, known) if target.type == "identifier" else None
