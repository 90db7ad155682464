"""Parents that Python code passes to functions of other libraries which take none."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.calls.certainties import api_of_call, calls_of
from spanlint.languages.trees.tree import range_of
from spanlint.model.misplaced import RejectedParent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.languages.python.file import PythonFile


def rejected_parents(file: PythonFile) -> Iterator[RejectedParent]:
    """Yields the calls that pass a parent by a keyword that the function rejects, in order of place."""
    openers = {name: [opener for opener in named if opener.rejects] for name, named in file.tables.openers.items()}
    for callee in calls_of(file, [name for name, named in openers.items() if named]):
        api = api_of_call(file, callee)
        opener = next((opener for opener in openers[file.tree.text_of(callee.name)] if opener.api == api), None)
        for keyword in opener.rejects if opener is not None else ():
            value = callee.arguments.keywords.get(keyword)
            if value is not None and opener is not None and not file.expects_error(callee.call):
                text = file.tree.text_of(value)
                yield RejectedParent(range_of(callee.name), opener.name, keyword, text, opener.help)
                break
