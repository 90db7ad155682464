"""The records that the stages hand to each other; nothing in here does any work."""
