"""What the bot remembers in SQL: events received, answers given, what was handed on, and feedback."""
