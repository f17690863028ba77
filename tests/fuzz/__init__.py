"""Mutating good inputs until something gives: `make test` does a little, `make fuzz` a lot."""
