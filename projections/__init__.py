"""The read side: what the facts mean."""
