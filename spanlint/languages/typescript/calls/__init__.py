"""The arguments and surroundings of a creation call in TypeScript and JavaScript."""
