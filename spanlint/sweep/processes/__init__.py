"""The processes that a sweep starts and the folders they work in, so that none outlives it."""
