"""The directory: names, aliases, addresses and merges."""
