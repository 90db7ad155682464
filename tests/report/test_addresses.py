"""The address of a rule's page: written where the build had one, and nowhere else."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from spanlint.lean import prebuilt
from spanlint.report import FORMATS, Summary
from spanlint.report.colors import DARK
from spanlint.report.terminal import Look
from tests.report.report_samples import PLAIN, SKIPPED, report
from tests.report.test_report_schema import PARTS, errors

ADDRESS = "https://spanlint.example.org/docs"
PAGE = f"{ADDRESS}/rules/missing-parent.md"
SUMMARY = Summary(1, 1, 1, 0)
LINKING = Look(DARK, has_links=True)


@pytest.fixture
def _address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prebuilt, "names", lambda: SimpleNamespace(DOCUMENTATION=ADDRESS))


@pytest.mark.parametrize("name", FORMATS)
def test_without_an_address_there_is_no_link(name: str) -> None:
    written = report(name, [PLAIN, SKIPPED], SUMMARY, look=LINKING)
    assert "\x1b]8" not in written
    assert not {'"url"', '"helpUri"', '"informationUri"'} & set(written.replace(":", " ").split())


@pytest.mark.usefixtures("_address")
def test_json_and_sarif_name_the_page() -> None:
    assert [each["url"] for each in json.loads(report("json", [PLAIN], SUMMARY))] == [PAGE]
    assert [each["url"] for each in json.loads(report("json-report", [PLAIN], SUMMARY))["findings"]] == [PAGE]
    assert json.loads(report("jsonl", [PLAIN], SUMMARY).splitlines()[0])["url"] == PAGE
    for name in PARTS:
        assert errors(name, report(name, [PLAIN], SUMMARY)) == []
    driver = json.loads(report("sarif", [PLAIN], SUMMARY))["runs"][0]["tool"]["driver"]
    assert (driver["informationUri"], [rule["helpUri"] for rule in driver["rules"]]) == (ADDRESS, [PAGE])


@pytest.mark.usefixtures("_address")
@pytest.mark.parametrize("name", ["text", "concise"])
def test_a_code_is_a_hyperlink_only_for_a_terminal_that_shows_them(name: str) -> None:
    link = f"\x1b]8;;{PAGE}\x1b\\\\\x1b[1;33mSPN001\x1b[0m\x1b]8;;\x1b\\\\".replace("\\\\", "\\")
    assert link in report(name, [PLAIN], SUMMARY, look=LINKING)
    assert "\x1b]8" not in report(name, [PLAIN], SUMMARY, look=Look(DARK))


@pytest.mark.usefixtures("_address")
def test_a_link_takes_no_column() -> None:
    plain = report("text", [PLAIN, SKIPPED], SUMMARY, look=Look(DARK, 80))
    linked = report("text", [PLAIN, SKIPPED], SUMMARY, look=Look(DARK, 80, has_links=True))
    assert len(plain.splitlines()) == len(linked.splitlines())
