"""The pure core, which judges a source, places its findings, fixes it and proves the fixes."""
