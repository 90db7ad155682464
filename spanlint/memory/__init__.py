"""What was found in files before, and whether all that was asked to find it has the same answers still."""
