"""What several checks share: evidence, verdicts, proposals and wording."""
