"""Everything that touches the file system or git."""
