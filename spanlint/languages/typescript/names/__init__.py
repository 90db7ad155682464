"""Scopes, bindings and origins of TypeScript and JavaScript names."""
