"""Where read models are kept: a file beside the ledger that may be thrown away at any time."""
