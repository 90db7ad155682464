"""The statuses that are set on a span, and the exceptions that are recorded on it, in any language."""
