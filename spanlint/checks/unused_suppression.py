"""SPN901: a `spanlint: ignore` comment, or a code in one, that silences nothing or is misspelt."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.model.facts import Facts
from spanlint.model.findings import Finding, Proposal, RemoveText, ReplaceText, Safety
from spanlint.model.settings import Settings
from spanlint.model.suppressions import UnusedSuppression
from spanlint.text.edits import Edit


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield a finding for each comment. `lint` finds the unused ones after all other rules have run."""
    for unused in facts.unused:
        what = f"`{'`, `'.join(unused.codes)}`" if unused.codes else "the suppression"
        cures = (Proposal(RemoveText(what, unused.removes), Safety.SAFE),) if unused.removes else ()
        yield Finding(unused.at, _message(unused), f"remove {what}", proposals=cures)
    for comment in facts.misspelled:
        effect = "suppresses all rules" if comment.covers_all else "suppresses nothing"
        message = f"`{comment.written}` {effect}; did you mean `{comment.meant}`?"
        edit = Edit(comment.replaced, comment.meant.encode())
        rewrite = Proposal(ReplaceText(f"Write `{comment.meant}`", (edit,)), Safety.UNSAFE)
        yield Finding(comment.at, message, f"write `{comment.meant}`", proposals=(rewrite,) * comment.would_work)


def _message(unused: UnusedSuppression) -> str:
    if unused.is_misplaced:
        return "`ignore-file` works only in a comment on its own line; here it suppresses nothing"
    codes = unused.codes or (f"spanlint: ignore{'-file' if unused.is_whole_file else ''}",)
    verb = "suppresses" if len(codes) == 1 else "suppress"
    place = "in this file" if unused.is_whole_file else "here"
    return f"`{'`, `'.join(codes)}` {verb} nothing {place}{''.join(_hints(unused))}"


def _hints(unused: UnusedSuppression) -> Iterator[str]:
    for code, meant in unused.unknown:
        yield f"; there is no rule `{code}`" + (f", did you mean `{meant}`?" if meant else "")
