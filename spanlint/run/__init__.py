"""Many files: the tasks, who does the work, the outcome of one file."""
