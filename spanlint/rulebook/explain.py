"""The manual page of a rule, as `--explain` prints it, with the examples that the tests run."""

from __future__ import annotations

import os

from spanlint.rulebook.rules import TRACES, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

FIXES = {
    "safe": "`--fix` repairs some of its findings",
    "unsafe": "`--fix --unsafe-fixes` repairs some of its findings",
    "": "no automatic fix",
}
"""What can be fixed, by `Rule.fix`."""

_OWN_COMMENT = "SPN901"  # the rule over the comments that suppress
_COMMENTS = {"py": "#", "ts": "//", "tsx": "//", "js": "//", "jsx": "//"}


def explain(rule: Rule, repaired: Callable[[Rule, str, str], str] | None = None) -> str:
    """Returns the page of a rule in Markdown, with a final newline.

    `repaired(rule, name, text)` returns the Markdown to put below an example, given its file name and text.
    """
    with open(os.path.join(rule.folder, "rule.md"), encoding="utf-8") as file:
        page = file.read().strip()
    examples = (_example(rule, name, repaired) for name in example_names(rule))
    tail = () if rule.judges == TRACES else (f"\n{options_section(rule)}", silence_section(rule))
    return "\n".join([_head(rule), page, *examples, *tail])


def example_names(rule: Rule) -> list[str]:
    """Returns the file names of a rule's examples, `bad` before `good`, Python before TypeScript."""
    with os.scandir(os.path.join(rule.folder, "examples")) as entries:  # pip may leave a __pycache__ there
        names = [entry.name for entry in entries if entry.is_file()]
    return sorted(names, key=lambda name: (name.split(".")[-1], name))


def state_sentence(rule: Rule) -> str:
    """Returns the severity of a rule, whether it is on, since when there is one, and what can be fixed."""
    words = [rule.severity.value, f"{'on' if rule.is_default else 'off'} by default", f"since {rule.since}"]
    return ", ".join([*words, *([] if rule.judges == TRACES else [FIXES[rule.fix]])])


def options_section(rule: Rule) -> str:
    """Returns the section on how to turn a rule over code on or off."""
    key, does = ("ignore", "off") if rule.is_default else ("extend-select", "on")
    return (
        f"## Options\n\nTurn it {does} for a project in its configuration, or for one run with"
        f' `--{key} {rule.code}`:\n\n```toml\n[tool.spanlint]\n{key} = ["{rule.code}"]\n```\n' + _quiet_places(rule)
    )


def _quiet_places(rule: Rule) -> str:
    """Returns the paragraph on the files in which a rule reports nothing unless it is asked for, or nothing."""
    places = (("test files", rule.is_quiet_in_tests), ("Markdown", rule.is_quiet_in_docs))
    quiet = " and in ".join(place for place, is_quiet in places if is_quiet)
    if not quiet:
        return ""
    tests = (
        ", or the\nconfiguration says `tests = true`. The summary counts the findings that are left out in test files"
    )
    return (
        f"\nIn {quiet}, it reports nothing unless its full code is selected (`--extend-select {rule.code}`)"
        f"{tests if rule.is_quiet_in_tests else ''}.\n"
    )


def silence_section(rule: Rule) -> str:
    """Returns the section on how to suppress a finding of a rule over code."""
    comments = sorted({_COMMENTS[name.rpartition(".")[2]] for name in example_names(rule)})
    if rule.code == _OWN_COMMENT:  # the comment that this rule judges cannot silence the rule
        directive = f"ignore-file[{rule.code}]"
        where = "Only a comment that covers the whole file, on a line of its own, suppresses this rule:"
        more = ""
    else:
        directive = f"ignore[{rule.code}]"
        where = "Put a comment on the line of the finding, or on a line of its own above it:"
        more = (
            f"\n`ignore-file[{rule.code}]` in a comment on its own line covers the whole file, and in Python\n"
            f"`# noqa: {rule.code}` works as it does in flake8.\n"
        )
    lines = "".join(f"{comment} spanlint: {directive} reason\n" for comment in comments)
    return f"## Suppress a finding\n\n{where}\n\n```text\n{lines}```\n{more}"


def _head(rule: Rule) -> str:
    return (
        f"# {rule.code} {rule.name}\n\n{state_sentence(rule)}\n\n"
        f"**What**: {rule.what}.\n\n**Why**: {rule.why}.\n\n**Do**: {rule.do}.\n"
    )


def _example(rule: Rule, name: str, repaired: Callable[[Rule, str, str], str] | None) -> str:
    with open(os.path.join(rule.folder, "examples", name), encoding="utf-8") as file:
        text = file.read()
    below = repaired(rule, name, text) if repaired is not None and name.startswith("bad") else ""
    return f"\n## {name}\n\n```{name.split('.')[-1]}\n{text.rstrip()}\n```\n" + (f"\n{below}" if below else "")
