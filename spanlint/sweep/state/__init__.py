"""What a sweep remembers for the next one: verdicts by blob, clones, and what is known of a tree."""
