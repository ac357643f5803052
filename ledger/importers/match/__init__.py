"""From rows to events: matching people, finding what is new, asking what is open."""
