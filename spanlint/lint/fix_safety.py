"""What a configuration says of fixes: which may be applied at all, and which are safe."""

from __future__ import annotations

from spanlint.model.findings import Finding, Safety
from spanlint.model.settings import Settings
from spanlint.rulebook.rules import Rule


def with_chosen_safety(rule: Rule, finding: Finding, settings: Settings) -> Finding:
    """Returns a finding of a rule whose proposals are as safe as the settings say. Alternatives stay alternatives."""
    proposals = (
        proposal._replace(safety=_chosen(rule.code, proposal.safety, settings)) for proposal in finding.proposals
    )
    return finding._replace(proposals=tuple(proposals))


def _chosen(code: str, proposed: Safety, settings: Settings) -> Safety:
    choices = settings.fix_choices
    if proposed is Safety.SHOWN or code in choices.unfixable:
        return Safety.SHOWN
    is_unsafe = code not in choices.made_safe and (proposed is Safety.UNSAFE or code in choices.made_unsafe)
    return Safety.UNSAFE if is_unsafe or not settings.has_safe_fixes else Safety.SAFE
