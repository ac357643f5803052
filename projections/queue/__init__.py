"""The queue: connected but never met, requests and plans."""
