"""The context that is current at a call and the spans in it, for TypeScript and JavaScript."""
