"""The floor programs: what Python, click and SQLite cost at the very least. Each runs by itself, without ours."""
