"""What a list of repositories may be, and what is refused before anything runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from spanlint.config.errors import ConfigError
from spanlint.sweep.lists import repositories_of
from spanlint.sweep.repositories import Repository
from tests.cli.program import run_in_shell


def listed(tmp_path: Path, text: str, name: str = "list.txt") -> list[Repository]:
    path = tmp_path / name
    path.write_text(text)
    return repositories_of([str(path)])


def test_plain_lines_have_an_address_and_options(tmp_path: Path) -> None:
    text = "# all of them\n\nhttps://example.org/acme/oven.git ref=main owner=@bakers  # the oven\n./local subdir=src\n"
    oven, local = listed(tmp_path, text)
    assert oven == Repository("acme/oven", "https://example.org/acme/oven.git", "main", "@bakers")
    assert local.address == str(tmp_path / "local")
    assert local.subdir == "src"


def test_json_lines_and_csv_say_the_same(tmp_path: Path) -> None:
    rows = [{"url": "ssh://git@example.org/acme/oven", "ref": "v1", "name": "bakery/oven"}]
    as_json = listed(tmp_path, "".join(json.dumps(row) + "\n" for row in rows))
    as_csv = listed(tmp_path, "cloneUrl,branch,name\nssh://git@example.org/acme/oven,v1,bakery/oven\n,,\n")
    assert as_json == as_csv == [Repository("bakery/oven", "ssh://git@example.org/acme/oven", "v1")]


@pytest.mark.parametrize(
    ("address", "name", "host"),
    [
        ("https://example.org/acme/oven", "acme/oven", "example.org"),
        ("git@example.org:acme/oven.git", "acme/oven", "example.org"),
        ("ssh://git@example.org:22/deep/acme/oven/", "acme/oven", "example.org"),
        ("file:///mirrors/acme/oven.git", "acme/oven", ""),
    ],
)
def test_the_name_is_the_end_of_the_address(address: str, name: str, host: str) -> None:
    (found,) = repositories_of([address])
    assert (found.name, found.host(), found.is_local()) == (name, host, False)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("https://me:secret@example.org/acme/oven", "a password or a token"),
        ("https://token@example.org/acme/oven", "a password or a token"),
        ("ext::sh -c run", "no address|expected an address"),
        ("rsync://example.org/acme/oven", "no address to fetch from"),
        ("-u acme", "no address|expected an address"),
        ("./oven branch=main", "expected an address and then ref=, name=, owner=, subdir="),
        ("./oven name=../up", "name: expected"),
        ("./oven subdir=../up", "subdir: expected"),
        ("./oven ref=--upload-pack=run", "ref: expected"),
        ('{"name": "a/b"}', "no address of a repository"),
        ('{"name": ', "not JSON"),
    ],
)
def test_what_is_no_repository_is_refused_with_its_line(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(ConfigError, match=rf"list.txt:2: .*({said})") as caught:
        listed(tmp_path, f"./first\n{line}\n")
    assert "secret" not in str(caught.value)
    assert "token@" not in str(caught.value)


def test_two_repositories_of_one_name_are_refused(tmp_path: Path) -> None:
    text = "https://example.org/acme/oven\nhttps://example.com/acme/oven\n"
    with pytest.raises(ConfigError, match="acme/oven: two repositories of this name"):
        listed(tmp_path, text)
    assert len(listed(tmp_path, text.replace("com/acme/oven", "com/acme/oven name=other/oven"))) == 2
    assert len(listed(tmp_path, "./oven\n./oven\n")) == 1


@pytest.mark.parametrize("names", ["oven oven.jsonl/door", "a/b a/b.sarif/c", "a/b A/B.jsonl.new/c"])
def test_a_name_that_would_be_in_the_way_of_another_is_refused(tmp_path: Path, names: str) -> None:
    lines = [f"./{number} name={name}\n" for number, name in enumerate(names.split())]
    with pytest.raises(ConfigError, match="a file of another repository has the name of its folder"):
        listed(tmp_path, "".join(lines))
    assert len(listed(tmp_path, "".join(lines).replace(".jsonl", ".x").replace(".sarif", ".x"))) == 2


def test_a_tilde_is_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (found,) = listed(tmp_path, "~/acme/oven/\n")
    assert (found.name, found.address) == ("acme/oven", str(tmp_path / "acme" / "oven"))
    (found,) = listed(tmp_path, "./~/oven\n")
    assert found.address == str(tmp_path / "~" / "oven")


def test_a_list_from_another_system_is_read_as_any_other(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_bytes(
        b"\xef\xbb\xbf# all\r\n./acme/oven # again below\r\n\r\nacme/oven/\r\nacme/../acme/oven\r\n"
    )
    (found,) = repositories_of([str(tmp_path / "list.txt")])
    assert found.address == str(tmp_path / "acme" / "oven")


def test_a_list_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"missing\.txt"):
        repositories_of([str(tmp_path / "missing.txt")])
    (tmp_path / "latin.txt").write_bytes(b"\xff")
    with pytest.raises(ConfigError, match=r"latin.txt: not UTF-8"):
        repositories_of([str(tmp_path / "latin.txt")])


@pytest.mark.program
def test_a_closed_standard_input_is_an_empty_list(tmp_path: Path) -> None:
    run = run_in_shell(tmp_path, '"$@" sweep - <&-')
    assert (run.code, run.out, run.err) == (0, "0 findings in 0 repositories (none)\n", "")
