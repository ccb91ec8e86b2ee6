"""What Handrail does when somebody says, presses or fills in something in a chat, on whichever platform."""
