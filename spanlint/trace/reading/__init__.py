"""From the files of a run to spans: which files, which values in them, and which format each value is."""
