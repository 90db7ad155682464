"""`--show-settings`: prints the settings that apply to a file as TOML, the same on every machine."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from spanlint.apis import all_apis
from spanlint.config.errors import ConfigError
from spanlint.config.model import Config, Patterns
from spanlint.config.run_settings import (
    chosen_settings,
    codes_off_in_docs,
    complete,
    fix_choices,
    folder_configs,
    rule_choices,
    run_config,
)
from spanlint.discovery.exclusion import is_excluded
from spanlint.discovery.named_paths import is_folder
from spanlint.disk.reading import reason_of
from spanlint.model.apis import Creator, Qualifier
from spanlint.model.settings import Forbidden, SessionContext, Settings
from spanlint.rulebook.rules import rules
from spanlint.run.tasks import settings_by_path
from spanlint.text.suffixes import DOCS, SUFFIXES, is_docs, languages_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.model.request import Request


def show_settings(path: str, request: Request) -> str:
    """Returns the settings of the file at `path` as TOML. Raises ConfigError, also if `path` is not a file."""
    try:
        if is_folder(path, (*SUFFIXES, *DOCS)):
            raise ConfigError(f"--show-settings: {path}: is a folder; name a file")
    except (OSError, ValueError) as error:
        raise ConfigError(f"--show-settings: {path}: {reason_of(error)}") from error
    run = run_config(request)
    configs = folder_configs(request, run)
    config = configs(os.path.dirname(path) or ".")
    if config.load_error:
        raise ConfigError(config.load_error)
    choices = rule_choices(request, config)
    off_in_docs = codes_off_in_docs(choices) if is_docs(path) else None
    everywhere = chosen_settings(config, choices)._replace(
        off_in_docs=off_in_docs, fix_choices=fix_choices(request, config)
    )
    settings = settings_by_path(config, everywhere)(path)
    lines = [
        *_file_lines(path, config, settings, is_excluded(path, configs)),
        *(f"# --config {_toml_string(text)}" for text in request.config_settings),
        *_rule_lines(settings, everywhere),
        *_fix_lines(settings),
        *_config_lines(config, settings, languages_of(path)),
        *_run_lines(request, run),
    ]
    return "".join(f"{line}\n" for line in lines)


def _file_lines(path: str, config: Config, settings: Settings, is_left_out: bool) -> Iterator[str]:
    is_too_large = os.path.getsize(path) > settings.max_file_size
    yield f"file = {_toml_string(_printable_path(path))}"
    yield f"language = {_toml_string(' or '.join(languages_of(path)))}"
    yield f"left-out = {_toml_boolean(is_left_out or is_too_large)}" + (
        "  # larger than max-file-size" if is_too_large else ""
    )
    if config.source is None:
        yield "# no configuration file applies: every value is a default"
    else:
        yield f"configuration = {_toml_string(_printable_path(config.source))}"
        yield from _inline_list("extends", (_toml_string(_printable_path(name)) for name in config.extends))


def _rule_lines(settings: Settings, everywhere: Settings) -> Iterator[str]:
    titles = {rule.code: f"{_toml_string(rule.code)}, # {rule.name}, {rule.severity.value}" for rule in rules()}
    reported = settings.codes_reported()
    yield from _multiline_list("rules", (line for code, line in titles.items() if code in reported))
    ignored = everywhere.codes - settings.codes
    yield from _multiline_list("ignored-in-this-file", (line for code, line in titles.items() if code in ignored))
    quiet = settings.codes - reported
    if quiet:
        yield "# this is a test file; see `tests`"
        yield from _multiline_list("quiet-in-this-file", (line for code, line in titles.items() if code in quiet))


def _fix_lines(settings: Settings) -> Iterator[str]:
    """The rules whose fixes are not what they are by default."""
    lists = zip(("unfixable", "extend-safe-fixes", "extend-unsafe-fixes"), settings.fix_choices, strict=True)
    for name, codes in lists:
        yield from _inline_list(name, map(_toml_string, sorted(codes & settings.codes)))


def _config_lines(config: Config, settings: Settings, languages: tuple[str, ...]) -> Iterator[str]:
    yield from _pattern_lines("include", config.include)
    yield from _pattern_lines("exclude", (*config.exclude, *config.extend_exclude))
    yield from _inline_list("searched-folders", map(_toml_string, config.searched_folders))
    yield f"tests = {_toml_boolean(config.tests)}"
    yield f"max-file-size = {settings.max_file_size}"
    yield f"max-file-seconds = {settings.max_file_seconds}"
    yield from _inline_list("apis", (_toml_string(name) for name in dict.fromkeys(_judged_apis(settings, languages))))
    yield from _inline_list("creators", _method_names(config.creators, languages))
    yield from _inline_list("wrappers", _method_names(config.wrappers, languages))
    yield from _inline_list(
        "openers",
        (
            _toml_string(_described(opener.name, opener.qualifier))
            for other, opener in config.openers
            if other in languages
        ),
    )
    yield from _inline_list("forbidden", (_toml_string(_described_row(row)) for row in settings.forbidden))
    yield f"parent-required = {_toml_boolean(settings.is_parent_required)}"
    yield from _inline_list("context-manager-decorators", map(_toml_string, settings.context_manager_decorators))
    if config.per_file_ignores:
        yield ""
        yield f"[per-file-ignores] # relative to {_printable_path(config.ignores_root)}".replace("\n", " ")
        for pattern, codes in config.per_file_ignores:
            yield f"{_toml_string(pattern)} = [{', '.join(map(_toml_string, codes))}]"
    for other, context in settings.session_contexts:
        yield from _session_context_lines(context) if other in languages else ()


def _judged_apis(settings: Settings, languages: tuple[str, ...]) -> Iterator[str]:
    choices = settings.apis
    for api in sorted(all_apis(), key=lambda api: api.name):
        is_on = api.judged == "default" or (api.judged == "opt-in" and api.name in choices.switched_on)
        if api.language in languages and is_on and api.name not in choices.switched_off:
            yield api.name


def _method_names(creators: Iterable[tuple[str, Creator]], languages: tuple[str, ...]) -> Iterator[str]:
    return (
        _toml_string(_described(creator.method, creator.qualifier)) for other, creator in creators if other in languages
    )


def _described_row(row: Forbidden) -> str:
    name = _described(row.method or "calls", row.qualifier)
    return f"{name} of {row.api}: {row.message}" if row.api else f"{name}: {row.message}"


def _described(name: str, qualifier: Qualifier | None) -> str:
    """The name of an entry, after the receiver or class and the module that its calls need."""
    if qualifier is None:
        return name
    owner = qualifier.receiver or qualifier.owner
    called = f"{owner}.{name}" if owner else name
    return f"{called} of {qualifier.module}" if qualifier.module else called


def _session_context_lines(context: SessionContext) -> Iterator[str]:
    yield ""
    yield f"[session-context] # relative to {_printable_path(context.folder)}"
    yield f"expression = {_toml_string(context.expression)}"
    yield from _inline_list("imports", map(_toml_string, context.imports))
    if context.helper_call:
        yield f"helper.call = {_toml_string(context.helper_call)}"
        yield f"helper.returns = {_toml_string(context.helper_returns)}"
        yield from _inline_list("helper.imports", map(_toml_string, context.helper_imports))


def _run_lines(request: Request, run: Config) -> Iterator[str]:
    yield ""
    yield f"[run] # {'no configuration file' if run.source is None else _printable_path(run.source)}"
    in_full = complete(request, run)
    formats = [_toml_string(report.format) for report in in_full.output_format]
    yield f"output-format = {formats[0] if len(formats) == 1 else '[' + ', '.join(formats) + ']'}"
    yield f"fail-on = {_toml_string(in_full.fail_on)}"
    yield f"force-exclude = {_toml_boolean(in_full.force_exclude)}"
    yield f"include-docs = {_toml_boolean(in_full.include_docs)}"
    yield f"baseline = {_toml_string(_printable_path(in_full.baseline))}" if in_full.baseline else "# baseline: none"
    yield f"jobs = {in_full.jobs}" + ("" if in_full.jobs else " # one per processor")


def _pattern_lines(name: str, groups: Iterable[Patterns]) -> Iterator[str]:
    yield from _multiline_list(
        name,
        (
            f"{_toml_string(pattern)}, # relative to {_printable_path(root)}"
            for root, patterns in groups
            for pattern in patterns
        ),
    )


def _multiline_list(name: str, items: Iterable[str]) -> Iterator[str]:
    lines = [f"    {item}" for item in items]
    yield from [f"{name} = [", *lines, "]"] if lines else [f"{name} = []"]


def _inline_list(name: str, items: Iterable[str]) -> Iterator[str]:
    yield f"{name} = [{', '.join(items)}]"


def _printable_path(path: str) -> str:
    """The path relative to the current folder if it is below that, else the absolute path; safe in a comment."""
    whole, here = os.path.abspath(path), os.path.join(os.getcwd(), "")
    below = os.path.join(whole, "")
    shown = (whole[len(here) :] or ".") if below.startswith(here) else whole
    return "".join(char if char.isprintable() else "?" for char in shown)


def _toml_boolean(value: bool) -> str:
    return "true" if value else "false"


def _toml_string(text: str) -> str:
    """A TOML string in which all non-printable characters are escaped."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char.isprintable() else _escape(char) for char in plain) + '"'


def _escape(char: str) -> str:
    number = ord(char)
    return "\\uFFFD" if 0xD800 <= number < 0xE000 else f"\\u{number:04X}" if number < 0x10000 else f"\\U{number:08X}"
