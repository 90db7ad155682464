"""Which context is current and what it carries, in TypeScript and JavaScript."""
