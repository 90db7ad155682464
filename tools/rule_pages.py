"""Generates the manual pages of the rules from `rules/`: one page a rule, and the table of all rules."""

from __future__ import annotations

from pathlib import Path

from spanlint.config.selection import apply_choice
from spanlint.lint.fix import fix
from spanlint.model.settings import Settings
from spanlint.rulebook.explain import example_names
from spanlint.rulebook.rules import TRACES, Rule, rules, trace_rules
from spanlint.suppression.sift import UNUSED
from spanlint.text.decoding import decode
from spanlint.text.diff import unified_diff
from spanlint.text.suffixes import language_of

_GENERATED = "<!-- Written by `make docs` from rules/{name}/: edit that, not this. -->"
_LANGUAGES = {"py": "Python", "ts": "TypeScript", "tsx": "TypeScript with JSX", "js": "JavaScript", "jsx": "JSX"}
_COMMENTS = {"py": "#", "ts": "//", "tsx": "//", "js": "//", "jsx": "//"}
_SILENCE = """
`ignore-file[{code}]` in a comment on its own line covers the whole file, and in Python `# noqa: {code}` works as it
does in flake8. See [Suppressing findings](../../README.md#suppressing-findings).
"""


def rule_table(folder: str) -> str:
    """Returns a row for each rule over code. Links lead into `folder`: relative to the page, and empty or with a final
    slash."""
    return _table(rules(), folder)


def _table(listed: tuple[Rule, ...], folder: str) -> str:
    rows = [("code", "name", "what it finds", "default", "severity"), ("---",) * 5]
    for rule in listed:
        link, what = f"[`{rule.code}`]({folder}{rule.name}.md)", rule.what.replace("|", "\\|")
        rows.append((link, rule.name, what, "on" if rule.is_default else "off", rule.severity.value))
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def index() -> str:
    """Returns the page that lists the rules."""
    return (
        "<!-- Written by `make docs`: edit tools/rule_pages.py, not this. -->\n\n# Rules\n\n"
        "An *error* is backed by evidence in the code. A *warning* states what the code says; whether that is a\n"
        "mistake depends on what happens at run time. To turn on a rule that is off by default, use `extend-select`\n"
        "in the [configuration](../configuration.md) or the option `--extend-select`. `spanlint --explain CODE`\n"
        "prints the page of a rule in the terminal.\n\n" + rule_table("") + "\n## Rules over traces\n\n"
        "`spanlint trace` judges exported traces by these. `spanlint trace --list-rules` lists them.\n\n"
        + _table(trace_rules(), "")
    )


def page(rule: Rule) -> str:
    """Returns the page of one rule."""
    state = "on" if rule.is_default else "off"
    head = (
        f"{_GENERATED.format(name=rule.name)}\n\n# {rule.code}: {rule.name}\n\n"
        f"{rule.severity.value}, {state} by default, since {rule.since}. [All rules](README.md)\n\n"
        f"**What**: {rule.what}.\n\n**Why**: {rule.why}.\n\n**Do**: {rule.do}.\n"
    )
    prose = Path(rule.folder, "rule.md").read_text(encoding="utf-8").strip()
    if rule.judges == TRACES:
        return "\n".join([head, prose, "", _exports(rule), _trace_options(rule)])
    return "\n".join([head, prose, "", _examples(rule), _options(rule), _silence(rule)])


def _exports(rule: Rule) -> str:
    parts = ["## Examples\n"]
    for name in example_names(rule):
        text = Path(rule.folder, "examples", name).read_text(encoding="utf-8")
        title = "Reported" if name.startswith("bad") else "Not reported"
        parts.append(f"{title}:\n\n```json\n{text.rstrip()}\n```\n")
    return "\n".join(parts)


def _trace_options(rule: Rule) -> str:
    option, does = ("--ignore", "off") if rule.is_default else ("--extend-select", "on")
    return f"## Options\n\n`spanlint trace {option} {rule.code} FILES` turns it {does}.\n"


def _examples(rule: Rule) -> str:
    names = example_names(rule)
    suffixes = sorted({name.rpartition(".")[2] for name in names}, key=[*_LANGUAGES].index)
    parts = ["## Examples\n"]
    for suffix in suffixes:
        parts.append(f"### {_LANGUAGES[suffix]}\n")
        for name in (example for example in names if example.endswith(f".{suffix}") and ".fixed." not in example):
            text = Path(rule.folder, "examples", name).read_text(encoding="utf-8")
            title = "Reported on the marked lines" if name.startswith("bad") else "Not reported"
            parts.append(f"{title}:\n\n```{suffix}\n{text.rstrip()}\n```\n")
            parts.append(_repair(rule, name, text) if name.startswith("bad") else "")
    return "\n".join(part for part in parts if part)


def _repair(rule: Rule, name: str, text: str) -> str:
    """Returns how `--fix` changes an example under the rules of its tests, as a diff without its head."""
    codes = apply_choice(((other.code, other.is_default) for other in rules()), rule.options.get("select"), (), ())
    language = language_of(name)
    if language is None:
        raise ValueError(f"{rule.name}: {name}: no language is written like that")
    source = decode(name, language, text.encode())
    for option, may_be_unsafe in {"--fix": False, "--fix --unsafe-fixes": True}.items():
        fixed = fix(source, Settings(codes), may_be_unsafe).source
        diff = unified_diff(name, source.original, fixed.original).decode()
        if diff:
            return f"`spanlint {option}` rewrites it:\n\n```diff\n{diff.split('+++ ', 1)[1].split(chr(10), 1)[1]}```\n"
    return ""


def _options(rule: Rule) -> str:
    key, does = ("ignore", "off") if rule.is_default else ("extend-select", "on")
    return (
        f"## Options\n\nTurn it {does} for a project in its [configuration](../configuration.md), or for one run with"
        f' `--{key} {rule.code}`:\n\n```toml\n[tool.spanlint]\n{key} = ["{rule.code}"]\n```\n'
    )


def _silence(rule: Rule) -> str:
    comments = sorted({_COMMENTS[name.rpartition(".")[2]] for name in example_names(rule)})
    is_whole_file = rule.code == UNUSED  # the comment that this rule judges cannot silence the rule
    directive = f"ignore-file[{rule.code}]" if is_whole_file else f"ignore[{rule.code}]"
    where = (
        "Only a comment that covers the whole file, on a line of its own, suppresses this rule:"
        if is_whole_file
        else "Put a comment on the line of the finding, or on a line of its own above it:"
    )
    lines = "".join(f"{comment} spanlint: {directive} reason\n" for comment in comments)
    return f"## Suppress a finding\n\n{where}\n\n```text\n{lines}```\n" + (
        "" if is_whole_file else _SILENCE.format(code=rule.code)
    )
