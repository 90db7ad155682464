"""From buckets of spans to faults: one trace and one session at a time, in one process or in several."""
