"""The origin of an expression, in TypeScript and JavaScript."""
