"""Whose findings are whose, in sweeps over real repositories."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import PYTHON_BAD, write
from tests.discovery.repositories import git
from tests.sweep.repositories import commit, entries, findings, repository, sweep

pytestmark = pytest.mark.program

FILES = {"app/a.py": PYTHON_BAD, "lib/b.py": PYTHON_BAD}


def owners(folder: Path, name: str = "acme/oven") -> dict[str, list[str]]:
    """The owners of each finding's file."""
    return {finding["path"]: finding["owners"] for finding in findings(folder, name)}


@pytest.mark.parametrize("place", [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"])
def test_the_file_is_found_where_the_hosts_look(tmp_path: Path, place: str) -> None:
    repository(tmp_path / "acme" / "oven", {**FILES, place: "app/ @bakers\n", "other/CODEOWNERS": "* @nobody\n"})
    run = sweep(tmp_path, "acme/oven")
    assert run.code == 1
    assert owners(tmp_path) == {"app/a.py": ["@bakers"], "lib/b.py": []}
    assert entries(tmp_path)["acme/oven"]["owners"] == {"": 1, "@bakers": 1}
    assert "\n(no owner)  1 finding\n@bakers     1 finding\n" in run.out


def test_the_first_place_counts_and_its_host_says_how(tmp_path: Path) -> None:
    files = {**FILES, "docs/CODEOWNERS": "* @docs\n", "CODEOWNERS": "[A]\napp @a\n[B] @b\n*.py\n"}
    folder = repository(tmp_path / "acme" / "oven", files)
    sweep(tmp_path, "acme/oven")
    assert owners(tmp_path) == {"app/a.py": ["@b"], "lib/b.py": ["@b"]}, "sections are GitLab's, whose `app` is a file"
    commit(folder, {".github/CODEOWNERS": "[A]\napp @a\n"})
    sweep(tmp_path, "acme/oven")
    assert owners(tmp_path) == {"app/a.py": ["@a"], "lib/b.py": []}


def test_the_list_names_the_owner_of_what_has_none(tmp_path: Path) -> None:
    repository(tmp_path / "acme" / "oven", {**FILES, "CODEOWNERS": "app/ @bakers\n"})
    write(tmp_path, {"list.txt": "acme/oven owner=@acme\n"})
    sweep(tmp_path, "list.txt")
    assert owners(tmp_path) == {"app/a.py": ["@bakers"], "lib/b.py": ["@acme"]}
    sweep(tmp_path, "list.txt", "--owners", "off")
    assert owners(tmp_path) == {"app/a.py": ["@acme"], "lib/b.py": ["@acme"]}


def test_one_file_says_it_for_all(tmp_path: Path) -> None:
    for name in ("oven", "bakery"):
        repository(tmp_path / "acme" / name, {**FILES, "CODEOWNERS": "* @own\n"})
    write(tmp_path, {"owners": "/acme/ @acme\n/acme/oven/app/ @ovens\n"})
    sweep(tmp_path, "acme/oven", "acme/bakery", "--owners", "owners")
    assert owners(tmp_path) == {"app/a.py": ["@ovens"], "lib/b.py": ["@acme"]}
    assert set(map(tuple, owners(tmp_path, "acme/bakery").values())) == {("@acme",)}
    write(tmp_path, {"owners": "* @all\n"})
    sweep(tmp_path, "acme/oven", "acme/bakery", "--owners", "owners")
    assert set(map(tuple, owners(tmp_path).values())) == {("@all",)}, "the file is another one, so all is done again"


def test_owners_that_cannot_be_used_are_one_line(tmp_path: Path) -> None:
    repository(tmp_path / "acme" / "oven")
    write(tmp_path, {"owners": "* @all\n" * 20_001})
    for name, said in (("missing", "--owners: missing: "), ("owners", "--owners: owners: has more than 20,000 rules")):
        run = sweep(tmp_path, "acme/oven", "--owners", name)
        assert (run.code, run.err.count("\n")) == (2, 1)
        assert said in run.err


def test_a_hostile_file_fails_alone_and_leaves_the_findings(tmp_path: Path) -> None:
    repository(tmp_path / "acme" / "good")
    repository(tmp_path / "acme" / "oven", {**FILES, "CODEOWNERS": "* @me\n" * 20_001})
    repository(
        tmp_path / "acme" / "wide", {**FILES, "CODEOWNERS": f"{'*a' * 2000} @me\n<script> @me\n* @<b>\x1b[31m\n"}
    )
    run = sweep(tmp_path, "acme/good", "acme/oven", "acme/wide")
    assert run.code == 2
    assert "failed  acme/oven: CODEOWNERS has more than 20,000 rules\n" in run.out
    assert owners(tmp_path) == {"app/a.py": [], "lib/b.py": []}
    assert {name: line["status"] for name, line in entries(tmp_path).items() if name != "acme/oven"} == {
        "acme/good": "done",
        "acme/wide": "done",
    }
    assert "\x1b" not in run.out + run.err


def test_a_link_to_the_file_counts_and_one_that_leads_out_does_not(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("* @secret\n")
    folder = repository(tmp_path / "acme" / "oven", {**FILES, "team/owners/CODEOWNERS": "* @team\n"})
    (folder / "CODEOWNERS").symlink_to("team/owners/CODEOWNERS")
    commit(folder, {})
    sweep(tmp_path, "acme/oven")
    assert set(map(tuple, owners(tmp_path).values())) == {("@team",)}
    (folder / "CODEOWNERS").unlink()
    (folder / "CODEOWNERS").symlink_to(tmp_path / "secret")
    commit(folder, {})
    sweep(tmp_path, "acme/oven")
    assert set(map(tuple, owners(tmp_path).values())) == {()}


def test_a_url_and_a_bare_mirror_have_the_same_owners(tmp_path: Path) -> None:
    folder = repository(tmp_path / "acme" / "oven", {**FILES, ".github/CODEOWNERS": "app/ @bakers\n"})
    bare = tmp_path / "bare" / "acme" / "oven.git"
    git(tmp_path, "clone", "--quiet", "--bare", str(folder), str(bare))
    for address in (str(bare), f"file://{bare}"):
        sweep(tmp_path, address)
        assert owners(tmp_path) == {"app/a.py": ["@bakers"], "lib/b.py": []}
