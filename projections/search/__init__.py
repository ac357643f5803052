"""Search: where words are written."""
