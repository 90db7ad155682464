"""What a configuration file says, when it is right."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from spanlint.config.files import load_config
from spanlint.config.keys import KEYS
from spanlint.config.model import Config, Patterns

CODES = ("SPN001", "SPN003", "SPN006", "SPN900")
APIS = ("effect", "langfuse", "sentry")


def codes() -> tuple[str, ...]:
    return CODES


def apis() -> tuple[str, ...]:
    return APIS


def never() -> tuple[str, ...]:
    raise AssertionError("there was nothing to look up")


FULL = """
select = ["SPN0", "ALL"]
extend-select = ["SPN900"]
ignore = ["SPN003"]
exclude = ["vendor/", "*.gen.ts"]
{header}
sentry = true
effect = false
"""


def expected(folder: Path, path: Path) -> Config:
    return Config(
        select=("SPN0", "ALL"),
        extend_select=("SPN900",),
        ignore=("SPN003",),
        exclude=(Patterns(str(folder), ("vendor/", "*.gen.ts")),),
        apis=(("sentry", True), ("effect", False)),
        root=str(folder),
        source=str(path),
    )


@pytest.mark.parametrize("name", [".spanlint.toml", "spanlint.toml", "other.toml"])
def test_keys_stand_at_the_top_level(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(FULL.format(header="[apis]"), encoding="utf-8")
    assert load_config(str(path), codes, apis) == expected(tmp_path, path)


def test_a_pyproject_has_the_same_keys_in_its_table(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    text = "[project]\nselect = 3\n[tool.spanlint]" + FULL.format(header="[tool.spanlint.apis]")
    path.write_text(text, encoding="utf-8")
    assert load_config(str(path), codes, apis) == expected(tmp_path, path)


@pytest.mark.parametrize(
    ("name", "text"),
    [("spanlint.toml", ""), ("spanlint.toml", "# nothing\n"), ("pyproject.toml", "[tool.spanlint]\n")],
)
def test_an_empty_table_gives_the_defaults(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    loaded = load_config(str(tmp_path / name), never, never)
    assert loaded == Config(root=str(tmp_path), source=str(tmp_path / name))


def test_selecting_nothing_is_not_the_default(tmp_path: Path) -> None:
    (tmp_path / "spanlint.toml").write_text("select = []\n", encoding="utf-8")
    assert load_config(str(tmp_path / "spanlint.toml"), never, never).select == ()


def test_names_are_listed_only_when_a_value_uses_one(tmp_path: Path) -> None:
    path = tmp_path / "spanlint.toml"
    path.write_text("select = ['ALL']\nextend-select = []\nexclude = ['a']\n[apis]\n", encoding="utf-8")
    assert load_config(str(path), never, never).select == ("ALL",)
    path.write_text("ignore = ['SPN001']\n", encoding="utf-8")
    assert load_config(str(path), codes, never).ignore == ("SPN001",)
    path.write_text("apis.sentry = true\n", encoding="utf-8")
    assert load_config(str(path), never, apis).apis == (("sentry", True),)


def test_the_root_is_the_folder_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ci").mkdir()
    (tmp_path / "ci" / "lint.toml").write_text("", encoding="utf-8")
    (tmp_path / "spanlint.toml").write_text("", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert load_config(os.path.join("ci", "lint.toml"), never, never).root == "ci"
    assert load_config("spanlint.toml", never, never) == Config(root=".", source="spanlint.toml")


@pytest.mark.parametrize("mark", ["", "\N{ZERO WIDTH NO-BREAK SPACE}"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_byte_order_mark_and_line_ends_make_no_difference(tmp_path: Path, mark: str, end: str) -> None:
    path = tmp_path / "spanlint.toml"
    path.write_bytes(f"{mark}exclude = [{end}  'ä',{end}]{end}".encode())
    assert load_config(str(path), never, never).exclude == (Patterns(str(tmp_path), ("ä",)),)


def test_a_configuration_is_hashable(tmp_path: Path) -> None:
    path = tmp_path / "spanlint.toml"
    path.write_text(FULL.format(header="[apis]"), encoding="utf-8")
    assert hash(load_config(str(path), codes, apis)) == hash(load_config(str(path), codes, apis))


def test_a_file_that_changed_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "spanlint.toml"
    for pattern in ("a", "b"):
        path.write_text(f"exclude = ['{pattern}']\n", encoding="utf-8")
        assert load_config(str(path), never, never).exclude == (Patterns(str(tmp_path), (pattern,)),)


SESSION_FIELDS = ("session_problems", "lost_sessions")


def test_every_key_is_a_field_with_the_same_default_and_has_a_line() -> None:
    fields = {key.name.replace("-", "_"): key for key in KEYS}
    assert [
        *fields,
        "root",
        "source",
        "extends",
        "inherited",
        "inherited_fixable",
        "ignores_root",
        "load_error",
        *SESSION_FIELDS,
    ] == list(Config._fields)
    for field, key in fields.items():
        default = None if key.default is None else key.value_type.read(key.default, "default")
        assert default == Config._field_defaults[field]
        assert key.name == key.name.lower()
        assert "_" not in key.name
        assert key.doc.endswith(".")
        assert "\n" not in key.doc
