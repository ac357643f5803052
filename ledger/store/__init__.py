"""The shell around eventsourcing: leaves, sealed text, keys and the Merkle log in one transaction."""
