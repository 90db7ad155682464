"""The selection of rules by codes and prefixes of codes, of which the more specific one wins."""

from __future__ import annotations

from spanlint.config.errors import ConfigError, quoted, suggestion
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

ALL = "ALL"


class RuleChoice(Record):
    """The rules that one configuration file or the command line chooses; `select` is None if it is not set."""

    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


def check_selectors(selectors: Iterable[str], known_codes: Callable[[], Sequence[str]], where: str) -> None:
    """Raises ConfigError unless each selector is a known code, the first characters of one, or "ALL".

    `known_codes` is called only if there is a selector to look up. The error message starts with `where` (a file and
    key, or a command line option) and names the nearest code.
    """
    code_selectors = [selector for selector in selectors if selector != ALL]
    codes = known_codes() if code_selectors else ()
    for selector in code_selectors:
        if not selector or not any(code.startswith(selector) for code in codes):
            valid_selectors = {ALL, *codes, *(code.rstrip("0123456789") for code in codes)}
            hint = suggestion(selector, valid_selectors) or _code_of_name(selector, codes)
            raise ConfigError(f"{where}: unknown rule {quoted(selector)}{hint}")


def _code_of_name(name: str, codes: Sequence[str]) -> str:
    """What to say to who selects a rule by its name."""
    from spanlint.rulebook.rules import all_rules
    from spanlint.text.near_names import nearest

    code_of = {rule.name: rule.code for rule in all_rules() if rule.code in codes}
    near = nearest(name, sorted(code_of))
    return f"; did you mean `{code_of[near]}` ({near})?" if near else "; `spanlint --list-rules` lists them"


def apply_choice(
    rules: Iterable[tuple[str, bool]],
    select: Sequence[str] | None,
    extend_select: Sequence[str],
    ignore: Sequence[str],
) -> frozenset[str]:
    """Returns the codes of the rules that run; `rules` are pairs of a code and whether it is on by default.

    `select` replaces the defaults (None keeps them), and `extend_select` adds to either. If a code is both selected and
    ignored, the longer selector wins, and "ALL" is the shortest. Between selectors of the same length, `ignore` wins.
    """
    selectors = (*(select or ()), *extend_select)
    return frozenset(
        code
        for code, is_on in rules
        if _is_enabled(is_on and select is None, _match_length(code, selectors), _match_length(code, ignore))
    )


def apply_choices(rules: Iterable[tuple[str, bool]], choices: Iterable[RuleChoice]) -> frozenset[str]:
    """Returns the codes of the rules that run after several choices, each applied to the result of the one before."""
    rules = tuple(rules)
    codes = frozenset(code for code, is_on in rules if is_on)
    for choice in choices:
        codes = apply_choice([(code, code in codes) for code, _ in rules], *choice)
    return codes


def matching_codes(codes: Iterable[str], selectors: Iterable[str]) -> frozenset[str]:
    """Returns the codes that at least one selector (a code, a prefix or "ALL") matches."""
    selectors = tuple(selectors)
    return frozenset(code for code in codes if _match_length(code, selectors) >= 0)


def codes_written_out(choices: Iterable[RuleChoice]) -> frozenset[str]:
    """Returns all that the choices select, of which only a rule's full code is equal to the code of a rule."""
    return frozenset(selector for choice in choices for selector in (*(choice.select or ()), *choice.extend_select))


def _is_enabled(default: bool, selected: int, ignored: int) -> bool:
    return selected > ignored or (default and ignored < 0)


def _match_length(code: str, selectors: Iterable[str]) -> int:
    """The length of the longest selector that matches a code: 0 for ALL, -1 without a match."""
    matches = (selector for selector in selectors if selector == ALL or code.startswith(selector))
    return max((0 if selector == ALL else len(selector) for selector in matches), default=-1)
