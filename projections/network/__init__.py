"""The network: safe, efficient, responsive."""
