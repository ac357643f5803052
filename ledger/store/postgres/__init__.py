"""The shared store: a ledger in a PostgreSQL database."""
