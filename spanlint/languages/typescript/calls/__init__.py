"""The arguments and the surroundings of a creation call, in TypeScript and JavaScript."""
