"""The nouns of a model release: one package per step, and a few modules everyone may use."""

__version__ = "0.1.0"
