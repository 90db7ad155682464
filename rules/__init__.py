"""The rules: words and examples, no machinery. See `spanlint.rulebook`, which reads them."""
