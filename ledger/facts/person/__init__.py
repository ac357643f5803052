"""The events, state and commands of one person."""
