"""The arguments and the surroundings of a creation call, in Python."""
