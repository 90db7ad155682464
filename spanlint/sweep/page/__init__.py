"""The page of a sweep, `index.html`: made of the journal and the trend, and nothing else."""
