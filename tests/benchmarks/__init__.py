"""Measurements: of speed against floor programs, of the trust formula against what people say."""
