"""Adoption in a code base with old findings: baselines, ignore comments added in bulk, and linting of changed lines."""
