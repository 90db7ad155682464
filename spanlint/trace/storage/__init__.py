"""Where spans wait until their trace is whole: buckets in memory, in temporary files, and in a shared folder."""
