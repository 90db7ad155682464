"""How `--fix` changes the examples of the rules, for their manual pages."""

from __future__ import annotations

from spanlint.config.selection import apply_choice
from spanlint.lint.fix import fix
from spanlint.model.settings import Settings
from spanlint.rulebook.rules import CODE, Rule, rules
from spanlint.text.decoding import decode
from spanlint.text.diff import unified_diff
from spanlint.text.suffixes import language_of


def repaired_example(rule: Rule, name: str, text: str) -> str:
    """Returns how `--fix` changes an example under the rules of its tests, as Markdown with a diff; empty if it does
    not, or for a rule over traces. Raises ValueError for a file of no language."""
    codes = apply_choice(((other.code, other.is_default) for other in rules()), rule.options.get("select"), (), ())
    language = language_of(name)
    if rule.judges != CODE:
        return ""
    if language is None:
        raise ValueError(f"{rule.name}: {name}: no language is written like that")
    source = decode(name, language, text.encode())
    for option, may_be_unsafe in {"--fix": False, "--fix --unsafe-fixes": True}.items():
        fixed = fix(source, Settings(codes), may_be_unsafe).source
        diff = unified_diff(name, source.original, fixed.original).decode()
        if diff:
            return f"`spanlint {option}` rewrites it:\n\n```diff\n{diff.split('+++ ', 1)[1].split(chr(10), 1)[1]}```\n"
    return ""
