"""What becomes of a span, in TypeScript and JavaScript."""
