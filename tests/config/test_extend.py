"""What `extend` takes over, and what is said of a chain that leads nowhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from spanlint.cli.quick_parser import parse
from spanlint.config.errors import ConfigError
from spanlint.config.files import load_config
from spanlint.config.model import Config, Patterns
from spanlint.config.run_settings import enabled_codes, known_apis, known_codes


def loaded(folder: Path, files: dict[str, str], name: str = "spanlint.toml") -> Config:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return load_config(str(folder / name), known_codes, known_apis)


def running(folder: Path, above: str, own: str, *arguments: str) -> set[str]:
    """Which of SPN001, SPN002 and SPN003 run: the first two do by default."""
    config = loaded(folder, {"other.toml": above, "spanlint.toml": f"extend = 'other.toml'\n{own}"})
    return set(enabled_codes(parse(arguments), config)) & {"SPN001", "SPN002", "SPN003"}


def test_a_key_takes_the_place_of_the_same_key(tmp_path: Path) -> None:
    above = "fail-on = 'error'\nmax-file-size = 7\njobs = 2\nexclude = ['a']\ncontext-manager-decorators = ['a', 'b']\n"
    own = "extend = 'other.toml'\njobs = 3\nexclude = ['b']\ncontext-manager-decorators = ['c']\n"
    config = loaded(tmp_path, {"other.toml": above, "spanlint.toml": own})
    assert (config.fail_on, config.max_file_size, config.jobs) == ("error", 7, 3)
    assert config.exclude == (Patterns(str(tmp_path), ("b",)),)
    assert config.context_manager_decorators == ("c",)
    assert (config.root, config.source) == (str(tmp_path), str(tmp_path / "spanlint.toml"))
    assert config.extends == (str(tmp_path / "other.toml"),)


def test_extend_exclude_adds_and_patterns_stay_where_they_stand(tmp_path: Path) -> None:
    files = {
        "spanlint.toml": "exclude = ['/a']\nextend-exclude = ['/b']\ninclude = ['c']\n",
        "pkg/spanlint.toml": "extend = '../spanlint.toml'\nextend-exclude = ['/d']\n",
    }
    config = loaded(tmp_path, files, "pkg/spanlint.toml")
    above, own = str(tmp_path / "pkg" / ".."), str(tmp_path / "pkg")
    assert config.exclude == (Patterns(os.path.normpath(above), ("/a",)),)
    assert config.extend_exclude == (Patterns(str(tmp_path), ("/b",)), Patterns(own, ("/d",)))
    assert config.include == (Patterns(str(tmp_path), ("c",)),)


def test_apis_and_session_contexts_are_joined_name_by_name(tmp_path: Path) -> None:
    above = "[apis]\nsentry = true\nddtrace = false\n[session-context.python]\nexpression = 'a'\n"
    own = "extend = '../o.toml'\n[apis]\nddtrace = true\n[session-context.typescript]\nexpression = 'b'\n"
    config = loaded(tmp_path, {"o.toml": above, "p/spanlint.toml": own}, "p/spanlint.toml")
    assert dict(config.apis) == {"sentry": True, "ddtrace": True}
    contexts = {name: (each.expression, each.folder) for name, each in config.session_context}
    assert contexts == {"python": ("a", str(tmp_path)), "typescript": ("b", str(tmp_path / "p"))}


def test_per_file_ignores_and_the_baseline_stay_where_they_stand(tmp_path: Path) -> None:
    above = "baseline = 'b.json'\n[per-file-ignores]\n'x/' = ['SPN001']\n"
    config = loaded(tmp_path, {"o.toml": above, "p/spanlint.toml": "extend = '../o.toml'"}, "p/spanlint.toml")
    assert (config.baseline, config.ignores_root) == (str(tmp_path / "b.json"), str(tmp_path))
    assert config.per_file_ignores == (("x/", ("SPN001",)),)
    own = "extend = '../o.toml'\nbaseline = 'c.json'\n[per-file-ignores]\n'y/' = []\n"
    config = loaded(tmp_path, {"p/spanlint.toml": own}, "p/spanlint.toml")
    assert (config.baseline, config.ignores_root) == (str(tmp_path / "p" / "c.json"), str(tmp_path / "p"))
    assert config.per_file_ignores == (("y/", ()),)


@pytest.mark.parametrize(
    ("above", "own", "expected"),
    [
        ("", "", {"SPN001", "SPN002"}),
        ("select = ['SPN003']", "", {"SPN003"}),
        ("select = ['SPN003']", "extend-select = ['SPN001']", {"SPN001", "SPN003"}),
        ("select = ['SPN003']", "select = ['SPN001']", {"SPN001"}),
        ("extend-select = ['SPN003']", "select = ['SPN001']", {"SPN001"}),
        ("ignore = ['SPN001']", "", {"SPN002"}),
        ("ignore = ['SPN001']", "ignore = ['SPN002']", set()),
        ("ignore = ['SPN001']", "extend-select = ['SPN00']", {"SPN001", "SPN002", "SPN003"}),
        ("ignore = ['SPN001']", "select = ['SPN001']", {"SPN001"}),
        ("select = ['ALL']", "ignore = ['SPN002']", {"SPN001", "SPN003"}),
    ],
)
def test_the_rules_start_from_those_that_run_there(tmp_path: Path, above: str, own: str, expected: set[str]) -> None:
    assert running(tmp_path, above, own) == expected


def test_the_command_line_is_on_top_of_the_chain(tmp_path: Path) -> None:
    assert running(tmp_path, "select = ['SPN003']", "", "--extend-select", "SPN001") == {"SPN001", "SPN003"}
    assert running(tmp_path, "extend-select = ['SPN003']", "", "--ignore", "SPN001") == {"SPN002", "SPN003"}
    assert running(tmp_path, "ignore = ['SPN001']", "", "--select", "SPN001") == {"SPN001"}


def test_a_chain_of_three_and_a_pyproject_on_the_way(tmp_path: Path) -> None:
    files = {
        "org/strict.toml": "fail-on = 'error'\njobs = 1\n",
        "pyproject.toml": "[tool.spanlint]\nextend = 'org/strict.toml'\njobs = 2\n",
        "p/q/spanlint.toml": "extend = '../../pyproject.toml'\n",
    }
    config = loaded(tmp_path, files, "p/q/spanlint.toml")
    assert (config.fail_on, config.jobs) == ("error", 2)
    assert config.extends == (str(tmp_path / "pyproject.toml"), str(tmp_path / "org" / "strict.toml"))


def test_a_home_folder_is_expanded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert (
        loaded(tmp_path, {"mine.toml": "jobs = 5", "a/spanlint.toml": "extend = '~/mine.toml'"}, "a/spanlint.toml")[
            Config._fields.index("jobs")
        ]
        == 5
    )


@pytest.mark.parametrize(
    ("files", "place", "reason"),
    [
        ({"spanlint.toml": "extend = 'no.toml'"}, "spanlint.toml", "extend: {folder}/no.toml: no such file"),
        ({"spanlint.toml": 'extend = "\\u0000"'}, "spanlint.toml", "no such file"),
        ({"spanlint.toml": "extend = '.'"}, "spanlint.toml", "no such file"),
        ({"spanlint.toml": "extend = ''"}, "spanlint.toml", "no such file"),
        ({"spanlint.toml": "extend = 3"}, "spanlint.toml", "extend: expected a string, got an integer"),
        ({"spanlint.toml": "extend = 'o.toml'", "o.toml": "selct = []"}, "o.toml", "selct: unknown key"),
        ({"spanlint.toml": "extend = 'spanlint.toml'"}, "spanlint.toml", "extends itself"),
        ({"spanlint.toml": "extend = 'o.toml'", "o.toml": "extend = 'spanlint.toml'"}, "o.toml", "extends itself"),
        ({"spanlint.toml": "extend = 'a/pyproject.toml'", "a/pyproject.toml": ""}, "a/pyproject.toml", "has no [tool."),
    ],
)
def test_a_chain_that_leads_nowhere_is_one_line(tmp_path: Path, files: dict[str, str], place: str, reason: str) -> None:
    with pytest.raises(ConfigError) as raised:
        loaded(tmp_path, files)
    line = str(raised.value)
    assert line.startswith(os.path.normpath(tmp_path / place))
    assert reason.format(folder=tmp_path) in line
    assert "\n" not in line


def test_a_circle_by_way_of_a_link_ends(tmp_path: Path) -> None:
    (tmp_path / "link.toml").symlink_to("spanlint.toml")
    with pytest.raises(ConfigError, match="extends itself"):
        loaded(tmp_path, {"spanlint.toml": "extend = 'link.toml'"})
