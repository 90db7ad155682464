"""The API tables: what stands in them is whole, cited and reachable, and the pattern made from them stays fast."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.trace import Tracer

import spanlint.apis
from spanlint.apis import TableError, all_apis, tables
from spanlint.languages.calls.owners import api_of
from spanlint.model.apis import Api, Creator
from spanlint.model.settings import ApiChoices

FOLDER = Path(spanlint.apis.__file__).parent
FILES = sorted(path.name for path in FOLDER.glob("*.toml"))
LANGUAGES = ("python", "typescript")

SLOT = {"position": int, "keyword": str, "key": str}
CREATOR = {
    "method": str,
    "form": str,
    "name": SLOT,
    "parent": SLOT,
    "other-parents": [SLOT],
    "root": SLOT,
    "options": SLOT,
    "callback": str,
    "absent": str,
    "none": str,
    "null": str,
    "activates": str,
    "source": str,
    "help": str,
    "ends": str,
    "other-ends": [str],
    "unended": str,
    "on-exit": SLOT,
    "harmless": [str],
    "accepts": [str],
    "tolerates": [str],
}
OPENER = {
    "name": str,
    "form": str,
    "resolved": bool,
    "closer": str,
    "context": SLOT,
    "empty": [str],
    "ends": SLOT,
    "across-yield": str,
    "around-nothing": str,
    "unentered": str,
    "leaves-open": bool,
    "rejects": [str],
    "help": str,
    "unended": str,
    "span": SLOT,
    "named": [str],
    "span-name": SLOT,
    "source": str,
}
MANAGER_SLOTS = ("span", "records", "sets", "handles")
SPELLING = {"expression": str, "imports": [str], "source": str}
SCHEMA = {
    "name": str,
    "title": str,
    "language": str,
    "judged": str,
    "mention": str,
    "packages": [str],
    "tracers": [str],
    "bound": [str],
    "others": [str],
    "platform": [str],
    "creators": [CREATOR],
    "openers": [OPENER],
    "roots": {"values": [str], "calls": [str], "setters": [str], "invalid-spans": [str], "source": str},
    "shapes": {
        **{key: [str] for key in ("contexts", "spans", "span-contexts", "span-methods", "span-states", "span-ends")},
        "instrumentations": [str],
        "span-context-members": [str],
        "source": str,
    },
    "contexts": {
        **{key: [str] for key in ("modules", "active", "active-span", "active-values", "span-of", "reading")},
        **{key: [str] for key in ("extracting", "injecting", "deleting", "quiet", "span-keys", "making-keys")},
        "setters": [{"name": str, "span": SLOT, "context": SLOT, "takes-span-context": bool, "source": str}],
        "taking": [{"name": str, "context": SLOT, "source": str}],
        "holding": [{"name": str, "key": SLOT, "value": SLOT, "context": SLOT, "source": str}],
        "adding": [{"name": str, "context": SLOT, "source": str}],
        "removing": [{"name": str, "context": SLOT, "source": str}],
        "source": str,
    },
    "statuses": {
        **{key: [str] for key in ("codes", "ok", "error", "ok-numbers", "error-numbers", "modules")},
        **{key: [{"name": str, "value": SLOT, "source": str}] for key in ("setting", "making", "recording")},
        "managers": [{"name": str, **dict.fromkeys(MANAGER_SLOTS, SLOT), "sees-all": bool, "source": str}],
        "source": str,
    },
    "spellings": {
        **dict.fromkeys(("active", "root", "span", "span-context", "failed"), SPELLING),
        "defined-at": [[str]],
    },
}
WORDS = {
    "language": set(LANGUAGES),
    "judged": {"default", "opt-in", "never"},
    "creators.form": {"method", "function", "either"},
    "creators.callback": {"last"},
    "creators.absent": {"ambient", "root", "either", "noop"},
    "creators.none": {"ambient", "root", "either", "noop", "crash"},
    "creators.null": {"ambient", "root", "noop", "crash"},
    "creators.activates": {"no", "with", "callback"},
    "openers.form": {"with", "decorator", "callback", "attach"},
}
CITATION = re.compile(r"[@\w./-]+ \d+\.\d+\.\d+, [\w./-]+\.(?:py|js|mjs|ts)(?:$|[, ;:])")


def raw(file: str) -> dict[str, Any]:
    toml = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    table: dict[str, Any] = toml.loads((FOLDER / file).read_text(encoding="utf-8"))
    return table


def faults(value: Any, schema: Any, where: str = "") -> Iterator[str]:
    """What in a table is not in the schema: unknown keys, values of another type, words that mean nothing."""
    if isinstance(schema, dict):
        if not isinstance(value, dict):
            yield f"{where} is no table"
            return
        for key, inner in value.items():
            place = f"{where}.{key}".lstrip(".")
            if key in schema:
                yield from faults(inner, schema[key], place)
            else:
                yield f"{place} is an unknown key"
    elif isinstance(schema, list):
        if not isinstance(value, list):
            yield f"{where} is no array"
            return
        for each in value:
            yield from faults(each, schema[0], where)
    elif type(value) is not schema:
        yield f"{where} is not of type {schema.__name__}"
    elif where in WORDS and value not in WORDS[where]:
        yield f"{where} = {value!r}"


def of_language(language: str, *judged: str) -> list[Api]:
    return [api for api in all_apis() if api.language == language and (not judged or api.judged in judged)]


def names_of(apis: list[Api]) -> set[str]:
    return {each.method for api in apis for each in api.creators}


def within(package: str, origin: str) -> bool:
    """The matching of the readers, repeated here so that a table is tested without a parser."""
    return origin.startswith(package) and origin[len(package) : len(package) + 1] in ("", ".", ":", "/", "(")


def owner(language: str, origin: str) -> Api | None:
    return api_of(tables(language), origin)


@pytest.mark.parametrize("file", FILES)
def test_table_has_no_key_and_no_word_that_the_loader_does_not_know(file: str) -> None:
    assert list(faults(raw(file), SCHEMA)) == []


def test_schema_check_sees_a_misspelt_key_a_wrong_type_and_an_unknown_word() -> None:
    table = {
        "nmae": "x",
        "packages": "x",
        "judged": "sometimes",
        "creators": [{"method": "m", "parent": {"position": "1", "kind": 2}, "absent": "gone"}],
        "openers": [{"form": "call"}],
    }
    assert list(faults(table, SCHEMA)) == [
        "nmae is an unknown key",
        "packages is no array",
        "judged = 'sometimes'",
        "creators.parent.position is not of type int",
        "creators.parent.kind is an unknown key",
        "creators.absent = 'gone'",
        "openers.form = 'call'",
    ]


@pytest.mark.parametrize("file", FILES)
def test_every_entry_cites_a_package_a_version_and_a_file(file: str) -> None:
    table = raw(file)
    entries = [*table.get("creators", ()), *table.get("openers", ())]
    entries += [table[key] for key in ("roots", "shapes", "contexts", "statuses") if key in table]
    entries += [row for key in ("setters", "adding", "removing") for row in table.get("contexts", {}).get(key, ())]
    status_rows = ("setting", "making", "recording", "managers")
    entries += [row for key in status_rows for row in table.get("statuses", {}).get(key, ())]
    entries += [row for key, row in table.get("spellings", {}).items() if key != "defined-at"]
    assert [each for each in entries if not CITATION.match(each.get("source", ""))] == []


def test_citation_needs_all_three() -> None:
    assert CITATION.match("@opentelemetry/api 1.9.1, build/src/trace/tracer.d.ts, Tracer.startSpan")
    for text in ("", "the documentation", "ddtrace, tracer.py", "ddtrace 4.16.0", "ddtrace 4.16.0, the source"):
        assert not CITATION.match(text), text


@pytest.mark.parametrize("file", FILES)
def test_file_is_named_after_its_library_and_language(file: str) -> None:
    table = raw(file)
    assert file == f"{table['name']}-{'javascript' if table['language'] == 'typescript' else 'python'}.toml"


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_are_unique_in_a_language(language: str) -> None:
    names = [api.name for api in of_language(language)]
    assert len(names) == len(set(names)) == len([file for file in FILES if raw(file)["language"] == language])


@pytest.mark.parametrize("api", all_apis(), ids=lambda api: f"{api.name}-{api.language}")
def test_each_entry_can_be_reached(api: Api) -> None:
    creators = [(each.method, each.form) for each in api.creators]
    assert len(creators) == len(set(creators)), "the first of two creators of one name and form hides the second"
    openers = [(each.name, each.form) for each in api.openers]
    assert len(openers) == len(set(openers))
    assert all(each.form != "method" for each in api.creators) or api.tracers, "a method of no known tracer"
    assert bool(api.creators) == (api.judged != "never")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_package_belongs_to_the_library_that_names_it(language: str) -> None:
    for api in of_language(language):
        for package in api.packages:
            assert api_of(tables(language), package) == api, f"{package} is another library's, too"


@pytest.mark.parametrize("api", all_apis(), ids=lambda api: f"{api.name}-{api.language}")
def test_tracers_that_are_objects_lie_in_the_packages(api: Api) -> None:
    objects = [each for each in api.tracers if "." in each or ":" in each]
    assert [each for each in objects if not any(within(package, each) for package in api.packages)] == []


@pytest.mark.parametrize("api", all_apis(), ids=lambda api: f"{api.name}-{api.language}")
def test_slots_can_be_filled_in_the_language(api: Api) -> None:
    for each in api.creators:
        for slot in (*each.parents, each.name, *filter(None, (each.root, each.options))):
            assert slot.position is not None or slot.keyword is not None, each
            assert (slot.keyword is None) if api.language == "typescript" else (slot.key is None), each
        assert each.absent == "ambient" or each.none in ("root", "either"), "an empty parent cannot be more than none"


def helped() -> list[Creator]:
    return [each for api in all_apis() for each in api.creators if each.help]


def test_help_names_the_method_and_the_parent_slot() -> None:
    """A parent that is no OpenTelemetry Context has a help of its own; OpenTelemetry's is worded by the program."""
    assert helped()
    for each in helped():
        slot = each.parents[0]
        expected = "options" if each.api == "azure" and slot.key else slot.keyword or slot.key
        assert re.fullmatch(rf"pass the .+: `{each.method}\(.*\b{expected}\b.*\)`", each.help), each
    silent = {api.name for api in all_apis() for each in api.creators if not each.help}
    assert silent == {"opentelemetry", "openinference"}


def test_a_missing_parent_means_a_root_in_these_libraries_alone() -> None:
    roots = {(api.language, api.name) for api in all_apis() for each in api.creators if each.absent == "root"}
    assert roots == {("python", "ddtrace"), ("typescript", "dd-trace")}


def test_sentry_in_javascript_tells_null_from_undefined() -> None:
    for each in tables("typescript", ApiChoices(switched_on=frozenset({"sentry"}))).creators["startInactiveSpan"]:
        assert (each.none, each.null) == ("ambient", "root")


@pytest.mark.parametrize("language", LANGUAGES)
def test_mention_finds_what_is_judged_and_no_more(language: str) -> None:
    mention, judged = tables(language).mention, names_of(of_language(language, "default"))
    assert judged
    for name in judged:
        assert mention.fullmatch(name.encode())
        assert mention.search(f"x.{name}(".encode())
    for name in names_of(of_language(language)) - judged:
        assert not mention.fullmatch(name.encode()), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_mention_starts_with_a_literal_prefix(language: str) -> None:
    """`re` looks for a literal prefix ten times faster than for an alternation: see `mention_pattern`."""
    mention = tables(language).mention
    prefix = re.match(rb"\w*", mention.pattern)
    assert prefix is not None
    assert len(prefix.group()) >= 3, mention.pattern
    assert mention.flags & re.IGNORECASE == 0


@pytest.mark.parametrize(
    ("language", "api", "name"),
    [
        ("typescript", "sentry", "startInactiveSpan"),
        ("typescript", "langfuse", "startActiveObservation"),
        ("typescript", "logfire", "startPendingSpan"),
        ("typescript", "effect", "withSpan"),
        ("python", "langfuse", "start_observation"),
        ("python", "opentracing", "start_active_span"),
    ],
)
def test_opting_in_adds_names(language: str, api: str, name: str) -> None:
    default, chosen = tables(language), tables(language, ApiChoices(switched_on=frozenset({api})))
    assert name not in default.creators
    assert not default.mention.fullmatch(name.encode())
    assert [each.api for each in chosen.creators[name]] == [api]
    assert chosen.mention.fullmatch(name.encode())
    for kept in default.creators:
        assert chosen.mention.fullmatch(kept.encode())
        assert chosen.creators[kept][: len(default.creators[kept])] == default.creators[kept]


def test_opting_in_does_not_reach_what_is_never_judged() -> None:
    for language in LANGUAGES:
        never = frozenset(api.name for api in of_language(language, "never"))
        assert tables(language, ApiChoices(switched_on=never)).creators == tables(language).creators


def test_opting_in_to_sentry_in_python_adds_the_function_beside_the_method() -> None:
    chosen = tables("python", ApiChoices(switched_on=frozenset({"sentry"}))).creators["start_span"]
    assert [(each.api, each.form) for each in chosen if each.form == "function"] == [("sentry", "function")]
    assert all(each.form == "method" for each in tables("python").creators["start_span"])


@pytest.mark.parametrize(
    ("language", "origin", "name"),
    [
        ("python", "ddtrace.tracer", "ddtrace"),
        ("python", "ddtrace.trace.tracer.trace", "ddtrace"),
        ("python", "ddtrace.Tracer()", "ddtrace"),
        ("python", "ddtrace.opentracer.Tracer()", "opentracing"),
        ("python", "ddtrace.opentelemetry.TracerProvider().get_tracer()", None),
        ("python", "opentelemetry.shim.opentracing_shim.create_tracer()", "opentracing"),
        ("python", "opentelemetry.shim_of_ours.create_tracer()", "opentelemetry"),
        ("typescript", "@opentelemetry/shim-opentracing:TracerShim()", "opentracing-shim"),
        ("typescript", "@opentelemetry/api:trace", "opentelemetry"),
        ("python", "sentry_sdk.traces.start_span", "sentry"),
        ("python", "sentry_sdk.start_span", "sentry-transactions"),
        ("python", "azure.core.instrumentation.get_tracer()", "azure"),
        ("python", "azure.storage.blob.BlobClient()", None),
        ("python", "traceloop.sdk.decorators.workflow", "traceloop"),
        ("python", "traceloop.sdk.tracing.get_tracer()", None),
        ("typescript", "dd-trace:init()", "dd-trace"),
        ("typescript", "@sentry/node:startSpan", "sentry"),
        ("typescript", "@sentry-internal/browser-utils:x", "sentry"),
        ("typescript", "effect:Effect.withSpan", "effect"),
        ("typescript", "effect/Effect:withSpan", "effect"),
        ("typescript", "effector:withSpan", None),
        ("typescript", "next/dist/server/lib/trace/tracer:getTracer()", "next"),
        ("typescript", "next/dist/compiled/@opentelemetry/api:trace.getTracer()", "opentelemetry"),
        ("typescript", "@traceloop/node-server-sdk:withTask", "traceloop"),
        ("typescript", "@traceloop/node-server-sdk:getTraceloopTracer()", None),
        ("typescript", "ai:generateText", "vercel-ai"),
        ("typescript", "ai-tracer:startSpan", None),
    ],
)
def test_origin_belongs_to_the_library_that_made_it(language: str, origin: str, name: str | None) -> None:
    found = owner(language, origin)
    assert (found.name if found is not None else None) == name


@pytest.mark.parametrize("method", ["start_span", "start_as_current_span"])
def test_python_slots_are_those_of_the_installed_opentelemetry(method: str) -> None:
    parameters = list(inspect.signature(getattr(Tracer, method)).parameters)[1:]
    for each in tables("python").creators[method]:
        if each.api in ("opentelemetry", "openinference"):
            for slot in (each.name, *each.parents):
                assert slot.position is not None
                assert parameters[slot.position] == slot.keyword


# Nobody else has methods of these names, and few files show where their client comes from.
_TELLING = frozenset({"start_as_current_observation", "start_as_current_generation"})


@pytest.mark.parametrize("api", all_apis(), ids=lambda api: f"{api.name}-{api.language}")
def test_openers_of_other_libraries_count_only_when_resolved(api: Api) -> None:
    """Their names (`trace`, `span`, `tool`) mean something else in most files."""
    if api.name != "opentelemetry":
        assert all(each.resolved for each in api.openers if each.name not in _TELLING)
    assert all(each.closer for each in api.openers if each.form == "attach")
    assert not any(each.closer for each in api.openers if each.form != "attach")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("title =", "# ", "the API 'opentracing' in 'python': `title` is missing"),
        ("method =", "# ", "the API 'opentracing' in 'python': `method` is missing"),
        ("keyword =", "word =", "the API 'opentracing' in 'python': got an unexpected keyword argument 'word'"),
        ("judged =", "judged = =", "spanlint/apis/opentracing-python.toml: Invalid value (at line 5, column 10)"),
    ],
)
def test_a_table_that_cannot_be_read_is_named_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, fault: str
) -> None:
    text = (FOLDER / "opentracing-python.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "opentracing-python.toml").write_text(text.replace(old, new), encoding="utf-8")
    monkeypatch.setattr(spanlint.apis, "_FOLDER", str(tmp_path))
    for kept in ("_tables", "_api"):
        monkeypatch.setattr(spanlint.apis, kept, getattr(spanlint.apis, kept).__wrapped__)
    with pytest.raises(TableError) as caught:
        all_apis.__wrapped__()
    assert str(caught.value) == fault
