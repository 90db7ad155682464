"""Which files need a parser at all."""
