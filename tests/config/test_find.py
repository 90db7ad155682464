"""Which configuration file applies to a folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from spanlint.config.errors import ConfigError
from spanlint.config.files import find_config, load_config

TABLE = "[tool.spanlint]\n"
NAMES = (".spanlint.toml", "spanlint.toml", "pyproject.toml")


def write(folder: Path, *names: str, text: str = TABLE) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("first", range(3))
def test_in_one_folder_the_order_is_dotted_then_plain_then_pyproject(tmp_path: Path, first: int) -> None:
    write(tmp_path, *NAMES[first:])
    assert find_config(str(tmp_path)) == str(tmp_path / NAMES[first])


@pytest.mark.parametrize("near", NAMES)
@pytest.mark.parametrize("far", NAMES)
def test_the_nearest_folder_wins_whatever_the_names(tmp_path: Path, near: str, far: str) -> None:
    write(tmp_path, far)
    write(tmp_path / "a", near)
    (tmp_path / "a" / "b" / "c").mkdir(parents=True)
    assert find_config(str(tmp_path / "a" / "b" / "c")) == str(tmp_path / "a" / near)
    assert find_config(str(tmp_path)) == str(tmp_path / far)


@pytest.mark.parametrize(
    "text",
    [
        "[tool.spanlint]\n",
        "[tool . spanlint]\n",
        '[tool."spanlint"]\n',
        "[tool.'spanlint']\n",
        "['tool' . \"spanlint\"]\n",
        "tool.spanlint.ignore = []\n",
        "tool . spanlint . ignore = []\n",
        "[tool]\nspanlint.ignore = []\n",
        "[tool]\nspanlint = { ignore = [] }\n",
        "tool = { spanlint = {} }\n",
        "[tool.spanlint.apis]\n",
        "[project]\r\nname = 'x'\r\n[tool.spanlint]\r\n",
        "\N{ZERO WIDTH NO-BREAK SPACE}[tool.spanlint]\n",
    ],
)
def test_a_pyproject_with_the_table_counts_however_it_is_spelled(tmp_path: Path, text: str) -> None:
    write(tmp_path, "pyproject.toml", text=text)
    assert find_config(str(tmp_path)) == str(tmp_path / "pyproject.toml")
    assert load_config(str(tmp_path / "pyproject.toml"), list, list).source == str(tmp_path / "pyproject.toml")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[tool.ruff]\n",
        "[project]\ndependencies = ['spanlint']\n",
        "# [tool.spanlint]\n",
        "[spanlint]\n",
        "[tool.other.spanlint]\n",
        "tool = 'spanlint'\n",
    ],
)
def test_a_pyproject_without_the_table_is_passed_over(tmp_path: Path, text: str) -> None:
    write(tmp_path, "pyproject.toml")
    write(tmp_path / "package", "pyproject.toml", text=text)
    assert find_config(str(tmp_path / "package")) == str(tmp_path / "pyproject.toml")


def test_a_broken_pyproject_is_an_error_only_if_it_mentions_spanlint(tmp_path: Path) -> None:
    write(tmp_path, "spanlint.toml")
    write(tmp_path / "a", "pyproject.toml", text="[tool.ruff\n")
    assert find_config(str(tmp_path / "a")) == str(tmp_path / "spanlint.toml")
    write(tmp_path / "a", "pyproject.toml", text="[tool.spanlint\n")
    with pytest.raises(ConfigError, match=r"pyproject\.toml: invalid TOML: .*line 1"):
        find_config(str(tmp_path / "a"))


def test_an_undecodable_pyproject_is_an_error_only_if_it_mentions_spanlint(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    write(tmp_path, "spanlint.toml")
    (tmp_path / "a" / "pyproject.toml").write_bytes(b"# \xff\n")
    assert find_config(str(tmp_path / "a")) == str(tmp_path / "spanlint.toml")
    (tmp_path / "a" / "pyproject.toml").write_bytes(b"[tool.spanlint]\n# \xff\n")
    with pytest.raises(ConfigError, match=r"pyproject\.toml: not UTF-8 \(at line 2, byte 0xff\)"):
        find_config(str(tmp_path / "a"))


@pytest.mark.parametrize("name", NAMES)
def test_what_is_no_regular_file_is_passed_over(tmp_path: Path, name: str) -> None:
    write(tmp_path, "spanlint.toml")
    (tmp_path / "a" / name).mkdir(parents=True)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / name).symlink_to("nowhere")
    (tmp_path / "c").mkdir()
    os.mkfifo(tmp_path / "c" / name)
    assert [find_config(str(tmp_path / folder)) for folder in "abc"] == [str(tmp_path / "spanlint.toml")] * 3


def test_a_relative_start_gives_an_absolute_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "spanlint.toml")
    (tmp_path / "a").mkdir()
    monkeypatch.chdir(tmp_path / "a")
    assert [find_config(start) for start in (".", "", "..", "missing")] == [str(tmp_path / "spanlint.toml")] * 4


def test_nothing_up_to_the_file_system_root_is_none() -> None:
    assert find_config(os.path.abspath(os.sep)) is None


@pytest.mark.program
def test_a_deleted_current_folder_is_one_line(tmp_path: Path) -> None:
    program = (
        "import os, sys\n"
        "from spanlint.config.errors import ConfigError\n"
        "from spanlint.config.files import find_config\n"
        "os.mkdir(sys.argv[1]); os.chdir(sys.argv[1]); os.rmdir(sys.argv[1])\n"
        "try: find_config('.')\n"
        "except ConfigError as error: print(error)\n"
    )
    root = Path(__file__).parents[2]
    run = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "gone")], capture_output=True, text=True, check=True, cwd=root
    )
    assert run.stdout.startswith(".: cannot be found: ")
