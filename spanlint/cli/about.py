"""`--list-rules`, `--explain` and `--list-apis`: what spanlint says about its rules and the libraries it knows."""

from __future__ import annotations

import os
import sys

from spanlint.config.errors import ConfigError, quoted, suggestion
from spanlint.config.selection import ALL, check_selectors
from spanlint.report.terminal import MOST, look_of
from spanlint.rulebook.addresses import page_address

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from spanlint.model.request import ReportTarget
    from spanlint.rulebook.rules import Rule

_CHECKED = {"default": "by default", "opt-in": "if configured", "never": "never"}


def list_rules(listed: Sequence[Rule], reports: Sequence[ReportTarget], color: str) -> None:
    """Print a line a rule, or an array of objects. Raises ConfigError for another format."""
    if _is_json("--list-rules", reports):
        from spanlint.report.json_text import to_json

        sys.stdout.write(to_json([_rule_object(rule) for rule in listed]))
        return
    width = max(len(rule.name) for rule in listed)
    _print_columns(
        [
            (
                rule.code,
                f"{rule.name:<{width}}",
                f"{rule.severity.value:<7}",
                "on " if rule.is_default else "off",
                rule.what,
            )
            for rule in listed
        ],
        color,
    )


def list_apis(reports: Sequence[ReportTarget], color: str) -> None:
    """Print a line a library and language, or an array of objects. Raises ConfigError for another format."""
    from spanlint.apis import all_apis

    listed = sorted(all_apis(), key=lambda api: (api.name, api.language))
    if _is_json("--list-apis", reports):
        from spanlint.report.json_text import to_json

        objects = [
            {
                "name": api.name,
                "title": api.title,
                "language": api.language,
                "checked": _CHECKED[api.judged],
                "calls": sorted({creator.method for creator in api.creators}),
            }
            for api in listed
        ]
        sys.stdout.write(to_json(objects))
        return
    name_width = max(len(api.name) for api in listed)
    rows = [
        (
            f"{api.name:<{name_width}}",
            f"{api.language:<10}",
            f"{_CHECKED[api.judged]:<13}",
            ", ".join(dict.fromkeys(creator.method for creator in api.creators)) or f"({api.title})",
        )
        for api in listed
    ]
    _print_columns(rows, color)


def explain_rules(query: str, known: Sequence[Rule], color: str, reports: Sequence[ReportTarget] = ()) -> None:
    """Print the page of the rule with this code or name, those of all rules for ALL; or an array of objects.

    Raises ConfigError for another rule or format.
    """
    from spanlint.cli.repaired_examples import repaired_example
    from spanlint.rulebook.explain import explain

    asked, is_json = _asked(query, known), _is_json("--explain", reports)
    pages = [explain(rule, repaired_example) for rule in asked]
    if is_json:
        from spanlint.report.json_text import to_json

        objects = [{**_rule_object(rule), "page": page} for rule, page in zip(asked, pages, strict=True)]
        sys.stdout.write(to_json(objects))
        return
    _print_markdown("\n---\n\n".join(pages), color)


def _asked(query: str, known: Sequence[Rule]) -> Sequence[Rule]:
    word = query.strip()
    if word.upper() == ALL:
        return known
    for rule in known:
        if word.upper() == rule.code or word.casefold().replace("_", "-") == rule.name:
            return [rule]
    if word and any(rule.code.startswith(word.upper()) for rule in known):
        raise ConfigError(f"--explain: {query!r} is a prefix; name one rule, or ALL")
    if word.upper().startswith("SPN"):
        codes = [rule.code for rule in known if rule.judges == known[0].judges]
        check_selectors([word.upper()], lambda: codes, "--explain")
    hint = suggestion(word, (rule.name for rule in known)) or "; `spanlint --list-rules` lists them"
    raise ConfigError(f"--explain: unknown rule {quoted(query)}{hint}")


def _is_json(option: str, reports: Sequence[ReportTarget]) -> bool:
    """Whether what an option prints is asked for as JSON.

    Raises ConfigError for a format or a file that it cannot have.
    """
    for report in reports:
        if report.format not in ("text", "json"):
            raise ConfigError(f"{option}: needs --output-format text or json, not {report.format}")
    if len(reports) > 1 or any(report.file for report in reports):
        raise ConfigError(f"{option}: prints one list to standard output")
    return bool(reports) and reports[0].format == "json"


def _rule_object(rule: Rule) -> dict[str, object]:
    address = page_address(rule.name)
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity.value,
        "default": rule.is_default,
        "since": rule.since,
        "fix": rule.fix or None,
        "what": rule.what,
        "why": rule.why,
        "do": rule.do,
        **({"url": address} if address else {}),
    }


def _print_columns(rows: Sequence[tuple[str, ...]], color: str) -> None:
    """Print rows whose last column is wrapped to the terminal."""
    from spanlint.report.wrapping import wrapped

    width = look_of(color, sys.stdout, os.environ).width
    for *cells, text in rows:
        begin = "  ".join(cells) + "  "
        room = width - len(begin)
        lines = wrapped(text, room, room) if room > 20 else [text]
        sys.stdout.write(f"{begin}{lines[0]}\n" + "".join(f"{' ' * len(begin)}{line}\n" for line in lines[1:]))


def _print_markdown(text: str, color: str) -> None:
    """Print Markdown: rendered on a terminal, as it is elsewhere."""
    if not sys.stdout.isatty() or os.environ.get("TERM") == "dumb":
        sys.stdout.write(text)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    look = look_of(color, sys.stdout, os.environ)
    console = Console(
        file=sys.stdout, width=look.width or MOST, color_system="standard" if look.color else None, force_terminal=True
    )
    console.print(Markdown(text, code_theme="ansi_dark", hyperlinks=look.has_links))
