"""Tests of the modules that every step may use."""
