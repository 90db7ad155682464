"""The spans of OTLP, in JSON and in binary."""
