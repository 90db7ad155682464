"""The records that the stages pass to each other, without any logic."""
