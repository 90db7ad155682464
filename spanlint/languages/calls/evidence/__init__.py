"""What stands around a creation call and tells which parent it could pass, in any language."""
