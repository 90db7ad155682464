"""What a project has configured, and the settings that it comes to."""
