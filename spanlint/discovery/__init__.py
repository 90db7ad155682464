"""The search for files, from the paths on the command line to the files that may be linted."""
