"""The rows of a configuration for what a survey saw, each with a comment that says where that is."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.apis import spellings
from spanlint.config.model import Config
from spanlint.survey.module_names import module_of
from spanlint.survey.sightings import HelperSeen, LibrarySeen, ProviderSeen, Survey
from spanlint.survey.unjudged_calls import unconfigured

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.model.apis import Slot

_MIN_USES = 3  # of a provider, before it counts as the project's own choice
_MAX_CANDIDATES = 3  # in comments


def rows_of(survey: Survey, config: Config, folder: str, prefix: str) -> list[str]:
    """Returns the lines of the rows that a configuration in a folder lacks. `prefix` begins the names of its tables."""
    wrappers = list(unconfigured(survey, (*config.wrappers, *config.creators)))
    tables = [list(_wrapper(helper, folder, prefix)) for helper in wrappers if helper.unjudged]
    tables += [list(_loose_wrapper(helper, prefix)) for helper in wrappers if helper.loose]
    languages = dict.fromkeys(provider.language for provider in survey.providers)
    given = dict(config.session_context)
    sessions = [_session(survey, language, folder, prefix) for language in languages if language not in given]
    tables += [session for session in sessions if session]
    comments = list(_libraries(survey, config, prefix))
    tables += [comments] if tables and comments else []  # a file of nothing but suggestions would configure nothing
    return [line for table in tables for line in ("", *table)][1:]


def _wrapper(helper: HelperSeen, folder: str, prefix: str) -> Iterator[str]:
    function, first = helper.function, helper.first_call
    module = module_of(function.at.path, function.language, folder)
    path = comment(function.at.path)
    yield f"[[{prefix}wrappers]] # {comment(function.title)}, {comment(str(function.at))}"
    yield f'language = "{function.language}" # {path}'
    yield f"name = {quoted(function.name)} # {comment(str(function.at))}"
    if function.owner:
        yield f"class = {quoted(function.owner)} # {path}"
    if module:
        yield f"module = {quoted(module)} # {path}"
    where = f", the first in {comment(str(first))}" if first is not None else ""
    if helper.slot is not None:
        yield f"parent = {_place(helper.slot)} # {amount(helper.calls, 'call')} in {other_files(helper.files)}{where}"
    if helper.activates != "no":
        yield f'activates = "{helper.activates}" # {path}, as the span that it starts'


def _loose_wrapper(helper: HelperSeen, prefix: str) -> Iterator[str]:
    """Yields the row for the calls on objects of unknown class, as a comment: they may be another's."""
    function, first = helper.function, comment(str(helper.first_loose))
    calls = amount(helper.loose, "call")
    called = f"{comment(helper.receiver)}.{comment(function.name)}"
    yield f"# {calls} of `{called}` may be of {comment(function.title)}:"
    yield f"# [[{prefix}wrappers]] # {comment(function.title)}, {comment(str(function.at))}"
    yield f'# language = "{function.language}"'
    yield f"# name = {quoted(function.name)}"
    yield f"# receiver = {quoted(helper.receiver)} # the first is {first}"
    if helper.slot is not None:
        yield f"# parent = {_place(helper.slot)}"


def _place(slot: Slot) -> str:
    parts = [f"position = {slot.position}"] if slot.position is not None else []
    parts += [f"{key} = {quoted(value)}" for key, value in (("keyword", slot.keyword), ("key", slot.key)) if value]
    return f"{{ {', '.join(parts)} }}"


def _session(survey: Survey, language: str, folder: str, prefix: str) -> list[str]:
    """Returns the rows for the provider of most parents in a language; comments where the majority is not clear."""
    providers = [provider for provider in survey.providers if provider.language == language]
    candidates = [provider for provider in providers if _module_of(provider, folder)]
    most, total = max(provider.uses for provider in providers), sum(provider.uses for provider in providers)
    is_clear = most >= _MIN_USES and 3 * most >= 2 * total
    if is_clear and candidates and candidates[0].uses == most:
        return list(_session_lines(survey, candidates[0], folder, prefix))
    lines = [f"# {line}" for provider in candidates[:1] for line in _session_lines(survey, provider, folder, prefix)]
    for provider in candidates[1:_MAX_CANDIDATES]:
        first = comment(str(provider.first_use))
        lines.append(f"# or `{comment(provider.written)}()`, {_share(survey, provider)}, the first in {first}")
    head = f"# Several functions give parents in {language}: uncomment the right one."
    return [head, *lines] if lines else []


def _session_lines(survey: Survey, provider: ProviderSeen, folder: str, prefix: str) -> Iterator[str]:
    function, module = provider.function, _module_of(provider, folder)
    if function is None:
        return
    statement = f"import {{ {function.name} }} from '{module.removesuffix('/index')}'"
    if provider.language == "python":
        statement = f"from {module} import {function.name}"
    expression, statements = f"{function.name}()", [statement]
    if provider.may_be_empty:
        active = spellings(provider.language).active
        operator = "or" if provider.language == "python" else "??"
        expression, statements = f"{expression} {operator} {active.expression}", [statement, *active.imports]
    yield f"[{prefix}session-context.{provider.language}] # {comment(str(function.at))}"
    yield f"expression = {quoted(expression)} # {_share(survey, provider)}"
    yield f"imports = [{', '.join(map(quoted, statements))}] # {comment(function.at.path)}"


def _module_of(provider: ProviderSeen, folder: str) -> str:
    """Returns the module to import a provider from; empty if no file of the project can."""
    function = provider.function
    is_usable = provider.is_importable and function is not None
    return module_of(function.at.path, provider.language, folder) if is_usable and function is not None else ""


def _share(survey: Survey, provider: ProviderSeen) -> str:
    total = sum(other.uses for other in survey.providers if other.language == provider.language)
    return f"{provider.uses} of {amount(total, 'parent')} that functions give"


def _libraries(survey: Survey, config: Config, prefix: str) -> Iterator[str]:
    known = dict(config.apis)
    unjudged = {
        library.api: library for library in survey.libraries if _is_choice(library) and library.api not in known
    }
    if unjudged:
        yield f"# [{prefix}apis]"
    for name, library in unjudged.items():
        files = "1 file imports" if library.files == 1 else f"{library.files} files import"
        yield f"# {name} = true # {files} {library.title}, the first is {comment(str(library.first))}"


def _is_choice(library: LibrarySeen) -> bool:
    return library.is_opt_in and not library.is_judged


def quoted(text: str) -> str:
    """Returns a TOML string. Every character that is not printable is escaped."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char.isprintable() else f"\\U{ord(char):08X}" for char in plain) + '"'


def comment(text: str) -> str:
    """Returns a text as it can stand in a comment of one line."""
    return "".join(char if char.isprintable() else "?" for char in text)


def amount(count: int, noun: str) -> str:
    """Returns a number and its noun."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def other_files(count: int) -> str:
    """Returns the number of files that call what another file defines."""
    return "1 other file" if count == 1 else f"{count} other files"
