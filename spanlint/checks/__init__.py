"""The checks, one module per rule: `check(facts, settings)` is a pure function that yields findings."""
