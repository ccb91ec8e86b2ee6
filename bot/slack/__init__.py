"""Handrail in Slack: listeners and layout, nothing else."""
