"""The page of an audit, which `--html` writes: made of an `AuditOutcome` and nothing else."""
