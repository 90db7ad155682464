"""The baseline against real findings: what an edit revives, what it leaves alone, and what is no longer needed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanlint.adoption.baseline import Baseline, BaselineMatch, Entry, apply, could_find_in, dump, load, prune, write
from spanlint.model.findings import Diagnostic
from tests.cli.program import PYTHON_BAD, TYPESCRIPT_BAD
from tests.linting import diagnostics

CODES = frozenset({"SPN001"})
SECOND = '\n\ndef pay(cart):\n    return tracer.start_span("pay")\n'
TWIN = '\n\ndef again(cart):\n    return tracer.start_span("checkout")\n'


def found(text: str, path: str = "src/a.py") -> tuple[Diagnostic, ...]:
    return diagnostics(path, text, CODES)


def baseline_of(text: str, path: str = "src/a.py") -> Baseline:
    return read(write(found(text, path), "."))


def read(text: str) -> Baseline:
    return Baseline(".", tuple(Entry(**each) for each in json.loads(text)["findings"]))


def counts(applied: BaselineMatch) -> tuple[int, int, int]:
    """How many findings are kept and matched, and how many the baseline has too many."""
    return len(applied.kept), applied.matched, sum(entry.number for entry in applied.stale)


@pytest.mark.parametrize(
    "edited",
    {
        "nothing": PYTHON_BAD,
        "lines above": f'"""A shop."""\n\nimport os\n\n{PYTHON_BAD}',
        "lines below": f"{PYTHON_BAD}\n\ndef close():\n    pass\n",
        "the function renamed": PYTHON_BAD.replace("def checkout", "def check_out"),
        "the line indented": PYTHON_BAD.replace("    return", "    if cart:\n        return"),
        "line ends": PYTHON_BAD.replace("\n", "\r\n"),
        "another's place": PYTHON_BAD.replace("\n\n\ndef", "\n\n\ndef first():\n    pass\n\n\ndef"),
    }.items(),
    ids=lambda edited: edited[0],
)
def test_an_edit_elsewhere_revives_nothing(edited: tuple[str, str]) -> None:
    assert counts(apply(found(edited[1]), baseline_of(PYTHON_BAD))) == (0, 1, 0)


@pytest.mark.parametrize(
    ("old", "new"),
    [('"checkout"', '"check out"'), ("tracer.start", "TRACER.start"), ('("checkout")', '("checkout", kind=1)')],
)
def test_an_edit_of_the_call_revives_it(old: str, new: str) -> None:
    text = PYTHON_BAD.replace("tracer =", "TRACER = tracer =").replace(f"{old}", f"{new}")
    assert counts(apply(found(text), baseline_of(PYTHON_BAD))) == (1, 0, 1)


def test_functions_that_change_places_keep_their_entries() -> None:
    head = PYTHON_BAD.partition("\n\n\ndef")[0]
    first = PYTHON_BAD.removeprefix(head)
    both, swapped = f"{head}{first}{SECOND}", f"{head}\n{SECOND}{first}"
    assert counts(apply(found(swapped), baseline_of(both))) == (0, 2, 0)


def test_another_name_for_the_file_revives_its_findings() -> None:
    applied = apply(found(PYTHON_BAD, "src/b.py"), baseline_of(PYTHON_BAD, "src/a.py"))
    assert counts(applied) == (1, 0, 1)
    assert [entry.path for entry in applied.stale] == ["src/a.py"]


def test_another_rule_on_the_same_line_is_another_finding() -> None:
    other = found(PYTHON_BAD)[0]._replace(code="SPN002")
    assert apply([other], baseline_of(PYTHON_BAD)).kept == [other]


def test_findings_that_are_alike_are_counted() -> None:
    twice = baseline_of(PYTHON_BAD + TWIN)
    assert [entry.number for entry in twice.entries] == [2]
    assert counts(apply(found(PYTHON_BAD + TWIN), twice)) == (0, 2, 0)
    assert counts(apply(found(PYTHON_BAD), twice)) == (0, 1, 1)

    three = found(PYTHON_BAD + TWIN + TWIN.replace("again", "once_more"))
    applied = apply(three, twice)
    assert (counts(applied), applied.kept) == ((1, 2, 0), [three[2]])


def test_a_new_finding_is_kept_beside_an_old_one() -> None:
    applied = apply(found(PYTHON_BAD + SECOND), baseline_of(PYTHON_BAD))
    assert [each.start.line for each in applied.kept] == [11]
    assert applied.matched == 1


def test_a_finding_that_has_been_repaired_leaves_a_stale_entry() -> None:
    baseline = baseline_of(PYTHON_BAD + SECOND)
    applied = apply(found(PYTHON_BAD), baseline)
    assert counts(applied) == (0, 1, 1)
    assert read(prune(baseline, applied.stale)) == baseline_of(PYTHON_BAD)


def test_pruning_one_of_two_that_are_alike_leaves_the_other() -> None:
    baseline = baseline_of(PYTHON_BAD + TWIN)
    assert read(prune(baseline, apply(found(PYTHON_BAD), baseline).stale)) == baseline_of(PYTHON_BAD)
    assert json.loads(prune(baseline, apply([], baseline).stale))["findings"] == []
    assert read(prune(baseline, ())) == baseline


def test_an_entry_is_stale_only_where_the_run_has_looked(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "b.py").touch()
    root = str(tmp_path)
    entries = tuple(Entry(f"src/{name}.py", code, "0" * 16) for name in "abc" for code in ("SPN001", "SPN006"))
    could_find = could_find_in([str(tmp_path / "src" / "a.py")], CODES, root)
    stale = apply((), Baseline(root, entries), could_find).stale
    assert [entry.path for entry in stale] == ["src/a.py", "src/c.py"], "b exists and was not looked at, c is gone"
    assert {entry.code for entry in stale} == CODES


def test_paths_are_relative_to_the_baseline_s_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    absolute, relative = found(PYTHON_BAD, str(tmp_path / "src" / "a.py")), found(PYTHON_BAD, "src/a.py")
    assert write(absolute, ".") == write(relative, ".") == write(found(PYTHON_BAD, "./src/../src/a.py"), str(tmp_path))
    assert read(write(relative, "ci")).entries[0].path == "../src/a.py"
    (tmp_path / "baseline.json").write_text(write(relative, "."), encoding="utf-8")
    (tmp_path / "src").mkdir()
    monkeypatch.chdir(tmp_path / "src")
    assert counts(apply(found(PYTHON_BAD, "a.py"), load("../baseline.json"))) == (0, 1, 0)


def test_the_text_is_one_entry_a_line_and_independent_of_the_order() -> None:
    many = [*found(PYTHON_BAD + SECOND + TWIN), *found(TYPESCRIPT_BAD, "src/ä b.ts")]
    text = write(many, ".")
    assert write(reversed(many), ".") == text
    assert text.isascii()
    assert [json.loads(line.strip().rstrip(","))["path"] for line in text.splitlines()[3:-2]] == [
        *("src/a.py", "src/a.py", "src/ä b.ts")
    ]
    assert json.loads(text)["version"] == 1


def test_an_empty_baseline_is_one_as_well(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(write((), "."), encoding="utf-8")
    assert load(str(path)) == Baseline(str(tmp_path), ())
    assert counts(apply(found(PYTHON_BAD), load(str(path)))) == (1, 0, 0)


@given(st.lists(st.builds(Entry, st.text(), st.text(), st.text(), st.integers(1, 9)), unique_by=lambda e: e[:3]))
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, entries: list[Entry]) -> None:
    path = tmp_path_factory.getbasetemp() / "baseline.json"
    path.write_text(dump(entries), encoding="utf-8")
    assert load(str(path)).entries == tuple(sorted(entries))


def test_a_merge_that_kept_both_lines_adds_them_up() -> None:
    entry = baseline_of(PYTHON_BAD).entries[0]
    doubled = Baseline(".", (entry, entry))
    assert counts(apply(found(PYTHON_BAD + TWIN), doubled)) == (0, 2, 0)
    assert [each.number for each in read(prune(doubled, ())).entries] == [2]


def test_any_line_that_was_no_text_has_a_fingerprint() -> None:
    strange = found(PYTHON_BAD)[0]._replace(frame="a\ud800b", path=os.fsdecode(b"src/\xff.py"))
    assert counts(apply([strange], read(write([strange], ".")))) == (0, 1, 0)
