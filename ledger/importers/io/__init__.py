"""From bytes to rows: encodings, tables, JSON, archives, dates."""
