"""From rows to events: who is who, what is new, what has to be asked."""
