"""What a sweep leaves in its folder: findings, the journal, trends and the summary."""
