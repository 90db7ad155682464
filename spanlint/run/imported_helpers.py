"""Whether a file may misuse a helper of the project that it imports: the imports of the file say it.

A file that is judged by itself, as an editor or a hook does, has no other files beside it that name its helpers.
"""

from __future__ import annotations

import sys
from itertools import chain

from spanlint.disk.reading import read_file
from spanlint.prefilter.first_look import may_report_helpers
from spanlint.prefilter.helper_signs import may_misuse_any
from spanlint.prefilter.mentions import mentions
from spanlint.prefilter.own_helpers import (
    configured_helpers,
    entered_methods,
    helpers_of,
    helpers_with,
    imported_names,
    misused_names,
)
from spanlint.prefilter.span_starters import called_for_spans, starters_of
from spanlint.text.suffixes import language_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spanlint.model.settings import Settings

_TRACING_WORDS = (b"span", b"trac", b"opentelemetry")


def may_misuse_helper(path: str, text: bytes, settings: Settings) -> bool:
    """Whether a file may misuse a helper of its own, or one that it imports from another file of the project."""
    language = language_of(path)
    if language == "typescript":
        from spanlint.run.imported_span_functions import may_call_span_function  # Python files do not need it

        return may_call_span_function(path, text, settings)
    if language != "python" or not may_misuse_any(text) or not may_report_helpers(settings):
        return False
    if _may_get_span(path, text, settings):
        return True
    if not (b"yield" in text or text.count(b"@") > 1):
        return False
    helpers = helpers_of(text, mentions("python", settings.apis)) | configured_helpers(settings.apis)
    if any(True for _ in misused_names(text, helpers.names)):
        return True
    paths = imported_names(text)
    own = [name for name, origin in paths.items() if origin.partition(b".")[0].decode() not in sys.stdlib_module_names]
    misused = set(misused_names(text, own))
    if any(True for _ in misused_names(text, helpers_with(text, own).names)):
        misused.update(own)  # a helper of this file uses one of them
    if any(map(_may_be_about_spans, chain.from_iterable(_texts_of(path, paths[name]) for name in misused))):
        return True
    methods = set(misused_names(text, entered_methods(text)))
    return bool(methods) and any(
        not methods.isdisjoint(helpers_of(imported, mentions("python", settings.apis)).managers)
        for name in own
        for imported in _texts_of(path, paths[name])
    )


def _may_get_span(path: str, text: bytes, settings: Settings) -> bool:
    """Whether a file calls a function of another file of the project that may start a span and return it.

    It may be a method of an object of a class that the file imports, by any name.
    """
    called = set(called_for_spans(text))
    paths = imported_names(text) if called else {}
    own = [name for name, origin in paths.items() if origin.partition(b".")[0].decode() not in sys.stdlib_module_names]
    creators = mentions("python", settings.apis).creators if own else ()
    first_names = {dotted.partition(b".")[0] for dotted in called}
    if any(
        starters_of(imported, creators) or b"def " + paths[name].rpartition(b".")[2] not in imported
        for name in first_names.intersection(own)
        for imported in _texts_of(path, paths[name])
        if any(word in imported for word in _TRACING_WORDS)
    ):
        return True
    methods = {
        dotted.rpartition(b".")[2] for dotted in called if dotted.partition(b".")[0] not in paths and b"." in dotted
    }
    return bool(methods) and any(
        _may_have_starter(imported, paths[name].rpartition(b".")[2], methods, creators)
        for name in own
        if name[:1].isupper()
        for imported in _texts_of(path, paths[name])
    )


def _may_have_starter(text: bytes, class_name: bytes, methods: set[bytes], creators: Iterable[bytes]) -> bool:
    """Whether a class may have one of the methods and start a span there, or comes to a file from another one."""
    if b"class " + class_name not in text:
        return b"import" in text and any(word in text for word in _TRACING_WORDS)
    return any(method in text for method in methods) and not methods.isdisjoint(starters_of(text, creators))


def _may_be_about_spans(text: bytes) -> bool:
    """Whether a file may have to do with spans, or imports others."""
    return b"import" in text or any(word in text for word in _TRACING_WORDS)


def _texts_of(path: str, origin: bytes) -> Iterator[bytes]:
    """Yields the texts of the files of the project that an import leads to."""
    from spanlint.languages.names.containment import is_inside
    from spanlint.languages.names.repositories import repository_of
    from spanlint.languages.python.names.modules import Modules

    whole = origin if b"." in origin else origin + b".__init__"  # `import package`
    for target in Modules(path, lambda _: False, {}).locate(whole.decode()):
        text = read_file(target.path) if is_inside(target.path, repository_of(path)) else None
        if isinstance(text, bytes):
            yield text
