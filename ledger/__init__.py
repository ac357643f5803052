"""The write side: what happened."""
