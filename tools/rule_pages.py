"""Generates the manual pages of the rules from `rules/`: one page a rule, and the table of all rules."""

from __future__ import annotations

from pathlib import Path

from spanlint.cli.repaired_examples import repaired_example
from spanlint.rulebook.explain import example_names, options_section, silence_section, state_sentence
from spanlint.rulebook.rules import TRACES, Rule, rules, trace_rules
from spanlint.suppression.sift import UNUSED

_GENERATED = "<!-- Written by `make docs` from rules/{name}/: edit that, not this. -->"
_LANGUAGES = {"py": "Python", "ts": "TypeScript", "tsx": "TypeScript with JSX", "js": "JavaScript", "jsx": "JSX"}
_README = "[Suppressing findings](../../README.md#suppressing-findings)"


def rule_table(folder: str) -> str:
    """Returns a row for each rule over code. Links lead into `folder`: relative to the page, and empty or with a final
    slash."""
    return _table(rules(), folder)


def _table(listed: tuple[Rule, ...], folder: str) -> str:
    has_fixes = listed[0].judges != TRACES
    heads = ("code", "name", "what it finds", "default", "severity", "fix")[: 6 if has_fixes else 5]
    rows = [heads, ("---",) * len(heads)]
    for rule in listed:
        link, what = f"[`{rule.code}`]({folder}{rule.name}.md)", rule.what.replace("|", "\\|")
        state, fix = "on" if rule.is_default else "off", {"safe": "`--fix`", "unsafe": "unsafe", "": ""}[rule.fix]
        rows.append((link, rule.name, what, state, rule.severity.value, fix)[: len(heads)])
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
    head = (
        f"{_GENERATED.format(name=rule.name)}\n\n# {rule.code}: {rule.name}\n\n"
        f"{state_sentence(rule)}. [All rules](README.md)\n\n"
        f"**What**: {rule.what}.\n\n**Why**: {rule.why}.\n\n**Do**: {rule.do}.\n"
    )
    prose = Path(rule.folder, "rule.md").read_text(encoding="utf-8").strip()
    if rule.judges == TRACES:
        return "\n".join([head, prose, "", _exports(rule), _trace_options(rule)])
    options = options_section(rule).replace("its configuration", "its [configuration](../configuration.md)")
    more = "" if rule.code == UNUSED else f"See {_README}.\n"
    return "\n".join([head, prose, "", _examples(rule), options, silence_section(rule) + more])


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
            parts.append(repaired_example(rule, name, text) if name.startswith("bad") else "")
    return "\n".join(part for part in parts if part)
