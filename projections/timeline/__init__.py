"""The timeline: what happened, by day."""
