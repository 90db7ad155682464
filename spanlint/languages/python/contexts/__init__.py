"""The context that is current at a call and the spans in it, in Python."""
