"""Where people meet Handrail: who asks, the conversation, and what is shown."""
