"""The configuration of a project, and the settings that follow from it and the command line."""
