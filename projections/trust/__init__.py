"""Trust: how far, and why."""
