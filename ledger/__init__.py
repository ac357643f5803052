"""The write side: what happened.

How a command becomes an event, and an event an answer:

    handshake lunch "Ada Okafor"
        projections/cli/program.py      finds the command by its name and opens a session
        ledger/cli/meet.py              reads the words: people, day, length, place
        projections/directory/          resolves "Ada Okafor" to a person      (through ledger/cli/queries.py)
        ledger/facts/meeting/           decide(command, state) -> LunchHad, or a refusal          pure
        ledger/store/                   one transaction: event, index, Merkle log, sealed text, keys
        projections/engine/             catches the views up: each projection folds the new event into rows
        projections/trust/              computes trust from those rows                            pure
        projections/cli/                shows what the event changed

    handshake import ics FILE
        ledger/importers/io/            bytes to lines, tables and documents, whatever their encoding
        ledger/importers/formats/       a file's rows: people, meetings, connections, and diagnostics
        ledger/importers/match/         rows to events: who is known, what is new, what must be asked
        ledger/store/                   appends them, a slice of a long file at a time

Arrows run one way: projections -> ledger, cli -> store and importers -> language -> facts. The contracts in
pyproject.toml hold that, and docs/explanation/architecture.md says why.
"""
