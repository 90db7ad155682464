"""What is kept of exported spans: the spans, their traces and sessions, and the settings that checks depend on."""
