"""Whether a TypeScript or JavaScript file calls a function of the project that starts a span: its imports say it.

Such a file may name no span call, and leave the span that it gets without an end all the same.
"""

from __future__ import annotations

from spanlint.disk.reading import read_file
from spanlint.prefilter.first_look import may_report_helpers
from spanlint.prefilter.helper_signs import may_use_spans
from spanlint.prefilter.mentions import mentions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spanlint.model.settings import Settings

_MAX_READ = 100  # files for one; it may import a file that exports what many others do
_MAX_HOPS = 2  # from a file that exports what others define


def may_call_span_function(path: str, text: bytes, settings: Settings) -> bool:
    """Whether a file calls what it imports from a file of the project, and what starts a span there."""
    if not may_use_spans(text) or not may_report_helpers(settings):
        return False
    from spanlint.prefilter.span_functions import called_imports  # few files get here, and it needs `re`

    creators, seen = mentions("typescript", settings.apis).creators, set[tuple[str, frozenset[bytes]]]()
    return any(
        _starts_span(target, names, creators, seen, _MAX_HOPS)
        for specifier, names in called_imports(text)
        for target in _targets(path, specifier)
    )


def _starts_span(
    path: str, names: frozenset[bytes], creators: Iterable[bytes], seen: set[tuple[str, frozenset[bytes]]], hops: int
) -> bool:
    """Whether a file defines one of these names around a span call, or exports what another defines so."""
    from spanlint.prefilter.span_functions import reexported, span_functions_of

    if (path, names) in seen or len(seen) > _MAX_READ:
        return False
    seen.add((path, names))
    text = read_file(path)
    if not isinstance(text, bytes):
        return False
    own = span_functions_of(text, creators)
    if own & names or (own and b"*" in names):
        return True
    return hops > 0 and any(
        _starts_span(target, original, creators, seen, hops - 1)
        for specifier, original in reexported(text, names)
        for target in _targets(path, specifier)
    )


def _targets(path: str, specifier: bytes) -> Iterator[str]:
    """Yields the files of the project that an import leads to."""
    from spanlint.languages.names.containment import is_inside
    from spanlint.languages.names.repositories import repository_of
    from spanlint.languages.typescript.names.modules import Modules

    root = repository_of(path)
    for target in Modules(path, lambda _: False, {}).locate(specifier.decode("utf-8", "replace")):
        if is_inside(target.path, root):
            yield target.path
