"""Living with old findings: baselines, ignores added in bulk, and findings on changed lines alone."""
