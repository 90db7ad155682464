"""One pure function a rule, in the file of the rule's name: `check(facts, settings)` yields findings."""
