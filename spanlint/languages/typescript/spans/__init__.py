"""The use and the lifetime of a span, in TypeScript and JavaScript."""
