"""The selection of the files that have to be parsed."""
