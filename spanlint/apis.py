"""What spanlint knows about tracing libraries: `apis/*.toml`, read once and asked by method name."""
