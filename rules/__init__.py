"""The rules: words and examples, no machinery. See `spanlint.rulebook.rules`, which reads them."""
