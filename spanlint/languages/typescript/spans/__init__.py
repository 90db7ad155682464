"""The uses and the lifetime of a span in TypeScript and JavaScript."""
