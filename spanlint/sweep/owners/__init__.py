"""Whom a finding belongs to."""
