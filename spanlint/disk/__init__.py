"""Access to the file system and to git."""
