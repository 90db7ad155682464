"""What a workspace declares badly, or in order to do harm, declares nothing."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from spanlint.languages.names.workspaces import node_members, uv_members
from tests.languages.names.project_case import codes, repository
from tests.languages.names.test_import_limits import OWN_TS, USE_TS

JUDGED = ["SPN001"]  # what a receiver gets that is not known
KIT = {"packages/kit/package.json": '{"name": "@acme/kit"}', "packages/kit/index.ts": OWN_TS}

PNPM = {
    "an empty file": ("", []),
    "no such key": ("catalog:\n  - packages/*\n", []),
    "a nested key": ("catalog:\n  packages:\n    - packages/*\n", []),
    "a text": ("packages: packages/*\n", []),
    "an alias": ("packages: *all\n", []),
    "an item that is an alias": ("packages:\n  - *all\n  - packages/*\n", []),
    "an item that is a map": ("packages:\n  - a: packages/*\n", []),
    "another key after it": ("packages:\n  - apps/*\nother:\n  - packages/*\n", []),
    "brackets that never close": ("packages: [packages/*\n", []),
    "bare": ("packages:\n  - packages/*  # all\n", ["packages/kit"]),
    "quoted": ("packages:\n\n  # all\n  - 'packages/*'# all\n", ["packages/kit"]),
    "in brackets": ("packages: [ packages/* , 'apps/*' ] # all\n", ["packages/kit"]),
    "in brackets, over lines": ("'packages': [\n  \"packages/*\", # all\n  apps/*,\n]\n", ["packages/kit"]),
}


@pytest.mark.parametrize("case", PNPM)
def test_the_list_of_a_pnpm_workspace_is_read(case: str, tmp_path: Path) -> None:
    text, expected = PNPM[case]
    folder = repository(tmp_path, {**KIT, "pnpm-workspace.yaml": text})
    assert [os.path.relpath(member, folder) for member in node_members(str(folder))] == expected


MANIFESTS = {
    "no JSON": "{",
    "a list": "[]",
    "nested too deep": '{"workspaces":' * 100_000,
    "patterns that are no list": '{"workspaces": "packages/*"}',
    "patterns that are no texts": '{"workspaces": [1, null, ["packages/*"], {}]}',
    "options without packages": '{"workspaces": {"nohoist": ["packages/*"]}}',
    "a null byte": '{"workspaces": ["pack\\u0000ages/*", "packages\\u0000"]}',
    "half a character": '{"workspaces": ["\\ud800", "\\ud800/*"]}',
    "no UTF-8": '{"workspaces": ["packages/*"]}\udcff',
    "too large": '{"workspaces": ["packages/*"]}' + " " * 1_000_000,
    "too many braces": json.dumps({"workspaces": ["{a,b,c}" * 100, "{" * 10_000]}),
    "too many stars": json.dumps({"workspaces": ["*a" * 50, "**/" * 50]}),
    "an empty pattern": '{"workspaces": ["", ".", "/"]}',
}


@pytest.mark.parametrize("case", MANIFESTS)
def test_a_bad_manifest_names_no_packages(case: str, tmp_path: Path) -> None:
    folder = repository(tmp_path, {**KIT, "a.ts": USE_TS.format("@acme/kit")})
    (folder / "package.json").write_bytes(MANIFESTS[case].encode("utf-8", "surrogateescape"))
    assert codes(folder / "a.ts") == JUDGED


PACKAGES = {
    "a name that is no text": '{"name": ["@acme/kit"]}',
    "an entry outside": '{"name": "@acme/kit", "main": "../../../outside/b.ts"}',
    "an absolute entry": '{"name": "@acme/kit", "main": "/outside/b.ts"}',
    "an entry with a null byte": '{"name": "@acme/kit", "main": "b\\u0000.ts"}',
    "an entry of half a character": '{"name": "@acme/kit", "exports": {"x\\ud800": 1, ".": "\\ud800.ts"}}',
    "an entry that is no text": '{"name": "@acme/kit", "main": {"a": [1, null]}, "exports": 7}',
    "a folder as entry": '{"name": "@acme/kit", "main": "."}',
    "entries nested deep": '{"name": "@acme/kit", "exports": ' + '{"a":' * 900 + "1" + "}" * 901,
}


@pytest.mark.parametrize("case", PACKAGES)
def test_a_bad_package_leads_nowhere(case: str, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "b.ts").write_text(OWN_TS)
    files = {"package.json": '{"workspaces": ["packages/*"]}', "packages/kit/package.json": PACKAGES[case]}
    folder = repository(tmp_path / "repo", {**files, "a.ts": USE_TS.format("@acme/kit")})
    assert codes(folder / "a.ts") == JUDGED


@pytest.mark.parametrize(
    "pattern", ["../outside", "packages/../../outside", "{..,packages}/outside", "linked", "l*", "**"]
)
def test_a_member_outside_is_none(pattern: str, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "package.json").write_text('{"name": "@acme/kit", "main": "b.ts"}')
    (tmp_path / "outside" / "b.ts").write_text(OWN_TS)
    manifest = json.dumps({"workspaces": [pattern]})
    folder = repository(tmp_path / "repo", {"package.json": manifest, "a.ts": USE_TS.format("@acme/kit")})
    (folder / "linked").symlink_to(tmp_path / "outside", target_is_directory=True)
    assert codes(folder / "a.ts") == JUDGED


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    folder = repository(tmp_path, {"a.ts": USE_TS.format("@acme/kit")})
    for name in ("package.json", "pnpm-workspace.yaml", "pyproject.toml"):
        os.mkfifo(folder / name)
    assert codes(folder / "a.ts") == JUDGED
    assert uv_members(str(folder)) == ()


BOTH = ["packages/kit", "packages/old"]
UV = {
    "no TOML": ("[tool.uv.workspace", []),
    "no table": ("[tool.uv]\nworkspace = 1\n", []),
    "no list": ("[tool.uv.workspace]\nmembers = 'packages/*'\n", []),
    "sources alone": ("[tool.uv.sources]\nkit = { workspace = true }\n", []),
    "members": ("[tool.uv.workspace]\nmembers = ['packages/*', 1]\n", BOTH),
    "another table below": (
        "[tool.uv.workspace]\nmembers = ['packages/*']\n\n[tool.x]\nexclude = ['packages/o*']\n",
        BOTH,
    ),
    "comments": (
        "[tool.uv.workspace]\n# a 'list'\nmembers = [\n  # 'packages/o*',\n  \"packages/k*\", # ]\n]\n",
        ["packages/kit"],
    ),
    "an escape": ('[tool.uv.workspace]\nmembers = ["packages/\\u006bit"]\n', ["packages/kit"]),
    "another key": ("[tool.uv.workspace]\nroot = 1\nmembers = ['packages/kit']\n", ["packages/kit"]),
    "in a table of its parent": ("[tool.uv]\nworkspace.members = ['packages/kit']\n", ["packages/kit"]),
    "one excluded": ("[tool.uv.workspace]\nmembers = ['packages/*']\nexclude = ['packages/o*']\n", ["packages/kit"]),
}


@pytest.mark.parametrize("case", UV)
def test_the_members_of_a_uv_workspace_are_read(case: str, tmp_path: Path) -> None:
    text, expected = UV[case]
    members = {f"packages/{name}/pyproject.toml": "" for name in ("kit", "old")}
    folder = repository(tmp_path, {**members, "packages/none/kit.py": "", "pyproject.toml": text})
    assert [os.path.relpath(member, folder) for member in uv_members(str(folder))] == expected
