"""How right and how fast Handrail is, measured by commands, beside the plain tutorial stack."""
