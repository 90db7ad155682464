"""The extension for VS Code: it compiles and packages, finds the program, and knows what the server knows."""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path

import pytest

from spanlint.server.options import ServerOptions, read_options
from tests.editors.conftest import FOLDER, run

MANIFEST = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))
SETTINGS = {
    name.removeprefix("spanlint."): value
    for name, value in MANIFEST["contributes"]["configuration"]["properties"].items()
}


@pytest.mark.program
def test_it_compiles_and_packages(extension: Path) -> None:
    run(extension, "npm", "run", "package")
    with zipfile.ZipFile(extension / "spanlint.vsix") as package:
        names = {name for name in package.namelist() if name.startswith("extension/")}
        code = package.read("extension/dist/extension.js").decode()
    assert names == {f"extension/{name}" for name in ("LICENSE.txt", "dist/extension.js", "package.json", "readme.md")}
    (extension / "loaded.js").write_text(code, encoding="utf-8")
    (extension / "load.js").write_text(
        "require('module')._load = ((load) => (name, ...rest) => name === 'vscode' ? new Proxy(class {}, {"
        " get: (of, key) => key in of ? of[key] : class {} }) : load(name, ...rest))(require('module')._load);\n"
        "console.log(Object.keys(require('./loaded.js')).sort().join());\n",
        encoding="utf-8",
    )
    assert run(extension, "node", "load.js") == "activate,deactivate\n"


@pytest.mark.program
def test_it_finds_the_program(extension: Path, tmp_path: Path) -> None:
    run(extension, "npx", "esbuild", "src/programs.ts", "--format=cjs", "--outfile=programs.js")
    beside = str(Path(sys.executable).parent / "spanlint")
    script = "console.log(JSON.stringify(require('./programs.js').findProgram(...JSON.parse(process.argv[1])).command))"
    for arguments, expected in (
        (["", "/w", sys.executable], beside),
        (["", "/w", str(tmp_path / "python")], "spanlint"),
        (["", None, None], "spanlint"),
        (["bin/spanlint", "/w", sys.executable], "/w/bin/spanlint"),
        ([" my-spanlint ", "/w", None], "my-spanlint"),
    ):
        assert json.loads(run(extension, "node", "-e", script, json.dumps(arguments))) == expected


def test_the_server_takes_every_setting() -> None:
    passed = {name: value["default"] for name, value in SETTINGS.items() if name != "path"}
    found = read_options({"spanlint": {**passed, "configuration": None, "opensPages": True}})
    assert found.problems == ()
    assert found.options == ServerOptions(can_open_pages=True)


def test_it_has_the_version_and_the_licence_of_the_program() -> None:
    from spanlint import __version__

    assert (MANIFEST["version"], MANIFEST["license"]) == (__version__, "MIT")
