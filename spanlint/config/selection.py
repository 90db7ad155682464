"""Which rules run: codes and prefixes of codes, and the more specific one wins."""

from __future__ import annotations

from spanlint.config.errors import ConfigError, quoted, suggestion
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

ALL = "ALL"


class RuleChoice(Record):
    """What one configuration file, or the command line, says of the rules; `select` is None where it says nothing."""

    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


def check_selectors(selectors: Iterable[str], known_codes: Callable[[], Sequence[str]], where: str) -> None:
    """Each selector must be a known code, the first characters of one, or "ALL".

    `known_codes` is called only when there is something to look up. Raises ConfigError, which starts with `where`
    (a file and key, or a command line option) and names the nearest code.
    """
    named = [selector for selector in selectors if selector != ALL]
    codes = known_codes() if named else ()
    for selector in named:
        if not selector or not any(code.startswith(selector) for code in codes):
            known = {ALL, *codes, *(code.rstrip("0123456789") for code in codes)}
            beside = suggestion(selector, known) or "; `spanlint --list-rules` lists them"
            raise ConfigError(f"{where}: unknown rule {quoted(selector)}{beside}")


def enabled(
    rules: Iterable[tuple[str, bool]],
    select: Sequence[str] | None,
    extend_select: Sequence[str],
    ignore: Sequence[str],
) -> frozenset[str]:
    """The codes of the rules that run; `rules` are pairs of a code and whether it is on by default.

    `select` takes the place of the defaults (None keeps them), `extend_select` adds to either. Where a code is both
    selected and ignored the longer selector wins, "ALL" being the shortest; between equals, `ignore` wins.
    """
    selectors = (*(select or ()), *extend_select)
    return frozenset(
        code for code, on in rules if _is_enabled(on and select is None, _reach(code, selectors), _reach(code, ignore))
    )


def enabled_by(rules: Iterable[tuple[str, bool]], choices: Iterable[RuleChoice]) -> frozenset[str]:
    """The codes of the rules that run after several choices: each starts from what the one before leaves running."""
    rules = tuple(rules)
    codes = frozenset(code for code, on in rules if on)
    for choice in choices:
        codes = enabled([(code, code in codes) for code, _ in rules], *choice)
    return codes


def matching_codes(codes: Iterable[str], selectors: Iterable[str]) -> frozenset[str]:
    """Those of the codes that codes, prefixes or "ALL" are about."""
    selectors = tuple(selectors)
    return frozenset(code for code in codes if _reach(code, selectors) >= 0)


def _is_enabled(default: bool, selected: int, ignored: int) -> bool:
    return selected > ignored or (default and ignored < 0)


def _reach(code: str, selectors: Iterable[str]) -> int:
    """How specific the best match for a code is: the length of the selector, 0 for ALL, -1 for no match."""
    return max((0 if s == ALL else len(s) for s in selectors if s == ALL or code.startswith(s)), default=-1)
