"""The run over many files: its tasks, its worker processes, and the outcome of each file."""
