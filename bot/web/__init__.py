"""Handrail in a web browser, on this machine only."""
