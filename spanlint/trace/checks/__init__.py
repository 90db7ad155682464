"""The rules over traces: one file a rule, with `check_trace`, `check_session` or `check_names`, and its message."""
