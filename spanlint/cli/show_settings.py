"""`--show-settings`: what applies to a file, written as TOML and the same on every machine."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from spanlint.apis import all_apis
from spanlint.config.errors import ConfigError
from spanlint.config.model import Config, Patterns
from spanlint.config.resolved import complete, enabled_codes, folder_configs, run_config, settings_of
from spanlint.discovery.exclusion import is_excluded
from spanlint.discovery.named_paths import is_folder
from spanlint.disk.reading import reason_of
from spanlint.model.apis import Creator
from spanlint.model.settings import SessionContext, Settings
from spanlint.rulebook.rules import rules
from spanlint.run.tasks import settings_in_folder
from spanlint.text.suffixes import language_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.model.request import Request


def show_settings(path: str, request: Request) -> str:
    """The settings of the file at `path`. Raises ConfigError, also where that is not a file."""
    try:
        if is_folder(path):
            raise ConfigError(f"--show-settings: {path}: is a folder; name a file")
    except (OSError, ValueError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else str(error)
        raise ConfigError(f"--show-settings: {path}: {reason}") from error
    run = run_config(request)
    configs = folder_configs(request, run)
    folder = os.path.dirname(path) or "."
    config = configs(folder)
    if config.broken:
        raise ConfigError(config.broken)
    everywhere = settings_of(config, enabled_codes(request, config))
    settings = settings_in_folder(folder, config, everywhere)(path)
    lines = [
        *_of_file(path, config, settings, is_excluded(path, configs)),
        *_rules(settings, everywhere),
        *_of_config(config, settings, language_of(path)),
        *_of_run(request, run),
    ]
    return "".join(f"{line}\n" for line in lines)


def _of_file(path: str, config: Config, settings: Settings, excluded: bool) -> Iterator[str]:
    large = os.path.getsize(path) > settings.max_file_size
    yield f"file = {_text(_shown(path))}"
    yield f"language = {_text(language_of(path) or '')}"
    yield f"left-out = {_bool(excluded or large)}" + ("  # larger than max-file-size" if large else "")
    if config.source is None:
        yield "# no configuration file applies: every value is a default"
    else:
        yield f"configuration = {_text(_shown(config.source))}"
        yield from _list("extends", (_text(_shown(each)) for each in config.extends))


def _rules(settings: Settings, everywhere: Settings) -> Iterator[str]:
    titles = {rule.code: f"{_text(rule.code)}, # {rule.name}, {rule.severity.value}" for rule in rules()}
    yield from _lines("rules", (line for code, line in titles.items() if code in settings.codes))
    ignored = everywhere.codes - settings.codes
    yield from _lines("ignored-in-this-file", (line for code, line in titles.items() if code in ignored))


def _of_config(config: Config, settings: Settings, language: str | None) -> Iterator[str]:
    yield from _patterns("include", config.include)
    yield from _patterns("exclude", (*config.exclude, *config.extend_exclude))
    yield f"max-file-size = {settings.max_file_size}"
    yield f"max-file-seconds = {settings.max_file_seconds}"
    yield from _list("apis", (_text(name) for name in _judged(settings, language)))
    yield from _list("creators", _names(config.creators, language))
    yield from _list("wrappers", _names(config.wrappers, language))
    yield from _list("openers", (_text(opener.name) for of, opener in config.openers if of == language))
    yield from _list("context-manager-decorators", map(_text, settings.context_manager_decorators))
    if config.per_file_ignores:
        yield ""
        yield f"[per-file-ignores] # relative to {_shown(config.ignores_root)}".replace("\n", " ")
        for pattern, codes in config.per_file_ignores:
            yield f"{_text(pattern)} = [{', '.join(map(_text, codes))}]"
    for of, context in settings.session_contexts:
        yield from _session(context) if of == language else ()


def _judged(settings: Settings, language: str | None) -> Iterator[str]:
    chosen = settings.apis
    for api in sorted(all_apis(), key=lambda api: api.name):
        on = api.judged == "default" or (api.judged == "opt-in" and api.name in chosen.switched_on)
        if api.language == language and on and api.name not in chosen.switched_off:
            yield api.name


def _names(creators: Iterable[tuple[str, Creator]], language: str | None) -> Iterator[str]:
    return (_text(creator.method) for of, creator in creators if of == language)


def _session(context: SessionContext) -> Iterator[str]:
    yield ""
    yield f"[session-context] # relative to {_shown(context.folder)}"
    yield f"expression = {_text(context.expression)}"
    yield from _list("imports", map(_text, context.imports))
    if context.helper_call:
        yield f"helper.call = {_text(context.helper_call)}"
        yield f"helper.returns = {_text(context.helper_returns)}"
        yield from _list("helper.imports", map(_text, context.helper_imports))


def _of_run(request: Request, run: Config) -> Iterator[str]:
    yield ""
    yield f"[run] # {'no configuration file' if run.source is None else _shown(run.source)}"
    in_full = complete(request, run)
    yield f"output-format = {_text(in_full.output_format)}"
    yield f"fail-on = {_text(in_full.fail_on)}"
    yield f"force-exclude = {_bool(in_full.force_exclude)}"
    yield f"baseline = {_text(_shown(in_full.baseline))}" if in_full.baseline else "# baseline: none"
    yield f"jobs = {in_full.jobs}" + ("" if in_full.jobs else " # one per processor")


def _patterns(name: str, groups: Iterable[Patterns]) -> Iterator[str]:
    yield from _lines(
        name,
        (f"{_text(pattern)}, # relative to {_shown(root)}" for root, patterns in groups for pattern in patterns),
    )


def _lines(name: str, items: Iterable[str]) -> Iterator[str]:
    each = [f"    {item}" for item in items]
    yield from [f"{name} = [", *each, "]"] if each else [f"{name} = []"]


def _list(name: str, items: Iterable[str]) -> Iterator[str]:
    yield f"{name} = [{', '.join(items)}]"


def _shown(path: str) -> str:
    """A path from the current folder where it lies below that, else as it is; safe in a comment."""
    whole, here = os.path.abspath(path), os.path.join(os.getcwd(), "")
    below = os.path.join(whole, "")
    shown = (whole[len(here) :] or ".") if below.startswith(here) else whole
    return "".join(char if char.isprintable() else "?" for char in shown)


def _bool(value: bool) -> str:
    return "true" if value else "false"


def _text(text: str) -> str:
    """A TOML string, in which all but printable characters are escaped."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char.isprintable() else _escape(char) for char in plain) + '"'


def _escape(char: str) -> str:
    number = ord(char)
    return "\\uFFFD" if 0xD800 <= number < 0xE000 else f"\\u{number:04X}" if number < 0x10000 else f"\\U{number:08X}"
