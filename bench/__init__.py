"""`make bench`: how fast spanlint is, in ratios to other tools in the same minute on the same machine."""
