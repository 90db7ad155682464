"""Where an expression comes from, in TypeScript and JavaScript."""
