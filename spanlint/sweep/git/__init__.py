"""Repositories that nobody vouches for, read with git: clones, commits, trees, and the files of a commit."""
