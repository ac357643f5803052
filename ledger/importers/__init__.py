"""From the files people have to facts of the ledger: bytes in, events out.

- `api`: what a format gives: rows, and diagnostics with file and line
- `registry`: the formats of the program and of other packages; guesses a file's format
- `io`: encodings, archives, tables, JSON, content lines, dates
- `formats`: one a format, files -> `api.ImportFile`
- `match`: an `ImportFile` and what the ledger knows -> the events to append, what came of each row

No file is opened here, and nothing is written.
"""
