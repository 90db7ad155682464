"""The reasoning that several checks share: evidence, verdicts, proposals and wording."""
