"""The text of one file: decoding, positions, suffixes, whole names, edits and diffs."""
