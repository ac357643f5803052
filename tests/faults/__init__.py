"""Faults put in on purpose, and what came of each: nothing is lost, nothing is half there, nothing lies."""
