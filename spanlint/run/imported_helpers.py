"""Whether a Python file may misuse a helper of the project that it imports: the imports of the file say it.

A file that is judged by itself, as an editor or a hook does, has no other files beside it that name its helpers.
"""

from __future__ import annotations

import sys

from spanlint.disk.reading import read_file
from spanlint.prefilter.first_look import may_report_helpers
from spanlint.prefilter.mentions import mentions
from spanlint.prefilter.own_helpers import configured_helpers, helpers_of, imported_names, misused_names
from spanlint.text.suffixes import language_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.model.settings import Settings

_TRACING_WORDS = (b"span", b"trac", b"opentelemetry")


def may_misuse_helper(path: str, text: bytes, settings: Settings) -> bool:
    """Whether a file may misuse a helper of its own, or one that it imports from another file of the project."""
    if language_of(path) != "python" or not may_report_helpers(settings):
        return False
    if not (b"yield" in text or text.count(b"@") > 1):
        return False
    helpers = helpers_of(text, mentions("python", settings.apis)) | configured_helpers(settings.apis)
    if any(True for _ in misused_names(text, helpers.names)):
        return True
    paths = imported_names(text)
    own = (name for name, origin in paths.items() if origin.partition(b".")[0].decode() not in sys.stdlib_module_names)
    return any(_is_of_the_project(path, paths[name].decode()) for name in misused_names(text, own))


def _is_of_the_project(path: str, origin: str) -> bool:
    """Whether an import leads to a file of the project that may have to do with spans, or that imports others."""
    from spanlint.languages.names.containment import is_inside
    from spanlint.languages.names.repositories import repository_of
    from spanlint.languages.python.names.modules import Modules

    for target in Modules(path, lambda _: False, {}).locate(origin):
        text = read_file(target.path) if is_inside(target.path, repository_of(path)) else None
        if isinstance(text, bytes) and (b"import" in text or any(word in text for word in _TRACING_WORDS)):
            return True
    return False
