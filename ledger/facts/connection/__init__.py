"""The events of one connection on a network."""
