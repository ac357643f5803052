"""The audit file: what was recorded, leaf by leaf, for anybody to check."""
