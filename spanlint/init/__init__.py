"""`spanlint init`: looks at a project, and writes the configuration that its own tracing code needs."""
