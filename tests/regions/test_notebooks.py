"""Notebooks: which cells are judged, how a finding names its place, and that fixes change the cell alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from spanlint.regions.reading import read_regions
from spanlint.text.decoding import OtherLanguageError, UndecodableError
from tests.adoption.repositories import branched
from tests.cli.program import Run, call_main, run_program, run_spanlint
from tests.cli.terminal import run_on_terminal
from tests.regions.components import BODY, FIXED_BODY, IMPORT
from tests.regions.notebooks import SKIPPING, TRACER, code, codes, notebook, words

FIXED = SKIPPING.replace("start_span('c')", "start_span('c', context=ctx)")
CONCISE = ("--isolated", "--output-format", "concise", "--quiet")


def judged(text: str) -> str:
    """The text that is judged of a notebook."""
    (source,) = read_regions("a.ipynb", text.encode())
    return source.text.decode()


def write(folder: Path, text: str, name: str = "a.ipynb") -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


def test_the_cells_are_one_module() -> None:
    cells = words("x"), code("a\nb"), code("%%bash\nls"), code([]), code("c\n")
    assert judged(notebook(*cells)) == "a\nb\n\nc\n\n\n"


def test_the_forms_of_a_source() -> None:
    assert judged(notebook(code(["a\n", "b"]), code(["c"]), {"cell_type": "code", "source": 'd"\n\té'})) == (
        'a\nb\n\nc\n\nd"\n\té\n\n'
    )


def test_cells_that_hold_no_code_of_the_notebook() -> None:
    others: tuple[object, ...] = (
        code(None),
        code(["x", 3]),
        {"cell_type": "code"},
        {"cell_type": "raw", "source": ["x"]},
        code("select 1", metadata={"vscode": {"languageId": "sql"}}),
        None,
        5,
    )
    assert judged(notebook(*others, code("a"))) == "a\n\n"
    assert read_regions("a.ipynb", notebook(*others).encode()) == ()


@pytest.mark.parametrize(
    ("metadata", "language"),
    [
        ({"kernelspec": {"language": "R", "name": "ir"}}, "r"),
        ({"language_info": {"name": "julia"}}, "julia"),
        ({"kernelspec": {"language": "python"}, "language_info": {"name": "SQL"}}, "sql"),
    ],
)
def test_other_languages(metadata: dict[str, object], language: str) -> None:
    with pytest.raises(OtherLanguageError, match=f"^{language}$"):
        read_regions("a.ipynb", notebook(code("x"), metadata=metadata).encode())


@pytest.mark.parametrize(
    "metadata",
    [
        {"kernelspec": {}},
        {"language_info": {"name": "ipython"}},
        {"kernelspec": {"language": "Python"}},
        {"language_info": 3},
    ],
)
def test_python_unless_the_metadata_say_something_else(metadata: dict[str, object]) -> None:
    assert judged(notebook(code("x"), metadata=metadata)) == "x\n\n"


def test_a_notebook_in_typescript(tmp_path: Path) -> None:
    """Deno and tslab are kernels for it. What looks like a magic is code there."""
    own = {"vscode": {"languageId": "typescript"}}
    cells = code(f"{IMPORT}!{{}}"), code(BODY, metadata=own), code("x", metadata={"vscode": {"languageId": "sql"}})
    text = notebook(*cells, metadata={"language_info": {"name": "typescript"}})
    assert judged(text) == f"{IMPORT}!{{}}\n\n{BODY}\n\n"
    path = write(tmp_path, text)
    assert run_spanlint(tmp_path, *CONCISE).out.startswith("a.ipynb:cell 2:4:20: error: SPN002 ")
    assert run_spanlint(tmp_path, "--isolated", "--fix").code == 0
    assert codes(path.read_text())[1] == FIXED_BODY


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (notebook(code("x"))[:-9], r"not JSON \(at line 1\d\)"),
        ("", r"not JSON \(at line 1\)"),
        ("[1]", "not a notebook: no JSON object"),
        ('{"nbformat": 4}', "not a notebook: no list of cells"),
        ('{"cells": 3}', "not a notebook: no list of cells"),
        ('{"worksheets": [], "nbformat": 3}', "notebook format 3, older than 4"),
        (json.dumps({"cells": [code("'\ud800'")]}), "a cell holds half a surrogate pair"),
    ],
)
def test_what_is_no_notebook(text: str, reason: str) -> None:
    with pytest.raises(UndecodableError, match=f"^{reason}$"):
        read_regions("a.ipynb", text.encode())


def test_a_finding_names_the_cell_and_the_line_in_it(tmp_path: Path) -> None:
    write(tmp_path, notebook(words("é"), code(TRACER), code("%%time\n" + SKIPPING)))
    message = "`start_span` passes no parent context and skips `ctx`, which the call beside it passes on"
    line = f"a.ipynb:cell 3:5:23: error: SPN002 [*] {message} (line 3 of cell 3)\n"
    assert run_spanlint(tmp_path, *CONCISE) == Run(1, line, "")
    text = run_spanlint(tmp_path, "--isolated").out
    assert text.startswith("a.ipynb\n  cell 3:5:23 error SPN002 [*] `start_span` passes no parent context")
    assert "5 |     é = 1; c = tracer.start_span('c')\n" in text


def reported(folder: Path, output_format: str) -> str:
    return run_spanlint(folder, "--isolated", "--output-format", output_format).out


def test_programs_get_the_cell_or_the_line_of_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, notebook(words("é"), code(TRACER), code("%%time\n" + SKIPPING)))
    lines = path.read_text(encoding="utf-8").splitlines()
    number = next(number for number, line in enumerate(lines, 1) if "start_span('c')" in line)
    column = lines[number - 1].index("start_span") + 1
    (finding,) = json.loads(reported(tmp_path, "json"))
    assert [finding[key] for key in ("cell", "line", "column", "end_line", "end_column")] == [3, 5, 23, 5, 33]
    assert (finding["related"][0]["cell"], finding["related"][0]["line"]) == (3, 3)
    region = json.loads(reported(tmp_path, "sarif"))["runs"][0]["results"][0]["locations"][0]["physicalLocation"][
        "region"
    ]
    assert region == {"startLine": number, "startColumn": column, "endLine": number, "endColumn": column + 10}
    assert f"file=a.ipynb,line={number},col={column},endLine={number}" in reported(tmp_path, "github")
    assert "::a.ipynb:cell 3:5:23: SPN002" in reported(tmp_path, "github")
    assert json.loads(reported(tmp_path, "gitlab"))[0]["location"]["lines"] == {"begin": number, "end": number}
    assert f'file="a.ipynb" line="{number}"' in reported(tmp_path, "junit")


@pytest.mark.parametrize("indent", [None, 1, 4])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_fix_changes_only_the_line_of_the_cell(tmp_path: Path, indent: int | None, end: str, mark: str) -> None:
    outputs = [{"data": {"text/plain": ["start_span('c')\\n", "\u00e9"]}, "output_type": "display_data"}]
    cells = words("start_span('c')"), code(TRACER), code(SKIPPING, outputs=outputs), code("x = 1")
    text = mark + notebook(*cells, indent=indent).replace("\n", end)
    path = write(tmp_path, text)
    assert run_spanlint(tmp_path, "--isolated", "--fix").code == 0
    assert path.read_bytes().decode() == text.replace(
        "; c = tracer.start_span('c')", "; c = tracer.start_span('c', context=ctx)"
    )


def test_a_fix_in_a_source_of_one_string(tmp_path: Path) -> None:
    source = TRACER + "name = '\\u00e9\\t/'\n" + SKIPPING
    text = json.dumps({"cells": [code([]) | {"source": source}], "metadata": {}, "nbformat": 4}).replace("/", "\\/")
    path = write(tmp_path, text)
    assert run_spanlint(tmp_path, "--isolated", "--fix").code == 0
    assert path.read_text() == text.replace("start_span('c')", "start_span('c', context=ctx)")
    assert "\\u00e9 = 1; c" in path.read_text(), "what was escaped stays escaped"


def test_an_import_goes_to_the_imports_of_another_cell(tmp_path: Path) -> None:
    cells = (
        code("!pip install opentelemetry-api\n"),
        code(TRACER),
        code("def f():\n    return tracer.start_span('a')\n"),
    )
    path = write(tmp_path, notebook(*cells))
    asked = ("--isolated", "--select", "SPN001", "--fix", "--remedy", "active")
    assert run_spanlint(tmp_path, *asked).code == 0
    assert codes(path.read_text()) == [
        "!pip install opentelemetry-api\n",
        TRACER.replace("\n", "\nfrom opentelemetry.context import get_current\n", 1),
        "def f():\n    return tracer.start_span('a', context=get_current())\n",
    ]
    assert '    "from opentelemetry.context import get_current\\n",\n' in path.read_text()


def test_the_edits_of_the_report_give_what_the_fix_writes(tmp_path: Path) -> None:
    path = write(tmp_path, notebook(words("é"), code(TRACER), code(SKIPPING)))
    data = path.read_bytes()
    (finding,) = json.loads(reported(tmp_path, "json"))
    fix = next(fix for fix in finding["fixes"] if fix["title"] == "Declare the active context as the parent")
    for edit in reversed(fix["edits"]):
        lines = data.decode().split("\n")
        assert len("\n".join(lines[: edit["line"] - 1]).encode()) <= edit["start"]
        data = data[: edit["start"]] + edit["text"].encode() + data[edit["end"] :]
    assert codes(data.decode())[1:] == [
        TRACER.replace("\n", "\nfrom opentelemetry.context import get_current\n", 1),
        SKIPPING.replace("start_span('c')", "start_span('c', context=get_current())"),
    ]


def test_suppressions_are_written_into_the_cell_and_obeyed(tmp_path: Path) -> None:
    path = write(tmp_path, notebook(code(TRACER), code(SKIPPING)))
    assert run_spanlint(tmp_path, "--isolated", "--add-ignores", "why not").code == 0
    assert codes(path.read_text())[1] == SKIPPING.replace("('c')\n", "('c')  # spanlint: ignore[SPN002] why not\n")
    assert run_spanlint(tmp_path, "--isolated").code == 0
    write(tmp_path, notebook(code("# spanlint: ignore-file[SPN002]\n" + TRACER), code(SKIPPING)))
    assert run_spanlint(tmp_path, "--isolated").code == 0


def test_an_unused_suppression_is_removed_from_its_cell(tmp_path: Path) -> None:
    path = write(tmp_path, notebook(code(TRACER), code("x = 1  # spanlint: ignore[SPN001]\n# spanlint: ignore\ny = 2")))
    assert run_spanlint(tmp_path, "--isolated", "--fix").code == 0
    assert codes(path.read_text())[1] == "x = 1\ny = 2"


def test_a_baseline_survives_a_change_of_the_cells(tmp_path: Path) -> None:
    write(tmp_path, notebook(code(TRACER), code(SKIPPING)))
    assert run_spanlint(tmp_path, "--isolated", "--write-baseline", "b.json").code == 0
    write(tmp_path, notebook(words("new"), code(TRACER), code("x = 1"), code("\n\n" + SKIPPING)))
    assert run_spanlint(tmp_path, "--isolated", "--baseline", "b.json").code == 0


def test_findings_are_in_the_order_of_the_cells(tmp_path: Path) -> None:
    bad = "def f{}():\n    return tracer.start_span('a')\n"
    write(tmp_path, notebook(code(TRACER), code("\n\n\n" + bad.format(1)), code(bad.format(2))))
    out = run_spanlint(tmp_path, *CONCISE, "--select", "SPN001").out
    assert [line.split(": ")[0] for line in out.splitlines()] == ["a.ipynb:cell 2:5:19", "a.ipynb:cell 3:2:19"]


def test_standard_input_is_a_notebook(tmp_path: Path) -> None:
    text = notebook(code(TRACER), code(SKIPPING))
    asked = ("--isolated", "--stdin-filename", "new.ipynb", "-")
    done = call_main(tmp_path, ("--fix", *asked), text.encode()).as_text()
    assert (done.code, codes(done.out)[1]) == (0, FIXED)
    broken = call_main(tmp_path, ("--fix", *asked), text.encode()[:-9])
    assert (broken.code, broken.out) == (1, text.encode()[:-9])


def test_a_name_right_behind_an_escape_is_not_overlooked(tmp_path: Path) -> None:
    write(tmp_path, notebook(code([]) | {"source": "import x\nspan = x.tracer.\\\nstart_span('a')\n"}))
    assert run_spanlint(tmp_path, *CONCISE, "--select", "SPN001").out.startswith("a.ipynb:cell 1:3:1: warning: SPN001 ")


def test_what_is_not_read_is_said(tmp_path: Path) -> None:
    r_kernel = {"language": "R", "name": "ir"}
    write(tmp_path, notebook(code("start_span('a')"), metadata={"kernelspec": r_kernel}))
    assert run_spanlint(tmp_path, "--isolated") == Run(0, "No files to check (1 notebook not read).\n", "")
    write(tmp_path, notebook(code(TRACER), code(SKIPPING))[:-9], "b.ipynb")
    done = run_spanlint(tmp_path, *CONCISE)
    assert done.code == 1
    assert ": SPN900 this file mentions a span call but cannot be decoded: not JSON (at line " in done.out
    write(tmp_path, notebook(code("x = 1"))[:-9], "b.ipynb")
    assert run_spanlint(tmp_path, *CONCISE) == Run(0, "", "")


def test_large_outputs_take_no_part(tmp_path: Path) -> None:
    outputs = [{"data": {"image/png": "A" * 3_000_000, "text": "start_span(" * 1000}}]
    write(tmp_path, notebook(code(TRACER, outputs=outputs), code(SKIPPING)))
    assert run_spanlint(tmp_path, *CONCISE).out.startswith("a.ipynb:cell 2:4:23: error: SPN002")


def test_copies_that_jupyter_keeps_are_not_read(tmp_path: Path) -> None:
    (tmp_path / ".ipynb_checkpoints").mkdir()
    write(tmp_path / ".ipynb_checkpoints", notebook(code(TRACER), code(SKIPPING)))
    assert run_spanlint(tmp_path, "--isolated").out == "No files to check.\n"


@pytest.mark.program
def test_only_changed_lines_of_a_cell_count(tmp_path: Path) -> None:
    """A run of a cell changes its outputs, and a new cell moves the others: neither is a change of the code."""
    bad = "def f():\n    return tracer.start_span('a')\n"
    cells = code(TRACER), code(bad)
    branched(tmp_path / "project", {"a.ipynb": notebook(*cells)})
    outputs = [{"output_type": "stream", "text": ["1"]}]
    path = write(tmp_path / "project", notebook(words("new"), code(TRACER, outputs=outputs), code(bad)))
    asked = (*CONCISE, "--select", "SPN001", "--diff-base", "HEAD")
    assert run_program(tmp_path / "project", *asked) == Run(0, "", "")
    write(tmp_path / "project", notebook(words("new"), code(TRACER), code(bad), code(bad.replace("f()", "g()"))))
    assert run_program(tmp_path / "project", *asked).out.startswith("a.ipynb:cell 4:2:19: warning: SPN001 ")
    assert path.exists()


@pytest.mark.program
def test_each_finding_is_asked_about(tmp_path: Path) -> None:
    write(tmp_path, notebook(code(TRACER), code(SKIPPING), code(SKIPPING.replace("checkout", "pay"))))
    run = run_on_terminal(tmp_path, "--isolated", "--fix", "--interactive", "--color", "never", typed="1\ni\nwhy not\n")
    assert run.out == "Found 2 findings (1 fixed, 1 ignored, 0 remaining).\n"
    assert "  cell 3:4:23 error SPN002" in run.err
    after = codes((tmp_path / "a.ipynb").read_text())
    assert after[1:] == [
        FIXED,
        SKIPPING.replace("checkout", "pay").replace("('c')\n", "('c')  # spanlint: ignore[SPN002] why not\n"),
    ]


@pytest.mark.program
def test_each_block_of_markdown_is_asked_about(tmp_path: Path) -> None:
    text = f"```py\n{TRACER}{SKIPPING}```\n\n```py\n{TRACER}{SKIPPING}```\n"
    path = write(tmp_path, text, "a.md")
    run = run_on_terminal(tmp_path, "--isolated", "--include-docs", "--fix", "--interactive", typed="1\n1\n")
    assert run.out == "Found 2 findings (2 fixed, 0 ignored, 0 remaining).\n"
    assert path.read_text() == text.replace(SKIPPING, FIXED)
