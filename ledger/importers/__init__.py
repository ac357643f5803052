"""From the files people bring to facts of the ledger: bytes in, records and problems out.

- `archives`: a zip, or a folder's files -> the files that a format wants
- `decoding`: bytes -> text, and the name of its encoding
- `tables`: text -> the rows of a table, each with its line
- `linkedin`, and so on, one a format: files -> `Reading` (`records` says what that is)
- `matching`: `Reading` + what the ledger knows -> `Plan`: the events to append, what came of each row

No file is opened here, and nothing is written.
"""
