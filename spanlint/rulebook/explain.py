"""The manual page of a rule, as `--explain` prints it, with the examples that the tests run."""

from __future__ import annotations

import os

from spanlint.rulebook.rules import Rule


def explain(rule: Rule) -> str:
    """Returns the page of a rule in Markdown, with a final newline."""
    state = "on by default" if rule.is_default else "off by default"
    head = (
        f"# {rule.code} {rule.name}\n\n{rule.severity.value}, {state}, since {rule.since}\n\n"
        f"**What**: {rule.what}\n\n**Why**: {rule.why}\n\n**Do**: {rule.do}\n"
    )
    with open(os.path.join(rule.folder, "rule.md"), encoding="utf-8") as file:
        page = file.read().strip()
    return "\n".join([head, page, *(_example(rule, name) for name in example_names(rule))])


def example_names(rule: Rule) -> list[str]:
    """Returns the file names of a rule's examples, `bad` before `good`, Python before TypeScript."""
    with os.scandir(os.path.join(rule.folder, "examples")) as entries:  # pip may leave a __pycache__ there
        names = [entry.name for entry in entries if entry.is_file()]
    return sorted(names, key=lambda name: (name.split(".")[-1], name))


def _example(rule: Rule, name: str) -> str:
    with open(os.path.join(rule.folder, "examples", name), encoding="utf-8") as file:
        return f"\n## {name}\n\n```{name.split('.')[-1]}\n{file.read().rstrip()}\n```\n"


def rule_list(rules: tuple[Rule, ...]) -> str:
    """Returns one line a rule: code, name, severity, whether it is on by default, and what it finds."""
    width = max(len(rule.name) for rule in rules)
    return "".join(_line(rule, width) for rule in rules)


def _line(rule: Rule, width: int) -> str:
    state = "on" if rule.is_default else "off"
    return f"{rule.code}  {rule.name:<{width}}  {rule.severity.value:<7}  {state:<3}  {rule.what}\n"
