"""The comments that silence a finding."""
