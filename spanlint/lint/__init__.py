"""The pure core: judges a source, places its findings, fixes it and proves the fix."""
