"""Handrail in Microsoft Teams: what it hears there, and how what it shows is laid out and sent."""
