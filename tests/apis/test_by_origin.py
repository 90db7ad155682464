from spanlint.apis import tables
from spanlint.languages.calls.owners import api_of

PYTHON = tables("python")


def name_of(origin: str) -> str:
    api = api_of(PYTHON, origin)
    return api.name if api is not None else ""


def test_an_origin_belongs_to_the_library_with_the_longest_package_before_it() -> None:
    assert name_of("opentelemetry.trace.get_tracer()") == "opentelemetry"
    assert name_of("opentelemetry_other.trace") == ""
    assert name_of("opentelemetry.shim.opentracing_shim.x()") == "opentracing"


def test_what_was_looked_up_before_changes_no_answer() -> None:
    assert name_of("a.b") == ""
    assert name_of("a.b.c") == ""
    assert name_of("opentelemetry.trace.x") == name_of("opentelemetry.trace.x.y()") == "opentelemetry"


def test_what_a_file_defines_itself_and_what_is_unknown_belong_to_no_library() -> None:
    assert name_of("=opentelemetry.Tracer()") == name_of("") == ""
