"""What a project has of its own for tracing: helpers that start spans, providers of a parent, and what calls them."""
