"""From the paths that were named to the files that may be read."""
