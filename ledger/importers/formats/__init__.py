"""The formats that people bring, one folder each."""
