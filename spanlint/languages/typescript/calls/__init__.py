"""What a creation call says and what is around it, in TypeScript and JavaScript."""
